package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A search for the limit of a broker that a quota limits, so that the limit is known. */
@Tag("fault")
class LimitIT {

    private static final double PRODUCER_BYTE_RATE = 2_000_000;

    /** of the limit: batches differ in size, and so does what the quota counts for a message */
    private static final double ERROR_MAX = 0.05;

    @TempDir
    Path folder;

    @Test
    void findsTheRateThatAQuotaAllows() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder()
                        // no burst of ten seconds before it throttles
                        .property("quota.window.num", "2")
                        .start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null)),
                            List.of(new ClientQuotaAlteration.Op("producer_byte_rate", PRODUCER_BYTE_RATE)))))
                    .all()
                    .get();
            Path file = folder.resolve("report.json");

            try (Command run = Command.start(
                    "limit",
                    "--kafka=" + kafka.bootstrapServers(),
                    "--workers=1",
                    "--size=1KiB",
                    "--from=500",
                    "--to=20k",
                    "--width=0.05",
                    "--hold=20s",
                    "--set=limit.window=4s",
                    "--set=limit.windows=4",
                    "--set=warmup=2s",
                    "--objective=response.p99<400ms",
                    "--json=" + file)) {
                int exitCode = run.exitCode(Duration.ofMinutes(12));

                assertThat(exitCode).as(run.output()).isZero();
                assertThat(run.output()).contains("binding: response.p99<400ms");
            }
            check(JsonMapper.shared().readTree(file.toFile()));
        }
    }

    private static void check(JsonNode report) {
        double bytes = report.at("/bytes/wire").asDouble()
                / report.at("/messages/acked").asDouble();
        double truth = PRODUCER_BYTE_RATE / bytes;
        JsonNode limit = report.at("/limit");
        assertThat(limit.at("/progress").asString()).isEqualTo("DONE");
        assertThat(limit.at("/bound").asString()).isEqualTo("OBJECTIVE");
        assertThat(limit.at("/lower").asDouble()).isBetween(truth * (1 - 2 * ERROR_MAX), truth * (1 + ERROR_MAX));
        assertThat(limit.at("/upper").asDouble()).isBetween(truth * (1 - ERROR_MAX), truth * (1 + 2 * ERROR_MAX));
        assertThat(limit.at("/held").asBoolean()).isTrue();
        assertThat(report.at("/end/code").asString()).isEqualTo("LIMIT_FOUND");
    }
}
