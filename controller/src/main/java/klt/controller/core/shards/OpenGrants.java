package klt.controller.core.shards;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.protocol.Grant;

/** A run's open grants, in order of creation. */
final class OpenGrants {

    private final Map<Integer, OpenGrant> byId = new LinkedHashMap<>();
    /** by worker, because each heartbeat needs its worker's grants */
    private final Map<String, Map<Integer, OpenGrant>> byWorker = new LinkedHashMap<>();

    void add(Grant grant) {
        OpenGrant entry = new OpenGrant(grant);
        byId.put(grant.id(), entry);
        byWorker.computeIfAbsent(grant.worker(), w -> new LinkedHashMap<>()).put(grant.id(), entry);
    }

    void remove(Grant grant) {
        byId.remove(grant.id());
        byWorker.computeIfPresent(grant.worker(), (worker, grants) -> {
            grants.remove(grant.id());
            return grants.isEmpty() ? null : grants;
        });
    }

    Collection<OpenGrant> all() {
        return byId.values();
    }

    Stream<OpenGrant> of(String worker) {
        return byWorker.getOrDefault(worker, Map.of()).values().stream();
    }

    List<OpenGrant> endlessOf(String worker) {
        return of(worker).filter(OpenGrant::isEndless).toList();
    }

    /** Returns one of a worker's grants, or empty if it is closed or belongs to another worker. */
    Optional<OpenGrant> find(String worker, int id) {
        return Optional.ofNullable(byWorker.getOrDefault(worker, Map.of()).get(id));
    }
}
