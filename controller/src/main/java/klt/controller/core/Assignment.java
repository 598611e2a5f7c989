package klt.controller.core;

import java.util.ArrayList;
import java.util.List;
import klt.common.protocol.Ownership;

/** Which worker has which shard. */
final class Assignment {

    private Assignment() {}

    /**
     * Deals the shards out like cards, so that each worker's own messages are evenly spaced in time.
     *
     * @param workers ids, at least one
     */
    static List<Ownership> deal(int shardCount, List<String> workers) {
        List<Ownership> owners = new ArrayList<>();
        for (int w = 0; w < workers.size() && w < shardCount; w++) {
            List<Integer> shards = new ArrayList<>();
            for (int shard = w; shard < shardCount; shard += workers.size()) {
                shards.add(shard);
            }
            owners.add(new Ownership(workers.get(w), 1, shards));
        }
        return owners;
    }
}
