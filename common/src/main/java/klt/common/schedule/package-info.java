/** When each message is due, and which shard it belongs to: pure functions that every worker computes alone. */
@NullMarked
package klt.common.schedule;

import org.jspecify.annotations.NullMarked;
