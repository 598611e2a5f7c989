/** How consumer groups of a run are named and placed. */
@NullMarked
package klt.common.protocol.consumers;

import org.jspecify.annotations.NullMarked;
