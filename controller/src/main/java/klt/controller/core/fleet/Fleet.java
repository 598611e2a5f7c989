package klt.controller.core.fleet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.StatusRecord.Clock;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.Vitals;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.spec.limit.Limits;
import klt.controller.core.preflight.WorkerMemory;

/**
 * The workers' state, derived from their heartbeats.
 *
 * <p>The time since a heartbeat is measured in ticks read back (at most one per second) instead of seconds. When the broker stalls, ticks
 * stall too, so no worker is declared lost.
 */
public final class Fleet {

    /** A worker is declared lost after this many ticks without a heartbeat. */
    public static final int LEASE_TICKS = 6;

    /** Additional ticks if most of the fleet is missing heartbeats at the same time, because the network is the likely cause. */
    public static final int MASS_LOSS_TICKS = 6;

    /** Minimum fleet size for the additional ticks. */
    static final int MASS_WORKERS_MIN = 3;

    /** A worker is suspect after this many ticks without a heartbeat. */
    public static final int SUSPECT_TICKS = 3;

    /** A lost worker is removed this many ticks after its loss. */
    static final int FORGET_TICKS = 600;

    /** Maximum number of members, including lost ones, so that a flood of ids cannot exhaust memory. */
    static final int MEMBERS_MAX = 10 * Limits.WORKERS_MAX;

    public enum State {
        READY,
        SUSPECT,
        LOST
    }

    /**
     * A worker.
     *
     * @param number the number of the worker's newest heartbeat
     * @param lastHeartbeatTick the tick from which missed heartbeats are counted: that of the last heartbeat, or that at the end of an
     *     outage
     * @param leaving whether the worker is shutting down
     * @param cpu number of cores used between the last two heartbeats
     */
    public record Member(
            String id,
            long number,
            WorkerInfo info,
            long lastHeartbeatTick,
            Instant lastHeartbeatAt,
            boolean leaving,
            Optional<Clock> clock,
            Vitals vitals,
            Optional<Double> cpu,
            State state) {

        private Member withLastHeartbeatTick(long tick) {
            return new Member(id, number, info, tick, lastHeartbeatAt, leaving, clock, vitals, cpu, state);
        }

        private Member withState(State newState) {
            return new Member(
                    id, number, info, lastHeartbeatTick, lastHeartbeatAt, leaving, clock, vitals, cpu, newState);
        }
    }

    private final Map<String, Member> members = new LinkedHashMap<>();
    /** ids revoked by an earlier controller */
    private final Set<String> revoked = new HashSet<>();
    /** ids of workers that left with a goodbye, oldest first */
    private final Set<String> left = new LinkedHashSet<>();

    private long ticksRead;

    public Collection<Member> members() {
        return members.values();
    }

    public Optional<Member> member(String id) {
        return Optional.ofNullable(members.get(id));
    }

    /** Returns the ids of the workers that can take shards, sorted so that equal fleets get equal assignments. */
    public List<String> readyIds() {
        return members.values().stream()
                .filter(member -> member.state == State.READY && !member.leaving)
                .map(Member::id)
                .sorted()
                .toList();
    }

    /** Returns the ids of the workers that have missed heartbeats, and may recover or be declared lost. */
    public List<String> suspectIds() {
        return members.values().stream()
                .filter(member -> member.state == State.SUSPECT)
                .map(Member::id)
                .toList();
    }

    /** Returns the given workers' heap limits. */
    public List<WorkerMemory> memory(List<String> ids) {
        return ids.stream()
                .flatMap(id -> member(id).stream())
                .map(member ->
                        new WorkerMemory(member.info().name(), member.info().heapMaxBytes()))
                .toList();
    }

    /** Returns the heap limits of the workers that can take shards. */
    public List<WorkerMemory> readyMemory() {
        return memory(readyIds());
    }

    /** Returns the ids of all workers that are not lost. */
    public List<String> countedIds() {
        return members.values().stream()
                .filter(member -> member.state != State.LOST)
                .map(Member::id)
                .toList();
    }

    /**
     * @param number sequence number of the worker's record
     * @return false if the heartbeat is older than the newest one and was thus ignored
     */
    public boolean onHeartbeat(String id, long number, Heartbeat heartbeat, Instant now) {
        Optional<Member> before = member(id);
        if (before.isEmpty() ? isFull() : number <= before.get().number) {
            return false;
        }
        members.put(
                id,
                new Member(
                        id,
                        number,
                        heartbeat.worker(),
                        ticksRead,
                        now,
                        heartbeat.leaving(),
                        heartbeat.clock(),
                        heartbeat.vitals(),
                        before.flatMap(member -> cpuBetween(member, heartbeat.vitals())),
                        // the worker's shards were reassigned, so it must rejoin under a new id
                        revoked.contains(id)
                                        || before.filter(member -> member.state == State.LOST)
                                                .isPresent()
                                ? State.LOST
                                : State.READY));
        return true;
    }

    private boolean isFull() {
        return members.size() >= MEMBERS_MAX || countedIds().size() >= Limits.WORKERS_MAX;
    }

    /** Returns the jump of a worker's clock between its last heartbeat and a new one that has not been applied yet. */
    public Optional<ClockJump> clockJump(String id, Heartbeat heartbeat) {
        return member(id).flatMap(before -> ClockJump.between(before.clock, heartbeat.clock()));
    }

    private static Optional<Double> cpuBetween(Member before, Vitals vitals) {
        double seconds = vitals.uptimeSeconds() - before.vitals.uptimeSeconds();
        return seconds > 0 ? Optional.of((vitals.cpuSeconds() - before.vitals.cpuSeconds()) / seconds) : before.cpu;
    }

    /** Marks workers as lost if an earlier controller reassigned their shards. */
    public void revoke(Collection<String> ids) {
        revoked.addAll(ids);
        ids.forEach(id -> member(id).ifPresent(member -> members.put(id, member.withState(State.LOST))));
    }

    /** Called when the replay has finished. Replayed heartbeats may be old, so no worker is ready until its next heartbeat. */
    public void onReplayFinished() {
        members.replaceAll((id, member) -> member.state == State.READY ? member.withState(State.SUSPECT) : member);
    }

    /**
     * Called when ticks are being read again after an outage or after this process was suspended. No reports could be read in the meantime,
     * so earlier ticks do not count.
     */
    public void onOutage() {
        members.replaceAll(
                (id, member) -> member.state == State.LOST ? member : member.withLastHeartbeatTick(ticksRead));
    }

    public void onBye(String id) {
        members.remove(id);
        left.add(id);
        if (left.size() > MEMBERS_MAX) {
            left.remove(left.iterator().next());
        }
    }

    /** Returns whether the worker left with a goodbye. Only the newest {@value #MEMBERS_MAX} such workers are remembered. */
    public boolean hasLeft(String id) {
        return left.contains(id);
    }

    /** Counts a tick and returns the workers that it causes to be declared lost. */
    public List<Member> onTickRead() {
        ticksRead++;
        List<Member> lost = new ArrayList<>();
        long lease = isMostLate() ? LEASE_TICKS + MASS_LOSS_TICKS : LEASE_TICKS;
        for (Member member : List.copyOf(members.values())) {
            long ticks = ticksRead - member.lastHeartbeatTick;
            if (ticks >= LEASE_TICKS + FORGET_TICKS) {
                members.remove(member.id);
            } else if (ticks >= lease && member.state != State.LOST) {
                members.put(member.id, member.withState(State.LOST));
                lost.add(member);
            } else if (ticks >= SUSPECT_TICKS && member.state == State.READY) {
                members.put(member.id, member.withState(State.SUSPECT));
            }
        }
        return lost;
    }

    /**
     * Returns whether most of the fleet is missing heartbeats. Heartbeats that stop for a common reason do not all stop in the same tick,
     * so all suspects count.
     */
    private boolean isMostLate() {
        List<Member> counted = members.values().stream()
                .filter(member -> member.state != State.LOST)
                .toList();
        long late = counted.stream()
                .filter(member -> ticksRead - member.lastHeartbeatTick >= SUSPECT_TICKS)
                .count();
        return counted.size() >= MASS_WORKERS_MIN && 2 * late > counted.size();
    }
}
