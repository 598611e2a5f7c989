package klt.common.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.interval.IntervalLatencies;
import klt.common.protocol.interval.SenderTimes;
import klt.common.protocol.limit.RecordLimits;
import klt.common.spec.limit.Limits;

/**
 * The records that a worker writes to the status topic. All counts are totals since the run's start on this worker, so a repeated record
 * changes nothing.
 */
public sealed interface StatusRecord
        permits StatusRecord.Heartbeat,
                StatusRecord.Interval,
                StatusRecord.Bye,
                SendLedgerReport,
                PartitionAuditReport,
                ContestedRangeReport,
                Consumed,
                GroupPositions,
                ReportRefused {

    /**
     * Describes a worker.
     *
     * @param name display name: the pod's or host's name
     * @param host where it runs
     * @param version the worker's version of the load tester
     * @param cpuLimit number of cores that the worker may use
     * @param heapMaxBytes limit of its heap
     */
    record WorkerInfo(String name, String host, String version, double cpuLimit, long heapMaxBytes) {

        public WorkerInfo {
            RecordLimits.requireName("name", name);
            RecordLimits.requireName("host", host);
            RecordLimits.requireName("version", version);
            RecordLimits.requireAmount("cpuLimit", cpuLimit);
            RecordLimits.requireCount("heapMaxBytes", heapMaxBytes);
        }
    }

    /**
     * The worker's heartbeat, once a second.
     *
     * @param worker information about the worker; every heartbeat includes it, because a controller may start later than the worker
     * @param lastTick number of the newest tick record that the worker has read, −1 before the first; only for diagnosis
     * @param leaving whether the worker is shutting down; it keeps its shards until they are handed over
     * @param clock the worker's estimate of the broker's clock; empty before the first ack
     */
    record Heartbeat(
            WorkerInfo worker,
            long lastTick,
            boolean leaving,
            Optional<Clock> clock,
            Vitals vitals,
            List<RunProgress> runs)
            implements StatusRecord {

        public Heartbeat {
            RecordLimits.requireCount("lastTick + 1", lastTick + 1);
            RecordLimits.requireSize("runs", runs, RecordLimits.RUNS_MAX);
            runs = List.copyOf(runs);
        }
    }

    /**
     * One interval of one run on one worker, about a second.
     *
     * @param number number of the interval for this worker and run; a repeated record has the same number
     * @param second the second of the interval, counted from the run's start
     * @param sent messages passed to the client in the interval
     * @param completed messages whose outcome became known in the interval
     * @param warmup completed messages that belong to the warm-up
     * @param inFlight messages that were sent but had no outcome at the end of the interval
     * @param topics measured outcomes of each topic that had any; empty for a run with a single topic
     */
    record Interval(
            String run,
            long number,
            int second,
            long sent,
            Outcomes completed,
            Outcomes warmup,
            long payloadBytes,
            long inFlight,
            SenderTimes times,
            IntervalLatencies latencies,
            List<TopicInterval> topics)
            implements StatusRecord {

        /** Message counts by outcome. */
        public record Outcomes(long acked, long failed, long indeterminate, long aborted) {

            public static final Outcomes NONE = new Outcomes(0, 0, 0, 0);

            public Outcomes {
                RecordLimits.requireCount("acked", acked);
                RecordLimits.requireCount("failed", failed);
                RecordLimits.requireCount("indeterminate", indeterminate);
                RecordLimits.requireCount("aborted", aborted);
            }

            /** Messages that Kafka accepted: acked, or aborted on purpose. */
            public long accepted() {
                return acked + aborted;
            }

            /**
             * @param part the warm-up's part of these counts. The worker reads the two at slightly different times, so {@code part} may
             *     include a message that these counts included in the previous interval
             */
            private Outcomes minus(Outcomes part) {
                return new Outcomes(
                        Math.max(0, acked - part.acked),
                        Math.max(0, failed - part.failed),
                        Math.max(0, indeterminate - part.indeterminate),
                        Math.max(0, aborted - part.aborted));
            }
        }

        public Interval {
            RecordLimits.requireName("run", run);
            RecordLimits.requireCount("number", number);
            RecordLimits.requireCount("second", second);
            RecordLimits.requireCount("sent", sent);
            RecordLimits.requireCount("payloadBytes", payloadBytes);
            RecordLimits.requireCount("inFlight", inFlight);
            RecordLimits.requireSize("topics", topics, Limits.TOPICS_MAX);
            topics = List.copyOf(topics);
        }

        /** The interval without the outcomes of the warm-up. */
        public Interval measured() {
            return new Interval(
                    run,
                    number,
                    second,
                    sent,
                    completed.minus(warmup),
                    Outcomes.NONE,
                    payloadBytes,
                    inFlight,
                    times,
                    latencies,
                    topics);
        }
    }

    /**
     * The measured outcomes of one topic in an interval.
     *
     * @param topic index of the topic in the spec
     * @param payloadBytes total size of the values that were acked
     * @param responseTime response time of the measured messages that were acked, without repairs, µs
     * @param unanswered measured messages that failed or are indeterminate
     */
    record TopicInterval(
            int topic, Interval.Outcomes outcomes, long payloadBytes, LatencyHistogram responseTime, long unanswered) {

        public TopicInterval {
            if (topic < 0 || topic >= Limits.TOPICS_MAX) {
                throw new IllegalArgumentException("topic " + topic + " is not below " + Limits.TOPICS_MAX);
            }
            RecordLimits.requireCount("payloadBytes", payloadBytes);
            RecordLimits.requireCount("unanswered", unanswered);
        }
    }

    /** The worker left cleanly. */
    record Bye(String reason) implements StatusRecord {

        public Bye {
            reason = RecordLimits.text(reason);
        }
    }

    /**
     * @param offsetMicros bus time minus the worker's wall clock
     * @param uncertaintyMicros maximum error of the offset, in either direction
     */
    record Clock(long offsetMicros, long uncertaintyMicros) {

        public Clock {
            RecordLimits.requireDifference("offsetMicros", offsetMicros);
            RecordLimits.requireCount("uncertaintyMicros", uncertaintyMicros);
        }
    }

    /**
     * State of the process.
     *
     * @param cpuSeconds CPU time since its start
     * @param heapUsedBytes current heap use
     * @param gcSeconds collector pauses since its start
     */
    record Vitals(double uptimeSeconds, double cpuSeconds, long heapUsedBytes, double gcSeconds) {

        public Vitals {
            RecordLimits.requireAmount("uptimeSeconds", uptimeSeconds);
            RecordLimits.requireAmount("cpuSeconds", cpuSeconds);
            RecordLimits.requireCount("heapUsedBytes", heapUsedBytes);
            RecordLimits.requireAmount("gcSeconds", gcSeconds);
        }
    }

    /** Progress of a worker in a run. */
    enum RunState {
        PREPARING,
        READY,
        SENDING,
        /** Everything has been sent, and the outcomes of messages in flight are pending. */
        DRAINING,
        /** Every message has an outcome; the totals are final. */
        FINISHED,
        /** The run failed on this worker; the totals are final, and {@code failure} gives the reason. */
        FAILED;

        public boolean isFinal() {
            return this == FINISHED || this == FAILED;
        }
    }

    /**
     * The totals kept by the Kafka producers of one run on one worker since the run's start.
     *
     * @param wireBytes bytes that the producers wrote to their sockets, including protocol overhead and retries
     * @param retries records that were resent
     * @param batchSplits batches that a broker rejected as too large, and that were resent as smaller batches
     * @param bufferWaitNanos how long send() was blocked by a full buffer
     * @param leaderWaitNanos how long send() was blocked because the leaders of the topic's partitions were unknown
     * @param transactionWaitNanos how long the sending thread waited for transactions to commit or abort
     * @param throttledNanos time during which a quota throttled the requests of at least one producer to at least one broker; empty when
     *     the client does not report it
     */
    record ProducerTotals(
            long wireBytes,
            long retries,
            long batchSplits,
            long bufferWaitNanos,
            long leaderWaitNanos,
            long transactionWaitNanos,
            Optional<Long> throttledNanos) {

        public static final ProducerTotals NONE = new ProducerTotals(0, 0, 0, 0, 0, 0, Optional.empty());

        public ProducerTotals {
            RecordLimits.requireCount("wireBytes", wireBytes);
            RecordLimits.requireCount("retries", retries);
            RecordLimits.requireCount("batchSplits", batchSplits);
            RecordLimits.requireCount("bufferWaitNanos", bufferWaitNanos);
            RecordLimits.requireCount("leaderWaitNanos", leaderWaitNanos);
            RecordLimits.requireCount("transactionWaitNanos", transactionWaitNanos);
            throttledNanos.ifPresent(nanos -> RecordLimits.requireCount("throttledNanos", nanos));
        }

        /** The increase in throttle time compared with earlier totals. */
        public Optional<Long> throttledSince(ProducerTotals earlier) {
            return throttledNanos.map(nanos -> nanos - earlier.throttledNanos.orElse(0L));
        }

        /** How long the sending thread waited for Kafka's client. */
        public long blockedNanos() {
            return bufferWaitNanos + leaderWaitNanos + transactionWaitNanos;
        }
    }

    /**
     * Progress of a worker in one grant.
     *
     * @param position the first sequence of the grant that has not been sent
     * @param completedBelow every sequence of the grant below this one has an outcome; later ones may have been sent and even acked
     * @param stopped whether nothing more will be sent under this grant
     */
    record GrantProgress(int grant, long position, long completedBelow, boolean stopped) {

        public GrantProgress {
            if (grant < 1) {
                throw new IllegalArgumentException("grant " + grant + " is below 1");
            }
            RecordLimits.requireCount("position", position);
            RecordLimits.requireCount("completedBelow", completedBelow);
            if (completedBelow > position) {
                throw new IllegalArgumentException(
                        "completed below " + completedBelow + ", but sent below " + position);
            }
        }

        /** Whether every message that was sent has an outcome. */
        public boolean isOver() {
            return stopped && completedBelow == position;
        }
    }

    /** The outcome of a message that was not acked. */
    enum Outcome {
        /** The message is certainly not in the log. */
        FAILED,
        /** The message may be in the log, because it timed out or the connection broke. */
        INDETERMINATE,
        /** The error ended the run on this worker. */
        FATAL
    }

    /**
     * One kind of error.
     *
     * @param errorClass simple name of Kafka's exception
     * @param sample the first error message from Kafka
     */
    record ErrorCount(String errorClass, Outcome outcome, long count, Instant firstAt, Instant lastAt, String sample) {

        public ErrorCount {
            RecordLimits.requireName("errorClass", errorClass);
            RecordLimits.requireCount("count", count);
            RecordLimits.requireInstant("firstAt", firstAt);
            RecordLimits.requireInstant("lastAt", lastAt);
            sample = RecordLimits.text(sample);
        }
    }
}
