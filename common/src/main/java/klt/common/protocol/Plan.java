package klt.common.protocol;

import klt.common.schedule.Sharding;
import klt.common.spec.RunSpec;

/**
 * A spec, with everything resolved that workers must agree on.
 *
 * @param shardCount {@code S}, fixed for the run
 */
public record Plan(RunSpec spec, int shardCount) {

    public Plan {
        if (shardCount < 1 || shardCount > Sharding.SHARDS_MAX) {
            throw new IllegalArgumentException(
                    "shard count " + shardCount + " is not from 1 to " + Sharding.SHARDS_MAX);
        }
    }
}
