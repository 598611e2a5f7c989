package klt.controller.core.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.spec.RunSpec;
import klt.controller.core.run.Run;
import klt.controller.core.stats.MeasuredTimes;
import klt.controller.core.stats.WorkerStats;

/**
 * Why sending was blocked, by Kafka or by a producer's own buffer, on the worker on which it was blocked for the longest time.
 *
 * @param blocked how long sending was blocked
 */
record BackPressure(Cause cause, Duration blocked) {

    enum Cause {
        /** Sending was blocked for too short a time to matter. */
        NONE,
        /** A Kafka quota throttled the requests for most of that time. */
        QUOTA,
        /** The leaders of the topic's partitions were unknown for most of that time. */
        NO_LEADER,
        /** Most of that time was spent waiting for transactions to commit or abort. */
        TRANSACTIONS,
        /** The buffer was full of unanswered messages. */
        SLOW_ACKS,
        /** The buffer was full because the worker had no CPU time left to send what was in it. */
        OUT_OF_CPU,
        /**
         * The buffer is too small for one batch per partition: it was full of batches with few messages, although Kafka answered quickly.
         */
        BUFFER_TOO_SMALL
    }

    /** Blocked time is significant if it exceeds this fraction of the run. */
    static final double BLOCKED_MIN = MeasuredTimes.BLOCKED_MIN;

    /** A wait counts as the cause if it is at least this fraction of the blocked time. */
    static final double CAUSE_MIN = 0.5;

    /** Kafka is not considered slow if half of the messages were answered within this time. */
    static final long QUICK_ACK_MICROS = 100_000;

    /** If messages never took more than this fraction of a full buffer, the rest was unused space in batches. */
    static final double FILLED_MIN = 0.5;

    /** Approximate space in the buffer that a message takes in addition to its value, for the key, the header and the record fields. */
    private static final int MESSAGE_OVERHEAD_BYTES = 60;

    static BackPressure of(Run run, Instant now) {
        Optional<WorkerStats> worst = run.stats().workers().stream()
                .filter(worker -> worker.progress().isPresent())
                .max(Comparator.comparingLong(worker -> totals(worker).blockedNanos()));
        if (worst.isEmpty()) {
            return new BackPressure(Cause.NONE, Duration.ZERO);
        }
        ProducerTotals totals = totals(worst.get());
        long elapsed = run.startAt()
                .map(start -> Duration.between(start, run.endedAt().orElse(now)).toNanos())
                .orElse(0L);
        // a load that peaks has many of its messages in little of its time
        boolean matters = worst.get().measured().isLateBehindKafka()
                || (elapsed > 0 && totals.blockedNanos() > BLOCKED_MIN * elapsed);
        return new BackPressure(
                matters ? cause(run, worst.get(), totals) : Cause.NONE, Duration.ofNanos(totals.blockedNanos()));
    }

    private static ProducerTotals totals(WorkerStats worker) {
        return worker.progress().map(RunProgress::producer).orElse(ProducerTotals.NONE);
    }

    private static Cause cause(Run run, WorkerStats worker, ProducerTotals totals) {
        double most = CAUSE_MIN * totals.blockedNanos();
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
        return isOutOfCpu(worker) ? Cause.OUT_OF_CPU : Cause.SLOW_ACKS;
    }

    private static boolean isOutOfCpu(WorkerStats worker) {
        return worker.measured()
                .sum()
                .filter(times -> ProcessJudge.isOutOfCpu(times, worker.cpuLimit()))
                .isPresent();
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

    /** Average size of the acked values in bytes; 0 if no message was acked. */
    private static double averageBytes(WorkerStats worker) {
        return worker.progress()
                .map(RunProgress::totals)
                .filter(totals -> totals.acked() > 0)
                .map(totals -> (double) totals.payloadBytes() / totals.acked())
                .orElse(0.0);
    }

    /** Total size of one batch for each of a producer's partitions. */
    private static long batchesBytes(Run run) {
        int known = run.verification().from().size();
        int partitions = known > 0 ? known : run.spec().topic().allPartitions();
        RunSpec.Producer producer = run.spec().producer();
        return (long) producer.partitionsPerProducer(partitions) * producer.batchSize();
    }

    boolean isKafkas() {
        return switch (cause) {
            case QUOTA, NO_LEADER, TRANSACTIONS, SLOW_ACKS -> true;
            case NONE, OUT_OF_CPU, BUFFER_TOO_SMALL -> false;
        };
    }

    /** Why send() was blocked, as the arguments of a reason. */
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
