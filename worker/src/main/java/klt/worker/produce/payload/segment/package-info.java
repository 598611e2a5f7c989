/** What values are composed of: segments, which write random data in place. On the hot path. */
@NullMarked
package klt.worker.produce.payload.segment;

import org.jspecify.annotations.NullMarked;
