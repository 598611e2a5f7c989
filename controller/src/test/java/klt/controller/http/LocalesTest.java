package klt.controller.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import klt.common.histogram.LatencyAggregate;
import klt.controller.core.Intervals;
import klt.controller.core.ReportedLoss;
import klt.controller.report.Report;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs read is the same wherever a controller runs: other locales have other digits, separators and letters. */
class LocalesTest {

    private static String outputs(Locale locale) {
        Locale before = Locale.getDefault();
        Locale.setDefault(locale);
        try {
            Report report = ReportedLoss.report();
            LatencyAggregate latency = new LatencyAggregate();
            latency.add(Intervals.encoded(1_500, 123_456));
            return new String(Json.MAPPER.writeValueAsBytes(report), StandardCharsets.UTF_8)
                    + SeriesCsv.write(report.series())
                    + latency.percentileDistribution();
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "de-DE", "ar-EG"})
    void jsonCsvAndHistogramAreTheSameInEveryLocale(String tag) {
        assertThat(outputs(Locale.forLanguageTag(tag)))
                .isEqualTo(outputs(Locale.ROOT))
                .contains("12,345 messages acked, but the topic has grown by 9,000 offsets: 3,345 messages missing");
    }
}
