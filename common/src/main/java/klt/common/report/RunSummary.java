package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import klt.common.protocol.RunPhase;

/**
 * A run's row in a list.
 *
 * @param responseP99 excludes repaired messages
 * @param sparkline messages acked, or aborted on purpose, per second over the run
 */
public record RunSummary(
        @JsonUnwrapped Run run,
        @JsonUnwrapped Times times,
        Verdict verdict,
        @JsonUnwrapped Rates rates,
        @JsonUnwrapped Counts counts,
        Optional<Long> responseP99,
        List<Double> sparkline) {

    private static final int SPARKLINE_POINTS = 30;

    public RunSummary {
        sparkline = List.copyOf(sparkline);
    }

    public String id() {
        return run.id;
    }

    public RunPhase phase() {
        return run.phase;
    }

    public Instant createdAt() {
        return times.createdAt;
    }

    /**
     * @param tags values by name; absent in documents from earlier versions
     * @param kind the spec's {@code kind}: load or limit
     */
    public record Run(
            String id,
            String name,
            SortedMap<String, String> tags,
            String topic,
            String kind,
            RunPhase phase,
            Optional<String> reason) {

        public Run {
            tags = Collections.unmodifiableSortedMap(
                    new TreeMap<>(Objects.requireNonNullElse(tags, Collections.<String, String>emptySortedMap())));
        }
    }

    public record Times(Instant createdAt, Optional<Instant> startedAt, Optional<Instant> endedAt) {}

    public record Rates(Optional<Double> targetRate, Optional<Double> achievedRate) {}

    public record Counts(Optional<Long> planned, long acked, long errors, long repaired) {}

    public static RunSummary of(RunResult result, Timing timing, List<SeriesRow> series) {
        Totals.Messages messages = result.totals().messages();
        return new RunSummary(
                new Run(
                        result.run().id(),
                        result.spec().name(),
                        result.spec().tags(),
                        result.spec().topic().name(),
                        result.spec().load().kind().word(),
                        result.run().phase(),
                        result.run().reason()),
                new Times(timing.createdAt(), timing.startedAt(), timing.endedAt()),
                result.judgement().verdict(),
                new Rates(
                        result.totals().rate().target(), result.totals().rate().achieved()),
                new Counts(messages.planned(), messages.acked(), messages.errors(), messages.repaired()),
                result.latencies().responseTime().p99(),
                sparkline(series));
    }

    /**
     * Returns the messages acked, or aborted on purpose, per second in each of at most {@link #SPARKLINE_POINTS} equal parts of the run. A
     * final part without any sent messages is omitted.
     */
    private static List<Double> sparkline(List<SeriesRow> rows) {
        int end = rows.size();
        while (end > 0 && rows.get(end - 1).counts().sent() == 0) {
            end--;
        }
        List<SeriesRow> series = rows.subList(0, end);
        List<Double> points = new ArrayList<>();
        int rowsPerPoint = Math.max(1, Math.ceilDiv(series.size(), SPARKLINE_POINTS));
        for (int i = 0; i < series.size(); i += rowsPerPoint) {
            List<SeriesRow> part = series.subList(i, Math.min(series.size(), i + rowsPerPoint));
            long accepted =
                    part.stream().mapToLong(row -> row.counts().accepted()).sum();
            int seconds = part.stream().mapToInt(SeriesRow::seconds).sum();
            points.add((double) accepted / seconds);
        }
        return points;
    }

    /** Returns whether the run has a tag, given as name or name=value. */
    public boolean hasTag(String tag) {
        String[] parts = tag.split("=", 2);
        return parts.length == 1 ? run.tags.containsKey(tag) : parts[1].equals(run.tags.get(parts[0]));
    }

    /** Returns whether a string occurs in the id, name, topic or a tag in the form name=value, ignoring case. */
    public boolean mentions(String text) {
        String lowerCase = text.toLowerCase(Locale.ROOT);
        return Stream.concat(
                        Stream.of(run.id, run.name, run.topic),
                        run.tags.entrySet().stream().map(tag -> tag.getKey() + "=" + tag.getValue()))
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(lowerCase));
    }
}
