package klt.controller.core.shards;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Assigns shards to workers as evenly as possible, with as few moves as possible. */
final class ShardAssignment {

    private ShardAssignment() {}

    /**
     * Assigns unowned shards to workers round-robin, so that each worker's own messages are evenly spaced in time.
     *
     * @param shards the shards without an owner
     * @param held number of shards that each worker already has; unlisted workers have none
     * @param workers ids, at least one
     * @return the new owner of each shard
     */
    static NavigableMap<Integer, String> give(
            Collection<Integer> shards, Map<String, Integer> held, List<String> workers) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        workers.forEach(worker -> counts.put(worker, held.getOrDefault(worker, 0)));
        NavigableMap<Integer, String> owners = new TreeMap<>();
        for (int shard : shards.stream().sorted().toList()) {
            String least =
                    workers.stream().min(Comparator.comparingInt(counts::get)).orElseThrow();
            owners.put(shard, least);
            counts.merge(least, 1, Integer::sum);
        }
        return owners;
    }

    /**
     * Computes the moves that balance a distribution.
     *
     * @param owners the shards' current owners; an owner that is not among the workers loses all its shards
     * @param workers ids, at least one
     * @return the new owners of the shards that move
     */
    static NavigableMap<Integer, String> moves(NavigableMap<Integer, String> owners, List<String> workers) {
        Map<String, List<Integer>> held = new LinkedHashMap<>();
        workers.forEach(worker -> held.put(worker, new ArrayList<>()));
        List<Integer> loose = new ArrayList<>();
        owners.forEach((shard, owner) -> held.getOrDefault(owner, loose).add(shard));
        int base = owners.size() / workers.size();
        int larger = owners.size() % workers.size();
        // if the shards do not divide evenly, the workers with the most shards keep an extra one
        List<String> byCount = workers.stream()
                .sorted(Comparator.comparingInt((String worker) ->
                                held.getOrDefault(worker, List.of()).size())
                        .reversed())
                .toList();
        Map<String, Integer> kept = new LinkedHashMap<>();
        for (int i = 0; i < byCount.size(); i++) {
            List<Integer> own = held.getOrDefault(byCount.get(i), List.of());
            int quota = Math.min(own.size(), i < larger ? base + 1 : base);
            loose.addAll(spread(own, own.size() - quota));
            kept.put(byCount.get(i), quota);
        }
        return give(loose, kept, workers);
    }

    /** Picks {@code count} shards evenly from the list, so that the remaining ones are also evenly spaced. */
    private static List<Integer> spread(List<Integer> shards, int count) {
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(shards.get((int) ((long) i * shards.size() / count)));
        }
        return taken;
    }
}
