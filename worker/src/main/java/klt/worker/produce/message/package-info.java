/** The records that a run sends: key, payload, partition and header. On the hot path. */
@NullMarked
package klt.worker.produce.message;

import org.jspecify.annotations.NullMarked;
