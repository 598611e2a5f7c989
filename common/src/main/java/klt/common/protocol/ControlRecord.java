package klt.common.protocol;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Segment;
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
     * @param segments the rate over time; empty at rate max
     * @param startAt when the load begins, in bus time; empty until all workers are ready
     * @param hardStopAt when every worker stops on its own, in bus time; set with the start and after it
     * @param owners one entry for each worker that has shards
     */
    record DesiredRun(
            String run,
            RunPhase phase,
            Plan plan,
            List<Segment> segments,
            Optional<Instant> startAt,
            Optional<Instant> hardStopAt,
            List<Ownership> owners)
            implements ControlRecord {

        public DesiredRun {
            RecordLimits.requireName("run", run);
            segments = List.copyOf(segments);
            owners = List.copyOf(owners);
            requireTimes(phase, startAt, hardStopAt);
            if (!segments.isEmpty()) {
                FireTimes.requireSchedule(segments);
            }
            if (phase.isSending() && segments.isEmpty() != plan.spec().rate() instanceof Rate.Max) {
                throw new IllegalArgumentException("segments and rate contradict each other");
            }
            requireOneOwnerEach(owners, plan.shardCount());
        }

        private static void requireTimes(RunPhase phase, Optional<Instant> startAt, Optional<Instant> hardStopAt) {
            startAt.ifPresent(start -> RecordLimits.requireInstant("startAt", start));
            hardStopAt.ifPresent(stop -> RecordLimits.requireInstant("hardStopAt", stop));
            if (phase.isSending() && startAt.isEmpty()) {
                throw new IllegalArgumentException(phase + " without a start");
            }
            // load that nobody ends must not begin
            if (startAt.isPresent()
                    && hardStopAt.filter(stop -> stop.isAfter(startAt.get())).isEmpty()) {
                throw new IllegalArgumentException("a start without a hard stop after it");
            }
        }

        private static void requireOneOwnerEach(List<Ownership> owners, int shardCount) {
            RecordLimits.requireSize("owners", owners, Limits.WORKERS_MAX);
            Set<String> workers = new HashSet<>();
            Set<Integer> seen = new HashSet<>();
            for (Ownership owner : owners) {
                if (!workers.add(owner.worker())) {
                    throw new IllegalArgumentException("worker " + owner.worker() + " is there twice");
                }
                for (int shard : owner.shards()) {
                    if (shard < 0 || shard >= shardCount || !seen.add(shard)) {
                        throw new IllegalArgumentException("shard " + shard + " is out of range or has two owners");
                    }
                }
            }
        }

        /** The part of one worker, if it has one. */
        public Optional<Ownership> ownedBy(String worker) {
            return owners.stream()
                    .filter(owner -> owner.worker().equals(worker))
                    .findFirst();
        }
    }
}
