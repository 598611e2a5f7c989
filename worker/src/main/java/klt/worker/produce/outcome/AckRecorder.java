package klt.worker.produce.outcome;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import klt.common.clock.Ticker;
import klt.common.histogram.LatencyRecorder;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.TopicInterval;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Records the outcomes of a run's messages: acks per producer, and errors for all producers together. */
public final class AckRecorder {

    /** A message's category, which determines the statistics that include it. */
    public enum Category {
        /** A warm-up message, which only counts in the totals. */
        WARMUP,
        /** A warm-up message orphaned by another worker. */
        REPAIRED_WARMUP,
        MEASURED,
        /** A message orphaned by another worker. Its lateness was not caused by Kafka, so it has a separate histogram. */
        REPAIRED;

        public static Category of(boolean warmup, boolean repair) {
            return warmup ? repair ? REPAIRED_WARMUP : WARMUP : repair ? REPAIRED : MEASURED;
        }

        boolean isWarmup() {
            return this == WARMUP || this == REPAIRED_WARMUP;
        }
    }

    private final Ticker ticker;
    private final List<ProducerAcks> producers;
    /** empty with a single topic */
    private final List<TopicOutcomes> topics;

    private final ErrorTable errors;
    private final Consumer<Throwable> fatal;
    private volatile long sendingThreadId = -1;

    /**
     * @param fatal receives each error that ends the run on this worker, on the thread on which it occurred
     * @param producers number of producers
     * @param topics number of topics
     */
    public AckRecorder(Ticker ticker, ErrorTable errors, Consumer<Throwable> fatal, int producers, int topics) {
        this.ticker = ticker;
        this.producers = IntStream.range(0, producers)
                .mapToObj(producer -> new ProducerAcks(this, ticker))
                .toList();
        this.topics = topics == 1
                ? List.of()
                : IntStream.range(0, topics).mapToObj(TopicOutcomes::new).toList();
        this.errors = errors;
        this.fatal = fatal;
    }

    /** Sets the sending thread. Must be called before the first message. */
    public void sendingThread(Thread thread) {
        sendingThreadId = thread.threadId();
    }

    /** Returns the ack recorders, one per producer. */
    public List<ProducerAcks> producers() {
        return producers;
    }

    /** Returns a topic's outcomes, or null with a single topic, which needs no separate outcomes. */
    public @Nullable TopicOutcomes topic(int topic) {
        return topics.isEmpty() ? null : topics.get(topic);
    }

    /**
     * Classifies the error received by a message's callback. The client calls the callback on the sending thread if it rejects the message
     * immediately.
     */
    ErrorClassifier classify(Exception error) {
        boolean refused = Thread.currentThread().threadId() == sendingThreadId;
        return refused ? ErrorClassifier.ofRefusal(error) : ErrorClassifier.ofAnswer(error);
    }

    /** Counts a message that failed or is indeterminate. May be called by any thread. */
    void unacked(Category category, ErrorClassifier classification, Exception error) {
        errors.add(category, classification, error, ticker.nanos());
        if (classification.isFatal()) {
            fatal.accept(error);
        }
    }

    public long acked() {
        return sum(ProducerAcks::acked);
    }

    /** Returns the number of messages in intentionally aborted transactions. */
    public long aborted() {
        return sum(ProducerAcks::aborted);
    }

    /** Returns the total size of acked values in bytes. */
    public long valueBytes() {
        return sum(ProducerAcks::valueBytes);
    }

    private long sum(ToLongFunction<ProducerAcks> count) {
        return producers.stream().mapToLong(count).sum();
    }

    /** Returns the ticker time at which the latest message was acked, or aborted on purpose; valid only after the first such message. */
    public long lastAckNanos() {
        return producers.stream()
                .filter(producer -> producer.acked() + producer.aborted() > 0)
                .mapToLong(ProducerAcks::lastAckNanos)
                .reduce((a, b) -> a - b > 0 ? a : b)
                .orElse(0);
    }

    /** Returns the warm-up messages' outcomes. */
    public OutcomeCounts warmup() {
        // read repaired first, because it is a subset of acked
        long repaired = sum(ProducerAcks::warmupRepaired);
        return new OutcomeCounts(
                sum(ProducerAcks::warmupAcked),
                errors.warmupCount(Outcome.FAILED),
                errors.warmupCount(Outcome.INDETERMINATE),
                sum(ProducerAcks::warmupAborted),
                repaired);
    }

    public long count(Outcome outcome) {
        return errors.count(outcome);
    }

    /** Returns a category's number of failed and indeterminate messages. */
    public long unanswered(Category category) {
        return errors.unanswered(category);
    }

    /** Returns the response times since the last call, µs. This method and those below are for the reading thread only. */
    public Histogram takeResponseTime() {
        return take(ProducerAcks::responseTime);
    }

    public Histogram takeServiceTime() {
        return take(ProducerAcks::serviceTime);
    }

    public Histogram takeRepairedResponseTime() {
        return take(ProducerAcks::repairedResponseTime);
    }

    /** Returns the commit times of transactions that began after the warm-up. */
    public Histogram takeCommitTime() {
        return take(ProducerAcks::commitTime);
    }

    /** Returns the outcomes since the last call, for each topic with any. */
    public List<TopicInterval> takeTopics() {
        return topics.stream().flatMap(topic -> topic.takeInterval().stream()).toList();
    }

    private Histogram take(Function<ProducerAcks, LatencyRecorder> latency) {
        Histogram all = latency.apply(producers.getFirst()).takeInterval();
        producers.stream()
                .skip(1)
                .forEach(producer -> all.add(latency.apply(producer).takeInterval()));
        return all;
    }
}
