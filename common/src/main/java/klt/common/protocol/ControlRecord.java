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
     * The controller's heartbeat, one a second, each after the one before was acknowledged.
     *
     * @param number counts the ticks of a term
     * @param workers ids of the workers that the controller counts on
     */
    record Tick(long number, List<String> workers) implements ControlRecord {

        public Tick {
            RecordLimits.requireCount("number", number);
            RecordLimits.requireSize("workers", workers, Limits.WORKERS_MAX);
            workers = List.copyOf(workers);
            workers.forEach(worker -> RecordLimits.requireName("worker", worker));
        }
    }

    /**
     * A controller wants to lead in the envelope's term. The first claim of a term wins; whoever has won repeats it until its first tick.
     *
     * @param controller its id
     */
    record Claim(String controller) implements ControlRecord {

        public Claim {
            RecordLimits.requireName("controller", controller);
        }
    }

    /**
     * One live run, complete: a worker compares it with what it does and converges.
     *
     * @param revision counts the changes of this record
     * @param ending what it becomes when all is answered, if it was ended before its time; only while it drains or is verified
     * @param segments the rate over time; empty at rate max
     * @param startAt when the load begins, in bus time; empty until all workers are ready
     * @param hardStopAt when every worker stops on its own, in bus time; set with the start and after it
     * @param members workers that take part: they prepare, and stay prepared, so that they can be given shards
     * @param grants who sends what; those that are over are not listed any more
     * @param leftovers what nobody has, until there is somebody to give it to
     * @param gone workers that took part and do not any more: under these ids they cannot come back
     * @param closed what was settled by workers that are gone
     * @param excess messages that were sent under two grants, because a worker learned of the end of one too late; they count once
     * @param handoverDuplicates messages that may be in the log twice, at most: those, and what was sent again for a worker that is gone
     * @param audit where in the topic it is, and who reads it back
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
            // load that nobody ends must not begin
            if (startAt.isPresent()
                    && hardStopAt.filter(stop -> stop.isAfter(startAt.get())).isEmpty()) {
                throw new IllegalArgumentException("a start without a hard stop after it");
            }
        }

        /** Each grant once, and of each shard no sequence in two of them. */
        private static void requireApart(List<Grant> grants, int shardCount) {
            RecordLimits.requireSize("grants", grants, RecordLimits.GRANTS_MAX);
            Set<Integer> ids = new HashSet<>();
            Map<Integer, Long> takenBefore = new HashMap<>();
            List<Grant> inOrder = grants.stream()
                    .sorted(Comparator.comparingLong(Grant::from).thenComparingLong(DesiredRun::end))
                    .toList();
            for (Grant grant : inOrder) {
                if (!ids.add(grant.id())) {
                    throw new IllegalArgumentException("grant " + grant.id() + " is there twice");
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
     * Why a run ends before its time.
     *
     * @param phase STOPPED or FAILED
     * @param reason a code, a colon and words
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
     * @param from the first that may be among them
     * @param until sequences from here on are not; empty where only the run's end bounds them
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
