package klt.controller.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import klt.common.histogram.LatencyRecorder;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.interval.SenderTimes;
import klt.controller.core.Intervals;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSeriesTest {

    private static final int ROWS_MAX = 100;

    private final TimeSeries series = new TimeSeries(ROWS_MAX, Optional.empty());

    private void add(String worker, int second, long... micros) {
        series.add(worker, Intervals.interval("r", second, second, micros));
    }

    @Test
    void aRowIsWhatAllWorkersDidInItsSecond() {
        add("a", 0, 1_000, 2_000);
        add("b", 0, 3_000);
        add("a", 1, 9_000);

        List<TimeSeries.Row> rows = series.rowsFrom(0);

        assertThat(rows).extracting(TimeSeries.Row::second).containsExactly(0, 1);
        assertThat(rows.getFirst().messages().acked()).isEqualTo(3);
        assertThat(rows.getFirst().messages().payloadBytes()).isEqualTo(3 * 1_024);
        assertThat(rows.getFirst().responseTime())
                .isEqualTo(LatencySummary.of(Intervals.histogram(1_000, 2_000, 3_000), 0));
    }

    @Test
    void inFlightIsTheSumOfTheWorkersAtTheEndOfTheRow() {
        series.add("a", inFlight(0, 5));
        series.add("b", inFlight(0, 7));
        series.add("a", inFlight(0, 6));

        assertThat(series.rowsFrom(0).getFirst().messages().inFlight()).isEqualTo(13);
    }

    @Test
    void inFlightStaysWhenTheRowIsClosedAndALateReportCountsToo() {
        series.add("a", inFlight(0, 5));
        series.add("b", inFlight(0, 7));
        series.add("a", inFlight(20, 1));
        assertThat(series.rowsFrom(0).getFirst().messages().inFlight()).isEqualTo(12);

        series.add("c", inFlight(0, 2));

        assertThat(series.rowsFrom(0).getFirst().messages().inFlight()).isEqualTo(14);
    }

    private static Interval inFlight(int second, long count) {
        return new Interval(
                "r",
                0,
                second,
                0,
                new Interval.Outcomes(0, 0, 0, 0),
                Interval.Outcomes.NONE,
                0,
                count,
                SenderTimes.NONE,
                Intervals.latencies(Intervals.encoded(), Intervals.encoded(), Intervals.encoded()),
                List.of());
    }

    @Test
    void aReportThatComesLateIsAddedToItsRow() {
        add("a", 0, 1_000);
        for (int second = 1; second < 60; second++) {
            add("a", second, 5_000);
        }

        add("b", 0, 8_000);

        assertThat(series.rowsFrom(0).getFirst().responseTime())
                .isEqualTo(LatencySummary.of(Intervals.histogram(1_000, 8_000), 0));
        add("a", 60, 5_000);
        assertThat(series.rowsFrom(0).getFirst().responseTime().count()).isEqualTo(2);
    }

    @Test
    void secondsWithoutReportsHaveNoRow() {
        add("a", 0, 1_000);
        add("a", 10, 1_000);

        assertThat(series.rowsFrom(0)).hasSize(2);
        assertThat(series.rowsFrom(1)).extracting(TimeSeries.Row::second).containsExactly(10);
        assertThat(new TimeSeries(ROWS_MAX, Optional.empty()).rowsFrom(0)).isEmpty();
    }

    @Test
    void percentilesStayExactWhenRowsAreMerged() {
        Random random = new Random(7);
        Map<Integer, Histogram> expected = new TreeMap<>();
        int seconds = 2 * ROWS_MAX + 10;
        for (int second = 0; second < seconds; second++) {
            for (String worker : List.of("a", "b")) {
                long[] micros = random.longs(5, 100, 1_000_000).toArray();
                add(worker, second, micros);
                expected.computeIfAbsent(second - second % 4, s -> new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS))
                        .add(Intervals.histogram(micros));
            }
        }

        List<TimeSeries.Row> rows = series.rowsFrom(0);

        assertThat(series.rowSeconds()).isEqualTo(4);
        assertThat(rows).hasSameSizeAs(expected.keySet()).hasSizeLessThanOrEqualTo(ROWS_MAX);
        for (TimeSeries.Row row : rows) {
            assertThat(row.seconds()).isEqualTo(4);
            assertThat(row.responseTime()).isEqualTo(LatencySummary.of(expected.get(row.second()), 0));
            assertThat(row.sendLag()).isEqualTo(row.responseTime());
            assertThat(row.messages().acked()).isEqualTo(row.responseTime().count());
        }
        assertThat(rows.stream().mapToLong(row -> row.messages().acked()).sum()).isEqualTo(10L * seconds);
    }

    @Tag("endurance")
    @Test
    void aRunOfADayHasABoundedNumberOfRows() {
        for (int second = 0; second < 86_400; second += 7) {
            add("a", second, 1_000);
        }

        assertThat(series.rowsFrom(0)).hasSizeLessThanOrEqualTo(ROWS_MAX);
        assertThat(series.rowSeconds()).isEqualTo(1_024);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE - 1, Integer.MAX_VALUE})
    void anAbsurdSecondBreaksNothing(int absurd) {
        add("a", absurd, 1_000);

        for (int second = 0; second < 3 * ROWS_MAX; second++) {
            add("a", second, 2_000);
            if (second % 10 == 0) {
                add("a", absurd, 1_000);
            }
        }

        assertThat(series.rowsFrom(Integer.MIN_VALUE)).hasSizeLessThanOrEqualTo(ROWS_MAX);
        assertThat(series.rowsFrom(Integer.MIN_VALUE).stream()
                        .mapToLong(row -> row.messages().acked())
                        .sum())
                .isEqualTo(3 * ROWS_MAX + 1 + 30);
    }

    @Test
    void whatRowsSayIsAddedUpWhenTheyAreMerged() {
        for (int second = 0; second <= ROWS_MAX; second++) {
            series.add("a", of(second, 3));
            series.add("b", of(second, second % 2));
        }

        assertThat(series.rowsFrom(0)).first().satisfies(row -> {
            assertThat(row.seconds()).isEqualTo(2);
            assertThat(row.messages().sent()).isEqualTo(4 * 8);
            assertThat(row.messages().acked()).isEqualTo(4 * 5);
            assertThat(row.messages().failed()).isEqualTo(4 * 2);
            assertThat(row.messages().indeterminate()).isEqualTo(4 * 1);
            assertThat(row.messages().payloadBytes()).isEqualTo(4 * 100);
            assertThat(row.messages().inFlight()).as("at its end").isEqualTo(3 + 1);
            assertThat(row.responseTime().max()).contains(1_000L);
            assertThat(row.serviceTime()).isEqualTo(LatencySummary.of(Intervals.histogram(700, 700, 700, 700), 0));
            assertThat(row.sendLag()).isEqualTo(LatencySummary.of(Intervals.histogram(10, 10, 10, 10), 0));
        });
    }

    private static Interval of(int second, long inFlight) {
        return new Interval(
                "r",
                second,
                second,
                8,
                new Interval.Outcomes(5, 2, 1, 0),
                Interval.Outcomes.NONE,
                100,
                inFlight,
                SenderTimes.NONE,
                Intervals.latencies(Intervals.encoded(1_000), Intervals.encoded(700), Intervals.encoded(10)),
                List.of());
    }
}
