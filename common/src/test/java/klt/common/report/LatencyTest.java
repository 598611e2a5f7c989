package klt.common.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import klt.common.histogram.LatencySummary;
import klt.common.report.latency.Latencies.EndToEnd;
import klt.common.report.latency.Latencies.Since;
import klt.common.report.latency.Latency;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LatencyTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String[] KEYS = {
        "count", "unanswered", "mean", "p50", "p90", "p95", "p99", "p999", "p9999", "max"
    };

    private static final Latency LATENCY = new Latency(
            2,
            0,
            Optional.of(1.5),
            Optional.of(1L),
            Optional.of(2L),
            Optional.of(3L),
            Optional.of(4L),
            Optional.of(5L),
            Optional.of(6L),
            Optional.of(7L));

    @Test
    void hasTheKeysOfTheReport() {
        assertThat(JSON.valueToTree(Latency.NONE).propertyNames()).containsExactlyInAnyOrder(KEYS);
        assertThat(JSON.readValue(JSON.writeValueAsString(LATENCY), Latency.class))
                .isEqualTo(LATENCY);
    }

    @Test
    void endToEndHasTheSameKeysAndItsUncertainty() {
        EndToEnd endToEnd = new EndToEnd(LATENCY, Optional.of(8L), Since.RECORD_TIMESTAMP);

        assertThat(JSON.valueToTree(endToEnd).propertyNames()).contains(KEYS).hasSize(KEYS.length + 2);
        assertThat(JSON.valueToTree(endToEnd).path("uncertainty").asLong()).isEqualTo(8);
        assertThat(JSON.readValue(JSON.writeValueAsString(endToEnd), EndToEnd.class))
                .isEqualTo(endToEnd);
        assertThat(JSON.readValue("{\"count\": 1}", EndToEnd.class).since())
                .as("of an earlier version")
                .isEqualTo(Since.DUE);
    }

    @Test
    void ofNothingIsNotMeasured() {
        assertThat(Latency.of(LatencySummary.EMPTY)).isEqualTo(Latency.NONE);
        assertThat(Latency.NONE.isMeasured()).isFalse();
        assertThat(LATENCY.isMeasured()).isTrue();
    }
}
