package klt.controller.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.StatusRecord.Clock;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.Hello;
import klt.common.protocol.StatusRecord.Vitals;

/**
 * The workers as their heartbeats show them.
 *
 * <p>Silence is counted in ticks that the controller has read back, not in seconds: when the broker stalls, ticks stall too, and nobody
 * is declared dead.
 */
public final class Fleet {

    /** A worker that is silent for so many ticks is lost. */
    public static final int LEASE_TICKS = 6;

    /** A worker that is silent for so many ticks is shown as suspect. */
    public static final int SUSPECT_TICKS = 3;

    /** So many ticks after its loss a worker is no longer shown. */
    static final int FORGET_TICKS = 600;

    /** More are not followed: a flood of hellos must not fill the memory. */
    static final int WORKERS_MAX = 10_000;

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
     * @param cpu cores that it used between its last two heartbeats
     */
    public record Member(
            String id,
            long number,
            Hello hello,
            long heardAtTick,
            Instant heardAt,
            Optional<Clock> clock,
            Vitals vitals,
            Optional<Double> cpu,
            State state) {

        private Member withState(State newState) {
            return new Member(id, number, hello, heardAtTick, heardAt, clock, vitals, cpu, newState);
        }
    }

    private final Map<String, Member> members = new LinkedHashMap<>();
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
                .filter(member -> member.state == State.READY)
                .map(Member::id)
                .sorted()
                .toList();
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
        if (before.isEmpty() ? members.size() >= WORKERS_MAX : number <= before.get().number) {
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
                        heartbeat.clock(),
                        heartbeat.vitals(),
                        before.flatMap(member -> cpuBetween(member, heartbeat.vitals())),
                        State.READY));
        return true;
    }

    private static Optional<Double> cpuBetween(Member before, Vitals vitals) {
        double seconds = vitals.uptimeSeconds() - before.vitals.uptimeSeconds();
        return seconds > 0 ? Optional.of((vitals.cpuSeconds() - before.vitals.cpuSeconds()) / seconds) : before.cpu;
    }

    /** What was heard is old: nobody counts as ready before the next heartbeat. */
    void onCaughtUp() {
        members.replaceAll((id, member) -> member.state == State.READY ? member.withState(State.SUSPECT) : member);
    }

    void onBye(String id) {
        members.remove(id);
    }

    /** Counts a tick and says who was lost by it. */
    List<Member> onTickRead() {
        ticksRead++;
        List<Member> lost = new ArrayList<>();
        for (Member member : List.copyOf(members.values())) {
            long silent = ticksRead - member.heardAtTick;
            if (silent >= LEASE_TICKS + FORGET_TICKS) {
                members.remove(member.id);
            } else if (silent >= LEASE_TICKS && member.state != State.LOST) {
                members.put(member.id, member.withState(State.LOST));
                lost.add(member);
            } else if (silent >= SUSPECT_TICKS && member.state == State.READY) {
                members.put(member.id, member.withState(State.SUSPECT));
            }
        }
        return lost;
    }
}
