package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A search for the limit of a broker that a quota limits, so that the limit is known. */
@Tag("fault")
class LimitIT {

    private static final double PRODUCER_BYTE_RATE = 2_000_000;

    @TempDir
    Path folder;

    @Test
    void findsTheRateThatAQuotaAllows() throws Exception {
        try (QuotaKafka kafka = QuotaKafka.start()) {
            kafka.limit(PRODUCER_BYTE_RATE);

            Search search = Search.run(
                    folder,
                    List.of(
                            "--kafka=" + kafka.bootstrapServers(),
                            "--size=1KiB",
                            "--from=500",
                            "--to=20k",
                            "--width=0.05",
                            "--hold=20s",
                            "--objective=response.p99<400ms"));

            assertThat(search.output()).contains("binding: response.p99<400ms");
            JsonNode limit = search.report().at("/limit");
            assertThat(limit.at("/progress").asString()).isEqualTo("DONE");
            assertThat(limit.at("/bound").asString()).isEqualTo("OBJECTIVE");
            assertThat(limit.at("/held").asBoolean()).isTrue();
            assertThat(search.report().at("/end/code").asString()).isEqualTo("LIMIT_FOUND");
            assertThat(search.contains(search.rate(PRODUCER_BYTE_RATE)))
                    .as(search.output())
                    .isTrue();
        }
    }
}
