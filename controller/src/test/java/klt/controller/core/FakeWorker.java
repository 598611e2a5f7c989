package klt.controller.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.ToLongFunction;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.spec.load.Extent;
import klt.controller.core.schedule.LoadSchedule;
import klt.controller.core.schedule.Timeline;

/**
 * One worker of a {@link FakeFleet}: the simplest one that follows its grants. Its messages reach Kafka at once, and it gets the acks a
 * turn later.
 */
final class FakeWorker {

    /** Messages of one turn under one grant, at rate max. */
    private static final int BURST = 200;

    private static final long NEVER = Long.MAX_VALUE;

    private final String id;
    private final NavigableMap<Long, Integer> log;
    private final Map<Integer, GrantWalk> walks = new HashMap<>();

    private Optional<RunState> state = Optional.empty();
    private Optional<DesiredRun> wanted = Optional.empty();
    private OutcomeCounts ofRemovedGrants = OutcomeCounts.NONE;
    private boolean controlBlocked;
    private boolean statusBlocked;
    private boolean slow;
    private boolean leaving;
    private boolean abandoned;
    private boolean departed;

    /** One grant in progress. */
    private final class GrantWalk {
        private final Grant grant;
        private final BitSet shards = new BitSet();
        private long end = NEVER;
        private long position;
        private long completedBelow;
        private long completed;
        private long sent;
        private boolean stopped;

        GrantWalk(Grant grant) {
            this.grant = grant;
            grant.shards().forEach(shards::set);
            position = grant.from();
            completedBelow = position;
        }

        void send(long limit, int most) {
            for (int count = 0; count < most && position < Math.min(limit, end); position++) {
                if (shards.get(shardOf(position))) {
                    log.merge(position, 1, Integer::sum);
                    sent++;
                    count++;
                }
            }
            // the position is that of its own next message
            while (!shards.get(shardOf(position))) {
                position++;
            }
            stopped |= position >= end;
        }

        void learn() {
            completedBelow = position;
            completed = sent;
        }

        OutcomeCounts part() {
            return new OutcomeCounts(completed, 0, 0, 0, grant.repair() ? completed : 0);
        }
    }

    FakeWorker(String id, NavigableMap<Long, Integer> log) {
        this.id = id;
        this.log = log;
    }

    String id() {
        return id;
    }

    /** It does not read the desired state. */
    void blockControl(boolean blocked) {
        controlBlocked = blocked;
    }

    /** Its reports do not arrive. */
    void blockStatus(boolean blocked) {
        statusBlocked = blocked;
    }

    /** It does not become ready. */
    void slow(boolean isSlow) {
        slow = isSlow;
    }

    void leaves() {
        leaving = true;
    }

    /** It stops sending, and reports that. */
    void abandon() {
        abandoned = true;
    }

    boolean hasDeparted() {
        return departed;
    }

    boolean isReporting() {
        return !statusBlocked;
    }

    private int shardOf(long sequence) {
        return (int) (sequence % wanted.orElseThrow().plan().shardCount());
    }

    void turn(DesiredRun record, Instant now) {
        walks.values().forEach(GrantWalk::learn);
        if (!controlBlocked) {
            read(record);
        }
        if (state.equals(Optional.of(RunState.SENDING))) {
            send(now);
        }
        departed = leaving
                && !statusBlocked
                && wanted.map(run -> run.grantsOf(id).isEmpty()).orElse(true);
    }

    private void read(DesiredRun record) {
        boolean member = record.members().contains(id) || !record.grantsOf(id).isEmpty();
        if (!member && state.isEmpty()) {
            return;
        }
        wanted = Optional.of(record);
        adopt(record.grantsOf(id));
        if (!member || abandoned || record.phase() == RunPhase.DRAINING) {
            walks.values().forEach(walk -> walk.stopped = true);
            state = Optional.of(RunState.FINISHED);
        } else if (record.phase().isSending() && !walks.isEmpty()) {
            state = Optional.of(RunState.SENDING);
        } else if (!state.equals(Optional.of(RunState.SENDING))) {
            state = Optional.of(state.isEmpty() || slow ? RunState.PREPARING : RunState.READY);
        }
    }

    private void adopt(List<Grant> grants) {
        for (GrantWalk walk : List.copyOf(walks.values())) {
            if (grants.stream().noneMatch(grant -> grant.id() == walk.grant.id())) {
                walks.remove(walk.grant.id());
                ofRemovedGrants = ofRemovedGrants.plus(walk.part());
            }
        }
        for (Grant grant : grants) {
            GrantWalk walk = walks.computeIfAbsent(grant.id(), number -> new GrantWalk(grant));
            grant.until().ifPresent(until -> {
                walk.end = until;
                walk.stopped |= walk.position >= until;
            });
        }
    }

    private void send(Instant now) {
        DesiredRun run = wanted.orElseThrow();
        LoadSchedule schedule = new LoadSchedule(run.plan().spec().load(), run.changes());
        Timeline timeline = new Timeline(schedule, run.startAt());
        long messages = timeline.messages();
        long due = timeline.dueBefore(now).orElse(messages);
        // until a run with a duration is over, a change of its rate may add messages
        boolean over = !(run.plan().spec().load().extent() instanceof Extent.Timed)
                || timeline.elapsedNanos(now) >= schedule.endNanos();
        if (timeline.isTimeOver(now)) {
            walks.values().forEach(walk -> walk.stopped = true);
            state = Optional.of(RunState.FINISHED);
        }
        for (GrantWalk walk : walks.values()) {
            if (!walk.stopped && timeline.elapsedNanos(now) >= 0) {
                walk.send(walk.grant.repair() ? messages : due, schedule.isMax() ? BURST : Integer.MAX_VALUE);
                walk.stopped |= over && walk.position >= messages;
            }
        }
    }

    /** The worker's report on the run; empty before the worker takes part. */
    Optional<RunProgress> progress() {
        if (state.isEmpty()) {
            return Optional.empty();
        }
        List<GrantProgress> grants = new ArrayList<>();
        walks.values()
                .forEach(walk -> grants.add(
                        new GrantProgress(walk.grant.id(), walk.position, walk.completedBelow, walk.stopped)));
        OutcomeCounts completed =
                walks.values().stream().map(GrantWalk::part).reduce(ofRemovedGrants, OutcomeCounts::plus);
        boolean answered = walks.values().stream().allMatch(walk -> walk.completed == walk.sent);
        RunState reported = state.get() == RunState.FINISHED && !answered ? RunState.DRAINING : state.get();
        long sent = ofRemovedGrants.acked() + sum(walk -> walk.sent);
        return Optional.of(new RunProgress(
                "r",
                wanted.orElseThrow().revision(),
                reported,
                grants,
                completed,
                new RunProgress.Totals(sent, completed.acked(), 0, 0, 0, completed.acked(), OutcomeCounts.NONE),
                0,
                ProducerTotals.NONE,
                RunProgress.Times.NONE,
                0,
                List.of(),
                Optional.empty()));
    }

    private long sum(ToLongFunction<GrantWalk> figure) {
        return walks.values().stream().mapToLong(figure).sum();
    }
}
