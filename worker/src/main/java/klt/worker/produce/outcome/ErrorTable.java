package klt.worker.produce.outcome;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.text.ErrorMessage;

/** A run's errors, by class and outcome. Thread-safe; errors are rare enough for a lock. */
public final class ErrorTable {

    /** Maximum number of distinct errors to list. Kafka has about a hundred exception types, but a longer list would not help. */
    static final int KINDS_MAX = 20;

    static final int SAMPLE_LENGTH_MAX = 300;
    static final String OTHER = "other";

    private record Kind(String errorClass, Outcome outcome) {}

    private static final class Tally {
        private final String sample;
        private final long firstNanos;
        private long lastNanos;
        private long count;

        private Tally(String sample, long firstNanos) {
            this.sample = sample;
            this.firstNanos = firstNanos;
        }
    }

    private final Map<Kind, Tally> tallies = new LinkedHashMap<>();
    private final Map<AckRecorder.Category, Map<Outcome, Long>> messages = new EnumMap<>(AckRecorder.Category.class);

    /** @param nowNanos ticker time */
    synchronized void add(
            AckRecorder.Category category, ErrorClassifier classification, Throwable error, long nowNanos) {
        messages.computeIfAbsent(category, p -> new EnumMap<>(Outcome.class))
                .merge(classification.messageOutcome(), 1L, Long::sum);
        Kind kind = new Kind(error.getClass().getSimpleName(), classification.errorOutcome());
        if (!tallies.containsKey(kind) && tallies.size() >= KINDS_MAX) {
            kind = new Kind(OTHER, classification.errorOutcome());
        }
        Tally tally = tallies.computeIfAbsent(kind, k -> new Tally(shortened(ErrorMessage.of(error)), nowNanos));
        tally.lastNanos = nowNanos;
        tally.count++;
    }

    /** Returns the number of messages with an outcome. */
    public synchronized long count(Outcome outcome) {
        return messages.keySet().stream()
                .mapToLong(category -> count(category, outcome))
                .sum();
    }

    /** Returns the number of warm-up messages with an outcome. */
    synchronized long warmupCount(Outcome outcome) {
        return count(AckRecorder.Category.WARMUP, outcome) + count(AckRecorder.Category.REPAIRED_WARMUP, outcome);
    }

    /** Returns the number of messages in a category, with any outcome. */
    synchronized long unanswered(AckRecorder.Category category) {
        return count(category, Outcome.FAILED) + count(category, Outcome.INDETERMINATE);
    }

    private long count(AckRecorder.Category category, Outcome outcome) {
        return messages.getOrDefault(category, Map.of()).getOrDefault(outcome, 0L);
    }

    /** @param toBus converts ticker time to bus time */
    public synchronized List<ErrorCount> counts(LongFunction<Instant> toBus) {
        List<ErrorCount> counts = new ArrayList<>();
        tallies.forEach((kind, tally) -> counts.add(new ErrorCount(
                kind.errorClass(),
                kind.outcome(),
                tally.count,
                toBus.apply(tally.firstNanos),
                toBus.apply(tally.lastNanos),
                tally.sample)));
        return counts;
    }

    private static String shortened(String text) {
        return text.length() <= SAMPLE_LENGTH_MAX ? text : text.substring(0, SAMPLE_LENGTH_MAX) + "…";
    }
}
