package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run whose clients exceed a quota of Kafka. */
@Tag("extended")
class ThrottledRunIT {

    private static final double PRODUCER_BYTE_RATE = 500_000;

    /** Lower, because no more can be consumed than is produced. */
    private static final double CONSUMER_BYTE_RATE = 400_000;

    @TempDir
    Path folder;

    @Test
    void namesTheQuotaAndMissesItsObjective() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder()
                        // no burst of ten seconds before throttling begins
                        .property("quota.window.num", "2")
                        .start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            ClientQuotaEntity everyClient =
                    new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            everyClient,
                            List.of(
                                    new ClientQuotaAlteration.Op("producer_byte_rate", PRODUCER_BYTE_RATE),
                                    new ClientQuotaAlteration.Op("consumer_byte_rate", CONSUMER_BYTE_RATE)))))
                    .all()
                    .get();
            Path file = folder.resolve("report.json");

            try (Command run = Command.start(
                    "run",
                    "--kafka=" + kafka.bootstrapServers(),
                    "--workers=1",
                    "--messages=5000",
                    "--rate=2000",
                    "--size=1KiB",
                    "--set=consumers.groups=1",
                    "--objective=throttle<1%",
                    "--objective=catchUp<10m",
                    "--json=" + file)) {
                int exitCode = run.exitCode(Duration.ofMinutes(2));

                // on a busy machine, the figures need not be valid
                assertThat(exitCode).as(run.output()).isIn(10, 11);
                assertThat(run.output()).contains("(THROTTLED)");
            }
            check(JsonMapper.shared().readTree(file.toFile()));
        }
    }

    /** 5.1 MB at 0.5 MB/s take about 10 s instead of the planned 2.5 s. */
    private static void check(JsonNode report) {
        assertThat(report.at("/verdict/objectives").asString()).isEqualTo("FAIL");
        assertThat(report.at("/verdict/reasons").findValues("code").stream().map(JsonNode::asString))
                .contains("OBJECTIVE_MISSED", "THROTTLED")
                .doesNotContain("RATE_NOT_ACHIEVED");
        double produce = report.at("/throttle/produceSeconds").asDouble();
        double fetch = report.at("/throttle/fetchSeconds").asDouble();
        assertThat(produce).isBetween(3.0, 20.0);
        assertThat(fetch).isBetween(1.0, 30.0);
        assertThat(report.at("/workers/0/throttle")).isEqualTo(report.at("/throttle"));
        assertThat(report.at("/consumers/0/throttledSeconds").asDouble()).isEqualTo(fetch);
        assertThat(sum(report, "produceSeconds")).isCloseTo(produce, within(0.1));
        assertThat(sum(report, "fetchSeconds")).isCloseTo(fetch, within(0.1));
        assertThat(StreamSupport.stream(report.at("/series").spliterator(), false)
                        .map(row -> row.at("/throttle/produceSeconds").asDouble()))
                .allSatisfy(seconds -> assertThat(seconds).isLessThan(3));
        assertThat(report.at("/responseTime/max").asLong()).isGreaterThan(3_000_000);
        assertThat(report.at("/objectives/0/actual").asDouble()).isBetween(0.2, 1.0);
        assertThat(report.at("/objectives/0/met").asBoolean()).isFalse();
        assertThat(report.at("/objectives/1/met").asBoolean()).isTrue();
    }

    private static double sum(JsonNode report, String figure) {
        return report.at("/series").findValues(figure).stream()
                .mapToDouble(JsonNode::asDouble)
                .sum();
    }
}
