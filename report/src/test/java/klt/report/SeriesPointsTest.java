package klt.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import klt.common.report.SeriesRow;
import klt.common.report.SeriesRow.Counts;
import klt.common.report.SeriesRow.SenderLatencies;
import klt.common.report.Totals.Throttle;
import klt.common.report.latency.Latency;
import klt.report.chart.Point;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeriesPointsTest {

    @Test
    void aGapInTimeIsAGapInTheLine() {
        List<Point> points = SeriesPoints.of(List.of(row(0, 1, 100, 5), row(3, 1, 200, 7)))
                .perSecond(row -> row.counts().acked());

        assertThat(points).containsExactly(new Point(0, 100), Point.gap(1), new Point(3, 200));
    }

    @Test
    void pointsOfSeveralRowsAverageRatesAndTakeTheWorstPercentile() {
        List<SeriesRow> rows = IntStream.range(0, 2 * SeriesPoints.POINTS_MAX)
                .mapToObj(i -> row(4 * i, 4, i % 2 == 0 ? 400 : 1_200, i % 2 == 0 ? 5 : 50))
                .toList();

        SeriesPoints points = SeriesPoints.of(rows);

        assertThat(points.secondsPerPoint()).isEqualTo(8);
        assertThat(points.perSecond(row -> row.counts().acked()))
                .hasSize(SeriesPoints.POINTS_MAX)
                .allSatisfy(point -> assertThat(point.y()).isEqualTo(200));
        assertThat(points.worst(row -> row.latencies().responseTime(), Latency::p99))
                .hasSize(SeriesPoints.POINTS_MAX)
                .allSatisfy(point -> assertThat(point.y()).isEqualTo(50));
    }

    @Test
    void aPercentileAmongUnansweredMessagesIsInfinite() {
        Latency unanswered = new Latency(
                0,
                3,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(SeriesPoints.micros(unanswered, Latency::p99)).isInfinite();
        assertThat(SeriesPoints.micros(Latency.NONE, Latency::p99)).isNaN();
    }

    @Test
    void theRateOfTheLastAcksIsNotADip() {
        SeriesPoints points = SeriesPoints.of(List.of(row(0, 1, 100, 5), row(1, 1, 0, 5, 30, 0.0)));

        assertThat(points.achieved()).containsExactly(new Point(0, 100), Point.gap(1));
        assertThat(points.target()).containsExactly(new Point(0, 1_000), Point.gap(1));
        assertThat(points.perSecond(row -> row.counts().acked())).containsExactly(new Point(0, 100), new Point(1, 30));
        assertThat(SeriesPoints.of(List.of()).end()).isZero();
        assertThat(SeriesPoints.of(List.of(row(0, 1, 0, 5, 30, 0.0))).achieved())
                .containsExactly(new Point(0, 30));
    }

    @Test
    void zerosAfterTheLastSentMessageAreDrawn() {
        SeriesPoints stalled =
                SeriesPoints.of(List.of(row(0, 1, 100, 5), row(1, 1, 0, 5, 0, null), row(2, 1, 0, 5, 40, null)));
        SeriesPoints silent =
                SeriesPoints.of(List.of(row(0, 1, 100, 5), row(1, 1, 0, 5, 0, 0.0), row(2, 1, 0, 5, 0, 0.0)));

        assertThat(stalled.achieved()).containsExactly(new Point(0, 100), new Point(1, 0), new Point(2, 40));
        assertThat(stalled.target()).containsExactly(new Point(0, 1_000), Point.gap(1), Point.gap(2));
        assertThat(silent.achieved()).containsExactly(new Point(0, 100), new Point(1, 0), new Point(2, 0));
    }

    @Test
    void aPointEndsWhereTheLoadEnds() {
        List<SeriesRow> rows = new ArrayList<>(IntStream.range(0, 2 * SeriesPoints.POINTS_MAX - 1)
                .mapToObj(i -> row(i, 1, 100, 5))
                .toList());
        rows.add(row(rows.size(), 1, 0, 5, 30, 0.0));

        SeriesPoints points = SeriesPoints.of(rows);

        int last = rows.size() - 1;
        assertThat(points.achieved()).endsWith(new Point(last - 1, 100), Point.gap(last));
        assertThat(points.target()).endsWith(new Point(last - 1, 1_000), Point.gap(last));
    }

    private static SeriesRow row(int second, int seconds, long acked, long p99) {
        return row(second, seconds, acked, p99, acked, 1_000.0);
    }

    private static SeriesRow row(int second, int seconds, long sent, long p99, long acked, @Nullable Double target) {
        Optional<Long> figure = Optional.of(p99);
        Latency latency =
                new Latency(acked, 0, Optional.of(1.0), figure, figure, figure, figure, figure, figure, figure);
        return new SeriesRow(
                second,
                seconds,
                Optional.ofNullable(target),
                new Counts(sent, acked, 0, 0, 0, 0, 0),
                new SenderLatencies(latency, latency, latency),
                Throttle.UNKNOWN,
                0,
                Optional.empty(),
                Latency.NONE);
    }
}
