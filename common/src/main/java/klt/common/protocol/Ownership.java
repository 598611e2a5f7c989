package klt.common.protocol;

import java.util.List;
import klt.common.schedule.Sharding;

/**
 * The shards of one worker.
 *
 * @param worker the owner's id
 * @param epoch counts the owners of these shards, from 1
 * @param shards in ascending order
 */
public record Ownership(String worker, int epoch, List<Integer> shards) {

    public Ownership {
        RecordLimits.requireName("worker", worker);
        RecordLimits.requireSize("shards", shards, Sharding.SHARDS_MAX);
        shards = List.copyOf(shards);
        if (epoch < 1) {
            throw new IllegalArgumentException("epoch " + epoch + " is below 1");
        }
        for (int i = 1; i < shards.size(); i++) {
            if (shards.get(i) <= shards.get(i - 1)) {
                throw new IllegalArgumentException("shards are not in ascending order");
            }
        }
    }
}
