/** The records on the control, status and state topics, and their codec. */
@NullMarked
package klt.common.protocol;

import org.jspecify.annotations.NullMarked;
