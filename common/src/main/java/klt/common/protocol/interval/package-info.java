/** Parts of the interval that a worker reports each second. */
@NullMarked
package klt.common.protocol.interval;

import org.jspecify.annotations.NullMarked;
