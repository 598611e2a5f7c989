/** Records on the control, status and state topics. */
@NullMarked
package klt.common.protocol;

import org.jspecify.annotations.NullMarked;
