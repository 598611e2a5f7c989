/** The segments that values consist of; each writes random data in place. On the hot path. */
@NullMarked
package klt.worker.produce.payload.segment;

import org.jspecify.annotations.NullMarked;
