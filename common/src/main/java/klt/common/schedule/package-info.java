/** Pure functions, which every worker computes independently, that determine when each message is due and to which shard it belongs. */
@NullMarked
package klt.common.schedule;

import org.jspecify.annotations.NullMarked;
