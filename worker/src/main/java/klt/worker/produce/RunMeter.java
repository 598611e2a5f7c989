package klt.worker.produce;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.TopicInterval;
import klt.worker.core.SendQueue;
import klt.worker.produce.message.HeaderStamper;
import klt.worker.produce.outcome.AckRecorder;
import klt.worker.produce.outcome.ErrorTable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Reads the measurements of a run's hot path. Only one thread may call it. Before the start, there are no measurements. */
public final class RunMeter {

    /**
     * The latencies since the last call, µs.
     *
     * @param topics each topic's outcomes; empty for a run with a single topic
     */
    public record Latencies(
            Histogram responseTime,
            Histogram serviceTime,
            Histogram sendLag,
            Histogram repairedResponseTime,
            Histogram commitTime,
            List<TopicInterval> topics) {}

    private record Sources(
            SendLoop loop,
            AckRecorder outcomes,
            ErrorTable errors,
            ClientTotals client,
            Optional<HeaderStamper> stamper,
            long startNanos) {}

    private volatile @Nullable Sources sources;

    /**
     * @param stamper the stamper with the send ledgers; empty if messages are not verified
     * @param startNanos ticker time of the run's start
     */
    void attach(
            SendLoop loop,
            AckRecorder outcomes,
            ErrorTable errors,
            ClientTotals client,
            Optional<HeaderStamper> stamper,
            long startNanos) {
        sources = new Sources(loop, outcomes, errors, client, stamper, startNanos);
    }

    /**
     * Returns the send ledgers of the partitions from {@code first} on, as many as fit in one record, or empty if messages are not
     * verified.
     *
     * @param first number of the first partition; numbers wrap around after the last partition
     */
    public Optional<SendLedgerReport> evidence(String run, int first) {
        Sources from = sources;
        return from == null
                ? Optional.empty()
                : from.stamper().map(stamper -> stamper.evidence(run, first % stamper.partitions()));
    }

    /** Returns the messages per second that this worker has to send at a ticker time, or NaN at rate max. */
    public double targetRate(long nowNanos) {
        Sources from = sources;
        return from == null ? 0 : from.loop().rateAt(nowNanos - from.startNanos());
    }

    /** @param toBus converts ticker time to bus time */
    public RunTotals totals(LongFunction<Instant> toBus) {
        Sources from = sources;
        if (from == null) {
            return RunTotals.NONE;
        }
        // read the subsets first, so that a message that completes in the meantime is in the totals but not in a subset
        OutcomeCounts warmup = from.outcomes().warmup();
        long unanswered = from.outcomes().unanswered(AckRecorder.Category.MEASURED);
        long repairedUnanswered = from.outcomes().unanswered(AckRecorder.Category.REPAIRED);
        // read outcomes first, so that a message sent in the meantime counts as in flight
        long payloadBytes = from.outcomes().valueBytes();
        long acked = from.outcomes().acked();
        long failed = from.outcomes().count(Outcome.FAILED);
        long indeterminate = from.outcomes().count(Outcome.INDETERMINATE);
        long aborted = from.outcomes().aborted();
        // a message counts as sent once send() returns, but its ack may arrive before that
        SendCounters counters = from.loop().counters();
        long sent = Math.max(counters.sent(), acked + failed + indeterminate + aborted);
        boolean begun = counters.sent() > 0;
        return new RunTotals(
                sent,
                acked,
                failed,
                indeterminate,
                aborted,
                payloadBytes,
                warmup,
                unanswered,
                repairedUnanswered,
                from.client().totals(),
                new RunTotals.Times(
                        begun ? OptionalLong.of(counters.firstFireNanos()) : OptionalLong.empty(),
                        begun ? OptionalLong.of(counters.firstSendNanos()) : OptionalLong.empty(),
                        acked + aborted > 0 ? OptionalLong.of(from.outcomes().lastAckNanos()) : OptionalLong.empty()),
                from.errors().counts(toBus));
    }

    /** Returns each grant's progress. */
    public SendQueue.Progress progress() {
        Sources from = sources;
        return from == null ? SendQueue.Progress.NONE : from.loop().progress();
    }

    public Latencies takeLatencies() {
        Sources from = sources;
        if (from == null) {
            return new Latencies(
                    new Histogram(3),
                    new Histogram(3),
                    new Histogram(3),
                    new Histogram(3),
                    new Histogram(3),
                    List.of());
        }
        return new Latencies(
                from.outcomes().takeResponseTime(),
                from.outcomes().takeServiceTime(),
                from.loop().sendLag().takeInterval(),
                from.outcomes().takeRepairedResponseTime(),
                from.outcomes().takeCommitTime(),
                from.outcomes().takeTopics());
    }
}
