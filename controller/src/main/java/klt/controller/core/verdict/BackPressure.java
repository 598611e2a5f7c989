package klt.controller.core.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.spec.RunSpec;
import klt.controller.core.run.Run;
import klt.controller.core.stats.WorkerStats;

/**
 * Why most of the late messages (of all workers) were sent late, if that was because sending was blocked.
 *
 * @param blocked how long sending was blocked on the worker that this cause blocked longest
 * @param holdsBack whether Kafka may also be why messages were not sent at all, or after the schedule
 */
record BackPressure(Cause cause, Duration blocked, boolean holdsBack) {

    enum Cause {
        /** Sending was not blocked, or this does not explain most of the late messages, or the worker had no CPU left to send them. */
        NONE,
        /** A Kafka quota throttled the requests for most of the time that sending was blocked. */
        QUOTA,
        /** Partition leaders were unknown for most of that time. */
        NO_LEADER,
        /** Most of that time was spent waiting for transactions to commit or abort. */
        TRANSACTIONS,
        /** The buffer was full of unanswered messages. */
        SLOW_ACKS,
        /**
         * The buffer is too small for one batch per partition: it was full of batches with few messages, even though Kafka responded
         * quickly.
         */
        BUFFER_TOO_SMALL;

        boolean isKafkas() {
            return switch (this) {
                case QUOTA, NO_LEADER, TRANSACTIONS, SLOW_ACKS -> true;
                case NONE, BUFFER_TOO_SMALL -> false;
            };
        }
    }

    /** The number of late messages explained by waits, and the longest blocked time of any worker. */
    private record Waits(long late, long blockedNanos) {

        private Waits plus(Waits other) {
            return new Waits(late + other.late, Math.max(blockedNanos, other.blockedNanos));
        }
    }

    /** Blocked time is significant if it exceeds this fraction of the run. */
    static final double BLOCKED_MIN = 0.01;

    /** A wait counts as the cause if it is at least this fraction of the blocked time. */
    static final double CAUSE_MIN = 0.5;

    /** Kafka is not considered slow if half of the messages were acked within this time. */
    static final long QUICK_ACK_MICROS = 100_000;

    /** If messages never took up more than this fraction of a full buffer, the rest was unused space in batches. */
    static final double FILLED_MIN = 0.5;

    /** Approximate buffer space taken by a message in addition to its value, for the key, the header and the record fields. */
    private static final int MESSAGE_OVERHEAD_BYTES = 60;

    static BackPressure of(Run run, Instant now) {
        Map<Cause, Waits> waits = new EnumMap<>(Cause.class);
        long late = 0;
        for (WorkerStats worker : run.stats().workers()) {
            Cause cause = cause(run, worker);
            late += worker.measured().late().messages();
            waits.merge(
                    cause, new Waits(explained(worker, cause), totals(worker).blockedNanos()), Waits::plus);
        }
        Cause cause = cause(waits, late);
        long elapsed = run.startAt()
                .map(start -> Duration.between(start, run.endedAt().orElse(now)).toNanos())
                .orElse(0L);
        // unsent messages have no send lag
        boolean blockedLong = waits.entrySet().stream()
                .anyMatch(entry -> entry.getKey().isKafkas()
                        && elapsed > 0
                        && entry.getValue().blockedNanos > BLOCKED_MIN * elapsed);
        long blocked =
                Optional.ofNullable(waits.get(cause)).map(Waits::blockedNanos).orElse(0L);
        return new BackPressure(cause, Duration.ofNanos(blocked), cause.isKafkas() || blockedLong);
    }

    /**
     * Returns the cause that explains the most late messages, or NONE unless most of them are explained by Kafka's causes together or,
     * failing that, by the small buffer.
     */
    private static Cause cause(Map<Cause, Waits> waits, long late) {
        Map<Cause, Waits> kafkas = new EnumMap<>(waits);
        kafkas.keySet().removeIf(cause -> !cause.isKafkas());
        long behindKafka = kafkas.values().stream().mapToLong(Waits::late).sum();
        if (isMost(behindKafka, late)) {
            return Collections.max(kafkas.entrySet(), Comparator.comparingLong(entry -> entry.getValue().late))
                    .getKey();
        }
        Waits small = waits.getOrDefault(Cause.BUFFER_TOO_SMALL, new Waits(0, 0));
        return isMost(small.late, late) ? Cause.BUFFER_TOO_SMALL : Cause.NONE;
    }

    private static boolean isMost(long some, long all) {
        return some > all - some;
    }

    private static ProducerTotals totals(WorkerStats worker) {
        return worker.progress().map(RunProgress::producer).orElse(ProducerTotals.NONE);
    }

    /** Returns the number of a worker's late messages that its waits explain. */
    private static long explained(WorkerStats worker, Cause cause) {
        return switch (cause) {
            case NONE -> 0;
            case QUOTA, NO_LEADER, TRANSACTIONS, BUFFER_TOO_SMALL ->
                worker.measured().late().behindKafka();
            case SLOW_ACKS -> worker.measured().late().behindFullBuffer();
        };
    }

    /** Returns the cause of most of a worker's blocked time. */
    private static Cause cause(Run run, WorkerStats worker) {
        ProducerTotals totals = totals(worker);
        double most = CAUSE_MIN * totals.blockedNanos();
        if (most <= 0) {
            return Cause.NONE;
        }
        if (totals.throttledNanos().orElse(0L) >= most) {
            return Cause.QUOTA;
        }
        if (totals.leaderWaitNanos() >= most) {
            return Cause.NO_LEADER;
        }
        if (totals.transactionWaitNanos() >= most) {
            return Cause.TRANSACTIONS;
        }
        if (isBufferTooSmall(run, worker)) {
            return Cause.BUFFER_TOO_SMALL;
        }
        long outOfCpu = worker.measured().late().behindKafka()
                - worker.measured().late().behindFullBuffer();
        return isMost(outOfCpu, worker.measured().late().behindKafka()) ? Cause.NONE : Cause.SLOW_ACKS;
    }

    private static boolean isBufferTooSmall(Run run, WorkerStats worker) {
        RunSpec.Producer producer = run.spec().producer();
        double messages = worker.inFlightMax() * (averageBytes(worker) + MESSAGE_OVERHEAD_BYTES);
        boolean quick = run.stats()
                .serviceTime()
                .summary()
                .p50()
                .filter(micros -> micros < QUICK_ACK_MICROS)
                .isPresent();
        return batchesBytes(run) > producer.bufferMemory()
                && messages < FILLED_MIN * producer.workerBufferMemory()
                && quick;
    }

    /** Returns the average size of acked values in bytes, or 0 if no message was acked. */
    private static double averageBytes(WorkerStats worker) {
        return worker.progress()
                .map(RunProgress::totals)
                .filter(totals -> totals.acked() > 0)
                .map(totals -> (double) totals.payloadBytes() / totals.acked())
                .orElse(0.0);
    }

    /** Returns the total size of one batch for each of a producer's partitions. */
    private static long batchesBytes(Run run) {
        int known = run.verification().from().size();
        int partitions = known > 0 ? known : run.spec().topic().allPartitions();
        RunSpec.Producer producer = run.spec().producer();
        return (long) producer.partitionsPerProducer(partitions) * producer.batchSize();
    }

    boolean isKafkas() {
        return cause.isKafkas();
    }

    /** Returns why send() was blocked, as a reason's arguments. */
    Args args(Run run) {
        Args wait = Args.of("blockedSeconds", blocked);
        RunSpec.Producer producer = run.spec().producer();
        return cause == Cause.BUFFER_TOO_SMALL
                ? wait.and(
                        "bufferBytes",
                        producer.bufferMemory(),
                        "batchBytes",
                        producer.batchSize(),
                        "neededBytes",
                        batchesBytes(run))
                : wait.and("cause", cause);
    }
}
