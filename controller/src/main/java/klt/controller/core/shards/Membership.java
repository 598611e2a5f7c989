package klt.controller.core.shards;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.spec.limit.Limits;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.RunLog;
import klt.controller.core.stats.RunStats;
import klt.controller.core.stats.WorkerStats;

/** The workers that take part in a run, and those that were lost or have left it. */
public final class Membership {

    private final RunStats stats;
    private final RunLog log;

    /** in order of joining */
    private final Set<String> members = new LinkedHashSet<>();

    /** ids of workers that left or were lost, and thus cannot rejoin, oldest first */
    private final Set<String> departed = new LinkedHashSet<>();

    public Membership(RunStats stats, RunLog log) {
        this.stats = stats;
        this.log = log;
    }

    /** Restores another controller's members from its newest record. */
    public Membership(DesiredRun desired, RunStats stats, RunLog log) {
        this(stats, log);
        members.addAll(desired.members());
        departed.addAll(desired.departed().workers());
    }

    public Set<String> members() {
        return Collections.unmodifiableSet(members);
    }

    /** Returns the ids of workers that left or were lost, oldest first. */
    public List<String> departed() {
        return List.copyOf(departed);
    }

    boolean hasDeparted(String worker) {
        return departed.contains(worker);
    }

    public void join(String worker, Fleet fleet) {
        WorkerInfo info = fleet.member(worker).map(Fleet.Member::info).orElseThrow();
        stats.addWorker(worker, info.name(), info.cpuLimit());
        members.add(worker);
    }

    /**
     * Adds ready workers that are not members yet.
     *
     * @param membersMax maximum number of members; additional ones would get no shards
     * @return whether any was added
     */
    public boolean letJoin(Fleet fleet, int membersMax, Instant now) {
        List<String> newcomers = fleet.readyIds().stream()
                .filter(worker -> !members.contains(worker) && !departed.contains(worker))
                .limit(Math.max(0, membersMax - members.size()))
                .toList();
        for (String worker : newcomers) {
            join(worker, fleet);
            log.add(now, RunLog.Kind.WORKER_JOINED, "worker", stats.nameOf(worker));
        }
        return !newcomers.isEmpty();
    }

    /** Returns the members that can currently take shards. */
    public List<String> able(Fleet fleet) {
        Set<String> ready = new HashSet<>(fleet.readyIds());
        return members.stream()
                .filter(ready::contains)
                .filter(worker -> stats.worker(worker).map(WorkerStats::isAble).orElse(false))
                .toList();
    }

    void remove(String worker) {
        members.remove(worker);
        departed.add(worker);
        if (departed.size() > Limits.WORKERS_MAX) {
            departed.remove(departed.iterator().next());
        }
    }
}
