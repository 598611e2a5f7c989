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
 * Records written by workers to the status topic. All counts are totals since the run's start on the worker, so a repeated record changes
 * nothing.
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
     * @param name display name: that of the pod or host
     * @param host the host that it runs on
     * @param version the worker's load tester version
     * @param cpuLimit number of cores available to the worker
     * @param heapMaxBytes its heap limit
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
     * @param worker describes the worker; part of every heartbeat because a controller may start after the worker
     * @param lastTick number of the newest tick record read by the worker, −1 before the first; for diagnosis only
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
     * About a second of one run on one worker.
     *
     * @param number the interval's number for this worker and run; a repeated record has the same number
     * @param second the second of the interval, counted from the run's start
     * @param sent messages passed to the client during the interval
     * @param completed messages that completed during the interval
     * @param warmup completed warm-up messages
     * @param inFlight messages that had been sent but had no outcome at the end of the interval
     * @param topics measured outcomes of each topic with any; empty for a run with a single topic
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

            /** Returns the number of messages accepted by Kafka: acked, or aborted on purpose. */
            public long accepted() {
                return acked + aborted;
            }

            /**
             * @param part the warm-up's part of these counts. The two are read at slightly different times, so {@code part} may include a
             *     message that was counted here in the previous interval
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

        /** Returns the interval without the warm-up's outcomes. */
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
     * One topic's measured outcomes in an interval.
     *
     * @param topic index of the topic in the spec
     * @param payloadBytes total size of acked values
     * @param responseTime response time of acked measured messages, without repairs, µs
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
     * @param uncertaintyMicros the offset's maximum error, in either direction
     */
    record Clock(long offsetMicros, long uncertaintyMicros) {

        public Clock {
            RecordLimits.requireDifference("offsetMicros", offsetMicros);
            RecordLimits.requireCount("uncertaintyMicros", uncertaintyMicros);
        }
    }

    /**
     * The process's state.
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

    /** A worker's progress in a run. */
    enum RunState {
        PREPARING,
        READY,
        SENDING,
        /** Everything has been sent; messages in flight are still without an outcome. */
        DRAINING,
        /** Every message has an outcome; the totals are final. */
        FINISHED,
        /** The run failed on this worker; the totals are final, and {@code failure} has the reason. */
        FAILED;

        public boolean isFinal() {
            return this == FINISHED || this == FAILED;
        }
    }

    /**
     * Totals kept by one run's Kafka producers on one worker since the run's start.
     *
     * @param wireBytes bytes written to the producers' sockets, including protocol overhead and retries
     * @param retries number of resent records
     * @param batchSplits batches that a broker rejected as too large, and that were split and resent
     * @param bufferWaitNanos how long send() was blocked by a full buffer
     * @param leaderWaitNanos how long send() was blocked by unknown partition leaders
     * @param transactionWaitNanos how long the sending thread waited for transactions to commit or abort
     * @param throttledNanos time during which a quota throttled at least one producer's requests to at least one broker; empty if the
     *     client does not report it
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

        /** Returns the increase in throttle time since earlier totals. */
        public Optional<Long> throttledSince(ProducerTotals earlier) {
            return throttledNanos.map(nanos -> nanos - earlier.throttledNanos.orElse(0L));
        }

        /** Returns how long the sending thread waited for Kafka's client. */
        public long blockedNanos() {
            return bufferWaitNanos + leaderWaitNanos + transactionWaitNanos;
        }
    }

    /**
     * A worker's progress in one grant.
     *
     * @param position the grant's first unsent sequence
     * @param completedBelow all of the grant's sequences below this one are completed; later ones may have been sent, and even acked
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

        /** Returns whether every sent message has an outcome. */
        public boolean isOver() {
            return stopped && completedBelow == position;
        }
    }

    /** The outcome of an unacked message. */
    enum Outcome {
        /** The message is certainly not in the log. */
        FAILED,
        /** The message may be in the log, because it timed out or the connection broke. */
        INDETERMINATE,
        /** The error ended the run on this worker. */
        FATAL
    }

    /**
     * An error and how often it occurred.
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
