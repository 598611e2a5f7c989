package klt.controller.core;

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
import klt.common.protocol.StatusRecord.Hello;
import klt.common.protocol.StatusRecord.Vitals;
import klt.common.spec.Limits;
import klt.controller.core.preflight.WorkerMemory;

/**
 * The workers as their heartbeats show them.
 *
 * <p>Silence is counted in ticks that the controller has read back, one a second at the most, and not in seconds: when the broker stalls, ticks stall too, and nobody
 * is declared dead.
 */
public final class Fleet {

    /** A worker that is silent for so many ticks is lost. */
    public static final int LEASE_TICKS = 6;

    /** When most of the fleet falls silent together it is rather the way to them that is broken: they get so many ticks more. */
    public static final int MASS_SILENCE_TICKS = 6;

    /** Of fewer workers none are most. */
    static final int MASS_WORKERS_MIN = 3;

    /** A worker that is silent for so many ticks is shown as suspect. */
    public static final int SUSPECT_TICKS = 3;

    /** So many ticks after its loss a worker is no longer shown. */
    static final int FORGET_TICKS = 600;

    /** With those that are lost; more are not followed: a flood of hellos must not fill the memory. */
    static final int MEMBERS_MAX = 10 * Limits.WORKERS_MAX;

    public enum State {
        READY,
        SUSPECT,
        LOST
    }

    /**
     * One worker.
     *
     * @param number of its newest heartbeat
     * @param heardAtTick the newest tick that had been read back when it was last heard
     * @param leaving it was told to end
     * @param cpu cores that it used between its last two heartbeats
     */
    public record Member(
            String id,
            long number,
            Hello hello,
            long heardAtTick,
            Instant heardAt,
            boolean leaving,
            Optional<Clock> clock,
            Vitals vitals,
            Optional<Double> cpu,
            State state) {

        private Member withHeardAtTick(long tick) {
            return new Member(id, number, hello, tick, heardAt, leaving, clock, vitals, cpu, state);
        }

        private Member withState(State newState) {
            return new Member(id, number, hello, heardAtTick, heardAt, leaving, clock, vitals, cpu, newState);
        }
    }

    private final Map<String, Member> members = new LinkedHashMap<>();
    /** ids that an earlier controller has given up */
    private final Set<String> revoked = new HashSet<>();
    /** ids of workers that left in order, the oldest first */
    private final Set<String> left = new LinkedHashSet<>();

    private long ticksRead;

    public Collection<Member> members() {
        return members.values();
    }

    Optional<Member> member(String id) {
        return Optional.ofNullable(members.get(id));
    }

    /** Workers that can take shards, in order of their ids, so that equal fleets get equal assignments. */
    List<String> readyIds() {
        return members.values().stream()
                .filter(member -> member.state == State.READY && !member.leaving)
                .map(Member::id)
                .sorted()
                .toList();
    }

    /** Workers that may come back or be lost: it is not known yet. */
    List<String> suspectIds() {
        return members.values().stream()
                .filter(member -> member.state == State.SUSPECT)
                .map(Member::id)
                .toList();
    }

    /** Their heaps. */
    List<WorkerMemory> memory(List<String> ids) {
        return ids.stream()
                .flatMap(id -> member(id).stream())
                .map(member ->
                        new WorkerMemory(member.hello().name(), member.hello().heapMaxBytes()))
                .toList();
    }

    /** The heaps of the workers that can take shards. */
    public List<WorkerMemory> readyMemory() {
        return memory(readyIds());
    }

    /** How many workers can take shards. */
    public int readyCount() {
        return readyIds().size();
    }

    /** Ids of all that are not lost. */
    List<String> countedIds() {
        return members.values().stream()
                .filter(member -> member.state != State.LOST)
                .map(Member::id)
                .toList();
    }

    /**
     * @param number counts the worker's records
     * @return whether it says something new: a heartbeat that is older than the newest one says nothing
     */
    boolean onHeartbeat(String id, long number, Heartbeat heartbeat, Instant now) {
        Optional<Member> before = member(id);
        if (before.isEmpty() ? isFull() : number <= before.get().number) {
            return false;
        }
        members.put(
                id,
                new Member(
                        id,
                        number,
                        heartbeat.hello(),
                        ticksRead,
                        now,
                        heartbeat.leaving(),
                        heartbeat.clock(),
                        heartbeat.vitals(),
                        before.flatMap(member -> cpuBetween(member, heartbeat.vitals())),
                        // others have what it had: it has to come back as another
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

    /** How far a worker's clock has jumped with a heartbeat that is not taken in yet. */
    Optional<ClockJump> clockJump(String id, Heartbeat heartbeat) {
        return member(id).flatMap(before -> ClockJump.between(before.clock, heartbeat.clock()));
    }

    private static Optional<Double> cpuBetween(Member before, Vitals vitals) {
        double seconds = vitals.uptimeSeconds() - before.vitals.uptimeSeconds();
        return seconds > 0 ? Optional.of((vitals.cpuSeconds() - before.vitals.cpuSeconds()) / seconds) : before.cpu;
    }

    /** An earlier controller has given these up: others have what they had. */
    void revoke(Collection<String> ids) {
        revoked.addAll(ids);
        ids.forEach(id -> member(id).ifPresent(member -> members.put(id, member.withState(State.LOST))));
    }

    /** What was heard is old: nobody counts as ready before the next heartbeat. */
    void onCaughtUp() {
        members.replaceAll((id, member) -> member.state == State.READY ? member.withState(State.SUSPECT) : member);
    }

    /**
     * Kafka answers again after an outage: no worker could report during it, so the silence before and during it does not count.
     */
    void onOutage() {
        members.replaceAll((id, member) -> member.state == State.LOST ? member : member.withHeardAtTick(ticksRead));
    }

    void onBye(String id) {
        members.remove(id);
        left.add(id);
        if (left.size() > MEMBERS_MAX) {
            left.remove(left.iterator().next());
        }
    }

    /** It left in order. The newest {@value #MEMBERS_MAX} are known. */
    boolean hasLeft(String id) {
        return left.contains(id);
    }

    /** Counts a tick and says who was lost by it. */
    List<Member> onTickRead() {
        ticksRead++;
        List<Member> lost = new ArrayList<>();
        long lease = isMostSilent() ? LEASE_TICKS + MASS_SILENCE_TICKS : LEASE_TICKS;
        for (Member member : List.copyOf(members.values())) {
            long silent = ticksRead - member.heardAtTick;
            if (silent >= LEASE_TICKS + FORGET_TICKS) {
                members.remove(member.id);
            } else if (silent >= lease && member.state != State.LOST) {
                members.put(member.id, member.withState(State.LOST));
                lost.add(member);
            } else if (silent >= SUSPECT_TICKS && member.state == State.READY) {
                members.put(member.id, member.withState(State.SUSPECT));
            }
        }
        return lost;
    }

    /** Those who fall silent together were not heard last in the same tick: whoever is suspect counts. */
    private boolean isMostSilent() {
        List<Member> counted = members.values().stream()
                .filter(member -> member.state != State.LOST)
                .toList();
        long silent = counted.stream()
                .filter(member -> ticksRead - member.heardAtTick >= SUSPECT_TICKS)
                .count();
        return counted.size() >= MASS_WORKERS_MIN && 2 * silent > counted.size();
    }
}
