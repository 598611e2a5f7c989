package klt.common.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import klt.common.report.latency.Latencies.EndToEnd;
import klt.common.report.latency.Latencies.Since;
import klt.common.report.latency.Latency;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ConsumerGroupTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final ConsumerGroup GROUP = new ConsumerGroup(
            new ConsumerGroup.Id(1, Optional.of("slow"), "klt-r-1-1"),
            2,
            6,
            new ConsumerGroup.Records(100, 1, 2, 1_000, Optional.of(50.0)),
            new ConsumerGroup.Lag(3, 30),
            4,
            0.75,
            Optional.of(0.5),
            Optional.empty(),
            Optional.of(1.5),
            Optional.empty(),
            new EndToEnd(Latency.NONE, Optional.empty(), Since.DUE));

    @Test
    void isReadAsItWasWritten() {
        String written = JSON.writeValueAsString(GROUP);

        assertThat(JSON.readValue(written, ConsumerGroup.class)).isEqualTo(GROUP);
        assertThat(JSON.readTree(written).path("pausedSecondsMax").asDouble()).isEqualTo(0.5);
    }

    @Test
    void earlierVersionsMeasuredNoLongestPause() {
        ObjectNode earlier = JSON.valueToTree(GROUP);
        earlier.remove("pausedSecondsMax");

        ConsumerGroup read = JSON.readValue(JSON.writeValueAsString(earlier), ConsumerGroup.class);

        assertThat(read.pausedSecondsMax()).isEmpty();
        assertThat(read.pausedSeconds()).isEqualTo(0.75);
    }
}
