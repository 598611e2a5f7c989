package klt.controller.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.protocol.RunPhase;
import klt.controller.core.verdict.Verdict;
import klt.controller.report.Figures.SeriesRow;

/**
 * A run as a row of a list.
 *
 * @param responseP99 without the repaired messages
 */
public record RunSummary(
        String id,
        String name,
        String topic,
        RunPhase phase,
        Optional<String> reason,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Verdict verdict,
        Optional<Double> targetRate,
        Optional<Double> achievedRate,
        Optional<Long> planned,
        long acked,
        long errors,
        Optional<Long> responseP99,
        long repaired,
        List<Double> sparkline) {

    private static final int SPARKLINE_POINTS = 30;

    public static RunSummary of(Report report) {
        return new RunSummary(
                report.id(),
                report.spec().name(),
                report.spec().topic().name(),
                report.phase(),
                report.reason(),
                report.timing().createdAt(),
                report.timing().startedAt(),
                report.timing().endedAt(),
                report.verdict(),
                report.rate().target(),
                report.rate().achieved(),
                report.messages().planned(),
                report.messages().acked(),
                report.messages().failed() + report.messages().indeterminate(),
                report.responseTime().p99(),
                report.messages().repaired(),
                sparkline(report.series()));
    }

    /** Acked per second in at most {@link #SPARKLINE_POINTS} equal parts, without the end in which no message was sent. */
    private static List<Double> sparkline(List<SeriesRow> rows) {
        int end = rows.size();
        while (end > 0 && rows.get(end - 1).sent() == 0) {
            end--;
        }
        List<SeriesRow> series = rows.subList(0, end);
        List<Double> points = new ArrayList<>();
        int rowsPerPoint = Math.max(1, Math.ceilDiv(series.size(), SPARKLINE_POINTS));
        for (int i = 0; i < series.size(); i += rowsPerPoint) {
            List<SeriesRow> part = series.subList(i, Math.min(series.size(), i + rowsPerPoint));
            long acked = part.stream().mapToLong(SeriesRow::acked).sum();
            int seconds = part.stream().mapToInt(SeriesRow::seconds).sum();
            points.add((double) acked / seconds);
        }
        return points;
    }

    /** Whether id, name or topic contain a text, ignoring case. */
    public boolean mentions(String text) {
        String lowerCase = text.toLowerCase(Locale.ROOT);
        return Stream.of(id, name, topic)
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(lowerCase));
    }
}
