package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.Footprint;
import klt.systemtests.chaos.fixtures.Part;
import klt.systemtests.chaos.fixtures.TestSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One worker in a container of 256 MiB executes run after run, and takes no more memory after many runs than after a few. */
@Tag("long")
class LongLivedWorkerIT {

    /** After this many runs, everything that is loaded, compiled, pooled, or kept of the newest runs is in memory. */
    private static final int WARM_UP_RUNS = 10;

    private static final int RUNS = 50;
    private static final int LIMIT_MB = 256;

    /** Memory that the newest run still holds when its report is available. */
    private static final long LIVE_TOLERANCE = 3L << 20;

    private static final double RESIDENT_TOLERANCE = 1.1;
    private static final Duration RUN_MAX = Duration.ofMinutes(2);
    private static final Duration FORGET_MAX = Duration.ofSeconds(30);
    private static final String SPEC = JsonMapper.shared()
            .writeValueAsString(Map.of(
                    "topic",
                    Map.of("name", "long-lived", "partitions", 1_000),
                    "messages",
                    2_000,
                    "rate",
                    2_000,
                    "verification",
                    "after",
                    "consumers",
                    Map.of("groups", 2, "members", 2)));

    @RegisterExtension
    private final TestSystem system = TestSystem.withWorkers(0);

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void isAsLargeAfterFiftyRunsAsAfterTen() {
        Part worker = system.startContainerWorker("worker-1", LIMIT_MB);
        carryOut(WARM_UP_RUNS);
        Footprint before = worker.footprint();
        carryOut(RUNS - WARM_UP_RUNS);
        await("end of all threads beyond the " + before.threads() + " of before")
                .atMost(FORGET_MAX)
                .until(() -> worker.footprint().threads() <= before.threads());
        Footprint after = worker.footprint();

        Checks.say("after " + WARM_UP_RUNS + " runs " + before + ", after " + RUNS + " " + after);
        assertThat(after.liveBytes()).as("live bytes").isLessThan(before.liveBytes() + LIVE_TOLERANCE);
        assertThat(after.residentBytes()).as("resident bytes").isLessThan((long)
                (before.residentBytes() * RESIDENT_TOLERANCE));
        assertThat(after.residentBytes()).as("resident bytes").isLessThan((long) LIMIT_MB << 20);
    }

    private void carryOut(int runs) {
        for (int run = 0; run < runs; run++) {
            JsonNode report = system.api().awaitReport(system.api().submit(SPEC), RUN_MAX);
            assertThat(report.at("/phase").asString()).isEqualTo("DONE");
            assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        }
    }
}
