/** Pure functions that determine when each message is due, and which shard it belongs to. Every worker computes them independently. */
@NullMarked
package klt.common.schedule;

import org.jspecify.annotations.NullMarked;
