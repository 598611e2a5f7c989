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

/** Records the outcomes of a run's messages: acks separately for each producer, and errors together. */
public final class AckRecorder {

    /** The category of a message, which determines the statistics that include it. */
    public enum Category {
        /** A message of the warm-up, which only the totals include. */
        WARMUP,
        /** A message of the warm-up that another worker orphaned. */
        REPAIRED_WARMUP,
        MEASURED,
        /** A message that another worker orphaned. Kafka did not cause its lateness, so it has its own histogram. */
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
     * @param fatal receives each error that ends the run on this worker, on the thread where it occurred
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

    /** The ack recorders, one for each producer. */
    public List<ProducerAcks> producers() {
        return producers;
    }

    /** The outcomes of a topic; null with a single topic, which needs no separate outcomes. */
    public @Nullable TopicOutcomes topic(int topic) {
        return topics.isEmpty() ? null : topics.get(topic);
    }

    /**
     * Classifies the error that a message's callback receives. The client calls the callback on the sending thread if it rejects the
     * message immediately.
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

    /** Number of messages in transactions that were aborted on purpose. */
    public long aborted() {
        return sum(ProducerAcks::aborted);
    }

    /** Total size of the acked values in bytes. */
    public long valueBytes() {
        return sum(ProducerAcks::valueBytes);
    }

    private long sum(ToLongFunction<ProducerAcks> count) {
        return producers.stream().mapToLong(count).sum();
    }

    /** Ticker time when the newest message was acked, or aborted on purpose; valid only after the first such message. */
    public long lastAckNanos() {
        return producers.stream()
                .filter(producer -> producer.acked() + producer.aborted() > 0)
                .mapToLong(ProducerAcks::lastAckNanos)
                .reduce((a, b) -> a - b > 0 ? a : b)
                .orElse(0);
    }

    /** Outcomes of the messages of the warm-up. */
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

    /** Number of failed and indeterminate messages of a category. */
    public long unanswered(Category category) {
        return errors.unanswered(category);
    }

    /** The response times since the last call, µs. Only the reading thread may call this method and the methods below. */
    public Histogram takeResponseTime() {
        return take(ProducerAcks::responseTime);
    }

    public Histogram takeServiceTime() {
        return take(ProducerAcks::serviceTime);
    }

    public Histogram takeRepairedResponseTime() {
        return take(ProducerAcks::repairedResponseTime);
    }

    /** Commit times of the transactions that began after the warm-up. */
    public Histogram takeCommitTime() {
        return take(ProducerAcks::commitTime);
    }

    /** The outcomes since the last call of each topic that had any. */
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
