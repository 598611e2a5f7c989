package klt.common.protocol;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.limit.RecordLimits;
import klt.common.schedule.LoadChange;
import klt.common.schedule.Sharding;
import klt.common.spec.limit.Limits;

/** Records written by the controller to the control topic: the desired state of the whole fleet. */
public sealed interface ControlRecord {

    /**
     * The controller's heartbeat, sent once a second, unless Kafka has not yet acknowledged the previous one.
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
     * Claims leadership for a controller, in the envelope's term. The first claim in a term wins; the winner repeats its claim until its
     * first tick.
     *
     * @param controller the controller's id
     */
    record Claim(String controller) implements ControlRecord {

        public Claim {
            RecordLimits.requireName("controller", controller);
        }
    }

    /**
     * The complete desired state of one live run, which workers compare with their own state and converge to.
     *
     * @param revision number of changes made to this record so far
     * @param ending the final phase of a run that is ending early; set only while the run drains or is verified
     * @param members ids of the run's workers, which stay prepared so that they can be assigned shards
     * @param audit the run's offsets, and the workers that read them
     */
    record DesiredRun(
            String run,
            long revision,
            RunPhase phase,
            Optional<Ending> ending,
            Plan plan,
            Load load,
            List<String> members,
            Allocation allocation,
            Departed departed,
            Audit audit)
            implements ControlRecord {

        public DesiredRun {
            RecordLimits.requireName("run", run);
            RecordLimits.requireCount("revision", revision);
            members = List.copyOf(members);
            if (ending.isPresent() && phase != RunPhase.DRAINING && phase != RunPhase.VERIFYING) {
                throw new IllegalArgumentException("an ending while " + phase);
            }
            if (phase.isSending() && load.startAt.isEmpty()) {
                throw new IllegalArgumentException(phase + " without a start");
            }
            if (!load.changes.isEmpty() && plan.spec().load().isMax()) {
                throw new IllegalArgumentException("a change of a load without a schedule");
            }
            RecordLimits.requireSize("members", members, Limits.WORKERS_MAX);
            members.forEach(worker -> RecordLimits.requireName("members", worker));
            requireApart(allocation.grants, plan.shardCount());
        }

        /**
         * When the run sends, and how much.
         *
         * @param changes changes to the planned load, in chronological order; empty at rate max
         * @param startAt when the load begins, in bus time; empty until all workers are ready
         * @param hardStopAt when every worker stops on its own, in bus time; set together with {@code startAt}, and always later than it
         */
        public record Load(List<LoadChange> changes, Optional<Instant> startAt, Optional<Instant> hardStopAt) {

            public Load {
                RecordLimits.requireSize("changes", changes, LoadChange.CHANGES_MAX);
                changes = List.copyOf(changes);
                LoadChange.requireOrder(changes);
                startAt.ifPresent(start -> RecordLimits.requireInstant("startAt", start));
                hardStopAt.ifPresent(stop -> RecordLimits.requireInstant("hardStopAt", stop));
                if (startAt.isEmpty() && hardStopAt.isPresent()) {
                    throw new IllegalArgumentException("a hard stop without a start");
                }
                // a load must never begin without a hard stop
                if (startAt.isPresent()
                        && hardStopAt
                                .filter(stop -> stop.isAfter(startAt.get()))
                                .isEmpty()) {
                    throw new IllegalArgumentException("a start without a hard stop after it");
                }
            }
        }

        /**
         * Which worker sends which messages.
         *
         * @param grants uncompleted grants
         * @param leftovers shards waiting for a worker
         * @param excess number of messages sent under two grants because a worker learned too late that its grant had ended; each counts
         *     once
         */
        public record Allocation(List<Grant> grants, List<Leftover> leftovers, long excess) {

            public static final Allocation NONE = new Allocation(List.of(), List.of(), 0);

            public Allocation {
                grants = List.copyOf(grants);
                leftovers = List.copyOf(leftovers);
                RecordLimits.requireSize("leftovers", leftovers, RecordLimits.GRANTS_MAX);
                RecordLimits.requireCount("excess", excess);
            }
        }

        /**
         * The run's workers that were lost or have left.
         *
         * @param workers the workers' ids; a returning worker has a new id
         * @param outcomes outcome counts of the messages attributed to these workers
         * @param handoverDuplicates upper bound for the messages that are in the log twice because they were sent under two grants or
         *     resent for a lost worker
         */
        public record Departed(List<String> workers, OutcomeCounts outcomes, long handoverDuplicates) {

            public static final Departed NONE = new Departed(List.of(), OutcomeCounts.NONE, 0);

            public Departed {
                workers = List.copyOf(workers);
                RecordLimits.requireSize("workers", workers, Limits.WORKERS_MAX);
                workers.forEach(worker -> RecordLimits.requireName("workers", worker));
                RecordLimits.requireCount("handoverDuplicates", handoverDuplicates);
            }
        }

        /** Checks that no grant is listed twice, and that no sequence of a shard is in two grants. */
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

        public List<LoadChange> changes() {
            return load.changes;
        }

        public Optional<Instant> startAt() {
            return load.startAt;
        }

        public Optional<Instant> hardStopAt() {
            return load.hardStopAt;
        }

        public List<Grant> grants() {
            return allocation.grants;
        }

        /** Returns one worker's grants. */
        public List<Grant> grantsOf(String worker) {
            return grants().stream()
                    .filter(grant -> grant.worker().equals(worker))
                    .toList();
        }
    }

    /**
     * Why the run ends early.
     *
     * @param phase STOPPED or FAILED
     */
    record Ending(RunPhase phase, End end) {

        public Ending {
            boolean found = phase == RunPhase.DONE && end.code() == EndCode.LIMIT_FOUND;
            if (phase != RunPhase.STOPPED && phase != RunPhase.FAILED && !found) {
                throw new IllegalArgumentException("a run does not end early as " + phase);
            }
        }
    }

    /**
     * A range of sequences, on some shards, that no worker owns.
     *
     * @param from the first sequence
     * @param until the first sequence after the range; empty if it extends to the end of the run
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
