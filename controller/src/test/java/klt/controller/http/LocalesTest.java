package klt.controller.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import klt.common.histogram.LatencyAggregate;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.RunDocument;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.Progress;
import klt.controller.core.ReportedLoss;
import klt.controller.http.download.SeriesCsv;
import klt.controller.http.metrics.RunCollector;
import klt.controller.report.Reporter;
import klt.controller.report.Snapshot;
import klt.controller.store.RunStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output for programs is the same in every locale, although locales have different digits, separators and letters. */
class LocalesTest {

    private static <T> T in(Locale locale, Callable<T> action) throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(locale);
        try {
            return action.call();
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String outputs(Locale locale) throws Exception {
        return in(locale, () -> {
            RunDocument report = ReportedLoss.report();
            LatencyAggregate latency = new LatencyAggregate();
            latency.add(Intervals.encoded(1_500, 123_456));
            return new String(Json.MAPPER.writeValueAsBytes(report), StandardCharsets.UTF_8)
                    + SeriesCsv.write(report.series())
                    + latency.percentileDistribution();
        });
    }

    private static String scrape(Locale locale) throws Exception {
        return in(locale, () -> {
            CoreHarness harness = new CoreHarness();
            harness.running("r", "{messages: 1234567, rate: 12345}", "a");
            harness.heartbeat("a", Progress.of("r", RunState.SENDING).acked(6_789));
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            Snapshot snapshot = new Reporter("test").snapshot(harness.core(), harness.now());
            PrometheusTextFormatWriter.create().write(text, new RunCollector(() -> snapshot, new RunStore()).collect());
            return text.toString(StandardCharsets.UTF_8);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "de-DE", "ar-EG"})
    void jsonCsvAndHistogramAreTheSameInEveryLocale(String tag) throws Exception {
        assertThat(outputs(Locale.forLanguageTag(tag)))
                .isEqualTo(outputs(Locale.ROOT))
                .contains("12,345 messages acked, but the topic grew by only 9,000 offsets: 3,345 messages missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "de-DE", "ar-EG"})
    void metricsAreTheSameInEveryLocale(String tag) throws Exception {
        assertThat(scrape(Locale.forLanguageTag(tag)))
                .isEqualTo(scrape(Locale.ROOT))
                .contains("validity=\"valid\"", "6789");
    }
}
