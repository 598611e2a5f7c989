/** Pure functions that determine when each message is due and to which shard it belongs. Every worker computes them independently. */
@NullMarked
package klt.common.schedule;

import org.jspecify.annotations.NullMarked;
