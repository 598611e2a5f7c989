package klt.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.protocol.interval.IntervalLatencies;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;
import klt.common.protocol.interval.SenderTimes;
import klt.worker.produce.RunMeter.Latencies;
import klt.worker.produce.RunTotals;
import klt.worker.report.RunReport.Harvest;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerMetricsTest {

    private static final long SECOND = 1_000_000_000L;

    private final WorkerMetrics metrics = new WorkerMetrics("w1");

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void keepsRunsThatGoOnTogetherApart() {
        metrics.harvested(harvest("r1", 10, false));
        metrics.harvested(harvest("r2", 20, false));
        metrics.harvested(harvest("r2", 30, false));

        assertThat(metrics.scrape())
                .contains(
                        "klt_worker_messages_acked_total{run=\"r1\",worker=\"w1\"} 10.0",
                        "klt_worker_messages_acked_total{run=\"r2\",worker=\"w1\"} 50.0",
                        "klt_worker_achieved_messages_per_second{run=\"r2\",worker=\"w1\"} 30.0",
                        "klt_worker_response_time_interval_seconds{percentile=\"99\",run=\"r1\",worker=\"w1\"} 0.01");
    }

    @Test
    void countsUnansweredMessagesAboveAllAnsweredOnes() {
        // one message answered in 10 ms, one never
        metrics.harvested(harvest("r1", 1, 1, false));

        assertThat(metrics.scrape())
                .contains(
                        "klt_worker_response_time_seconds_bucket{run=\"r1\",worker=\"w1\",le=\"60.0\"} 1",
                        "klt_worker_response_time_seconds_bucket{run=\"r1\",worker=\"w1\",le=\"+Inf\"} 2",
                        "klt_worker_response_time_seconds_count{run=\"r1\",worker=\"w1\"} 2",
                        "klt_worker_service_time_seconds_count{run=\"r1\",worker=\"w1\"} 2",
                        "klt_worker_send_lag_seconds_count{run=\"r1\",worker=\"w1\"} 1",
                        "klt_worker_response_time_interval_seconds{percentile=\"50\",run=\"r1\",worker=\"w1\"} 0.01",
                        "klt_worker_response_time_interval_seconds{percentile=\"99\",run=\"r1\",worker=\"w1\"} +Inf",
                        "klt_worker_send_lag_interval_seconds{percentile=\"99\",run=\"r1\",worker=\"w1\"} 0.01");
    }

    @Test
    void countsWhatTheProducerCounted() {
        metrics.harvested(harvest("r1", 1, false));

        assertThat(metrics.scrape())
                .contains(
                        "klt_worker_produce_throttled_seconds_total{run=\"r1\",worker=\"w1\"} 1.5",
                        "klt_worker_batch_splits_total{run=\"r1\",worker=\"w1\"} 7.0",
                        "klt_worker_retries_total{run=\"r1\",worker=\"w1\"} 2.0",
                        "klt_worker_buffer_wait_seconds_total{run=\"r1\",worker=\"w1\"} 3.0");
    }

    @Test
    void keepsRepairedMessagesInAHistogramOfTheirOwn() {
        Histogram repaired = new Histogram(3);
        repaired.recordValue(75_000_000);
        metrics.harvested(harvest("r1", 1, 0, repaired, false));

        assertThat(metrics.scrape())
                .contains(
                        "klt_worker_repaired_response_time_seconds_count{run=\"r1\",worker=\"w1\"} 1",
                        "klt_worker_response_time_seconds_count{run=\"r1\",worker=\"w1\"} 1");
    }

    @Test
    void aRunThatIsOverKeepsItsCountersAndLoadsNothing() {
        metrics.harvested(harvest("r1", 10, false));
        metrics.harvested(harvest("r1", 1, true));

        assertThat(metrics.scrape())
                .contains(
                        "klt_worker_messages_acked_total{run=\"r1\",worker=\"w1\"} 11.0",
                        "klt_worker_response_time_seconds_count{run=\"r1\",worker=\"w1\"} 2",
                        "klt_worker_target_messages_per_second{run=\"r1\",worker=\"w1\"} 0.0",
                        "klt_worker_response_time_interval_seconds{percentile=\"99\",run=\"r1\",worker=\"w1\"} NaN");
    }

    @Test
    void countsWhatDelayedTheProcess() {
        ProcessDelays delays = new ProcessDelays(
                Optional.of(new CpuThrottling(10, 4)),
                Optional.of(SECOND / 2),
                Optional.of(SECOND / 4),
                Optional.of(4_096L));
        SenderTimes times = new SenderTimes(SECOND, Optional.empty(), 0, 0, delays);

        metrics.harvested(harvest("r1", 10, 0, new Histogram(3), times, false));
        metrics.harvested(harvest("r1", 10, 0, new Histogram(3), times, false));

        assertThat(metrics.scrape())
                .contains("klt_worker_cpu_periods_total{run=\"r1\",worker=\"w1\"} 20.0")
                .contains("klt_worker_cpu_throttled_periods_total{run=\"r1\",worker=\"w1\"} 8.0")
                .contains("klt_worker_run_queue_delay_seconds_total{run=\"r1\",worker=\"w1\"} 1.0")
                .contains("klt_worker_gc_pauses_seconds_total{run=\"r1\",worker=\"w1\"} 0.5")
                .contains("klt_worker_send_queue_bytes{run=\"r1\",worker=\"w1\"} 4096.0");
    }

    @Test
    void whatIsNotMeasuredIsNotCounted() {
        metrics.harvested(harvest("r1", 10, false));

        assertThat(metrics.scrape())
                .doesNotContain("klt_worker_cpu_throttled_periods_total")
                .doesNotContain("klt_worker_run_queue_delay_seconds_total")
                .contains("klt_worker_send_queue_bytes{run=\"r1\",worker=\"w1\"} NaN");
    }

    @Test
    void forgetsTheOldestOfTheRunsThatAreOver() {
        for (int i = 0; i <= WorkerMetrics.ENDED_RUNS_MAX; i++) {
            metrics.harvested(harvest("r" + i, 10, true));
        }

        assertThat(metrics.scrape())
                .doesNotContain("run=\"r0\"")
                .contains("klt_worker_messages_acked_total{run=\"r1\",worker=\"w1\"} 10.0")
                .contains("klt_worker_send_lag_seconds_count{run=\"r" + WorkerMetrics.ENDED_RUNS_MAX + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "de-DE", "ar-EG"})
    void whatIsScrapedIsTheSameInEveryLocale(String tag) {
        assertThat(ofTheRun(Locale.forLanguageTag(tag)))
                .isEqualTo(ofTheRun(Locale.ROOT))
                .anyMatch(line -> line.endsWith(" 12345.0"));
    }

    /** The lines about one run, from a worker that starts in a locale; the other lines are figures of this JVM. */
    private static List<String> ofTheRun(Locale locale) {
        Locale before = Locale.getDefault();
        Locale.setDefault(locale);
        try (WorkerMetrics begun = new WorkerMetrics("w1")) {
            begun.harvested(harvest("r1", 12_345, false));
            return begun.scrape()
                    .lines()
                    .filter(line -> line.contains("run=\"r1\""))
                    .toList();
        } finally {
            Locale.setDefault(before);
        }
    }

    private static Harvest harvest(String run, long acked, boolean last) {
        return harvest(run, acked, 0, last);
    }

    private static Harvest harvest(String run, long acked, long unanswered, boolean last) {
        return harvest(run, acked, unanswered, new Histogram(3), last);
    }

    private static Harvest harvest(String run, long acked, long unanswered, Histogram repaired, boolean last) {
        return harvest(run, acked, unanswered, repaired, SenderTimes.NONE, last);
    }

    private static Harvest harvest(
            String run, long acked, long unanswered, Histogram repaired, SenderTimes times, boolean last) {
        Histogram micros = new Histogram(3);
        micros.recordValue(10_000);
        LatencyHistogram encoded = LatencyHistogram.of(micros);
        return new Harvest(
                new Interval(
                        run,
                        1,
                        0,
                        acked,
                        new Interval.Outcomes(acked, 0, 0, 0),
                        Interval.Outcomes.NONE,
                        100 * acked,
                        0,
                        times,
                        new IntervalLatencies(
                                encoded,
                                encoded,
                                unanswered,
                                encoded,
                                LatencyHistogram.of(repaired),
                                0,
                                LatencyHistogram.EMPTY),
                        List.of()),
                RunTotals.NONE,
                new RunTotals(
                        acked,
                        acked,
                        0,
                        0,
                        0,
                        100 * acked,
                        OutcomeCounts.NONE,
                        0,
                        0,
                        new ProducerTotals(0, 2, 7, SECOND, 2 * SECOND, 0, Optional.of(3 * SECOND / 2)),
                        RunTotals.Times.NONE,
                        List.of()),
                new Latencies(micros, micros, micros, repaired, new Histogram(3), List.of()),
                SECOND,
                10,
                last);
    }
}
