/** When each message is due, and to which shard it belongs: pure functions that every worker computes independently. */
@NullMarked
package klt.common.schedule;

import org.jspecify.annotations.NullMarked;
