package klt.common.protocol;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Segment;
import klt.common.schedule.Sharding;
import klt.common.spec.Limits;
import klt.common.spec.RunSpec.Rate;

/** What the controller writes to the control topic: the desired state of the whole fleet. */
public sealed interface ControlRecord {

    /**
     * The controller's heartbeat, one a second, each after the previous one was acknowledged.
     *
     * @param workers ids of the live workers
     */
    record Tick(List<String> workers) implements ControlRecord {

        public Tick {
            RecordLimits.requireSize("workers", workers, Limits.WORKERS_MAX);
            workers = List.copyOf(workers);
            workers.forEach(worker -> RecordLimits.requireName("worker", worker));
        }
    }

    /**
     * A controller claims the leadership in the envelope's term. The first claim of a term wins; the winner repeats it until its first
     * tick.
     *
     * @param controller its id
     */
    record Claim(String controller) implements ControlRecord {

        public Claim {
            RecordLimits.requireName("controller", controller);
        }
    }

    /**
     * The complete desired state of one live run: a worker compares it with its own state and converges.
     *
     * @param revision counts the changes of this record
     * @param ending what the run becomes once all messages have an outcome, if it was ended early; only while it drains or is verified
     * @param segments the rate over time; empty at rate max
     * @param startAt when the load begins, in bus time; empty until all workers are ready
     * @param hardStopAt when every worker stops on its own, in bus time; set with the start and after it
     * @param members workers that take part: they prepare, and stay prepared, so that they can be given shards
     * @param grants who sends what; completed ones are no longer listed
     * @param leftovers shards without a worker, until one is available
     * @param gone workers that took part and were lost or left: they cannot return under these ids
     * @param closed outcome counts of those workers
     * @param excess messages that were sent under two grants, because a worker learned of the end of one too late; they count once
     * @param handoverDuplicates upper bound of the messages that may be in the log twice: those, and the ones sent again for a lost worker
     * @param audit the offsets of the run, and who reads them
     */
    record DesiredRun(
            String run,
            long revision,
            RunPhase phase,
            Optional<Ending> ending,
            Plan plan,
            List<Segment> segments,
            Optional<Instant> startAt,
            Optional<Instant> hardStopAt,
            List<String> members,
            List<Grant> grants,
            List<Leftover> leftovers,
            List<String> gone,
            OutcomeCounts closed,
            long excess,
            long handoverDuplicates,
            Audit audit)
            implements ControlRecord {

        public DesiredRun {
            RecordLimits.requireName("run", run);
            RecordLimits.requireCount("revision", revision);
            segments = List.copyOf(segments);
            members = List.copyOf(members);
            grants = List.copyOf(grants);
            leftovers = List.copyOf(leftovers);
            gone = List.copyOf(gone);
            RecordLimits.requireSize("gone", gone, Limits.WORKERS_MAX);
            gone.forEach(worker -> RecordLimits.requireName("gone", worker));
            RecordLimits.requireSize("leftovers", leftovers, RecordLimits.GRANTS_MAX);
            if (ending.isPresent() && phase != RunPhase.DRAINING && phase != RunPhase.VERIFYING) {
                throw new IllegalArgumentException("an ending while " + phase);
            }
            requireTimes(phase, startAt, hardStopAt);
            if (!segments.isEmpty()) {
                FireTimes.requireSchedule(segments);
            }
            if (startAt.isPresent() && segments.isEmpty() != plan.spec().rate() instanceof Rate.Max) {
                throw new IllegalArgumentException("segments and rate contradict each other");
            }
            RecordLimits.requireSize("members", members, Limits.WORKERS_MAX);
            members.forEach(worker -> RecordLimits.requireName("members", worker));
            requireApart(grants, plan.shardCount());
            RecordLimits.requireCount("excess", excess);
            RecordLimits.requireCount("handoverDuplicates", handoverDuplicates);
        }

        private static void requireTimes(RunPhase phase, Optional<Instant> startAt, Optional<Instant> hardStopAt) {
            startAt.ifPresent(start -> RecordLimits.requireInstant("startAt", start));
            hardStopAt.ifPresent(stop -> RecordLimits.requireInstant("hardStopAt", stop));
            if (phase.isSending() && startAt.isEmpty()) {
                throw new IllegalArgumentException(phase + " without a start");
            }
            if (startAt.isEmpty() && hardStopAt.isPresent()) {
                throw new IllegalArgumentException("a hard stop without a start");
            }
            // a load without a stop must not begin
            if (startAt.isPresent()
                    && hardStopAt.filter(stop -> stop.isAfter(startAt.get())).isEmpty()) {
                throw new IllegalArgumentException("a start without a hard stop after it");
            }
        }

        /** Each grant once, and each sequence of a shard in one grant at most. */
        private static void requireApart(List<Grant> grants, int shardCount) {
            RecordLimits.requireSize("grants", grants, RecordLimits.GRANTS_MAX);
            Set<Integer> ids = new HashSet<>();
            Map<Integer, Long> takenBefore = new HashMap<>();
            List<Grant> inOrder = grants.stream()
                    .sorted(Comparator.comparingLong(Grant::from).thenComparingLong(DesiredRun::end))
                    .toList();
            for (Grant grant : inOrder) {
                if (!ids.add(grant.id())) {
                    throw new IllegalArgumentException("grant " + grant.id() + " is listed twice");
                }
                for (int shard : grant.shards()) {
                    long before = takenBefore.getOrDefault(shard, 0L);
                    if (shard >= shardCount || before > grant.from()) {
                        throw new IllegalArgumentException(
                                "shard " + shard + " is out of range or in two grants at a time");
                    }
                    takenBefore.put(shard, Math.max(before, end(grant)));
                }
            }
        }

        private static long end(Grant grant) {
            return grant.until().orElse(Long.MAX_VALUE);
        }

        /** The grants of one worker. */
        public List<Grant> grantsOf(String worker) {
            return grants.stream()
                    .filter(grant -> grant.worker().equals(worker))
                    .toList();
        }
    }

    /**
     * Why a run ends early.
     *
     * @param phase STOPPED or FAILED
     * @param reason a code, a colon and a text
     */
    record Ending(RunPhase phase, String reason) {

        public Ending {
            if (phase != RunPhase.STOPPED && phase != RunPhase.FAILED) {
                throw new IllegalArgumentException("a run does not end early as " + phase);
            }
            reason = RecordLimits.text(reason);
        }
    }

    /**
     * Sequences of some shards that no worker has.
     *
     * @param from the first sequence
     * @param until the first sequence after them; empty when only the run's end bounds them
     */
    record Leftover(List<Integer> shards, long from, Optional<Long> until) {

        public Leftover {
            RecordLimits.requireSize("shards", shards, Sharding.SHARDS_MAX);
            shards = List.copyOf(shards);
            if (shards.stream().anyMatch(shard -> shard < 0 || shard >= Sharding.SHARDS_MAX)) {
                throw new IllegalArgumentException("a shard is out of range");
            }
            RecordLimits.requireCount("from", from);
            until.ifPresent(end -> RecordLimits.requireCount("until", end));
        }
    }
}
