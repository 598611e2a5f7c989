package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import klt.systemtests.Command;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.TestSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The controller is killed and restarted in the middle of a sweep: each run takes place once, in order, and the table has its figures. */
@Tag("fault")
class RestartedSweepIT {

    private static final int RATE = 200;
    private static final int SECONDS = 2;
    private static final List<String> CELLS = List.of("1/100", "1/1KiB", "1/10KiB", "all/100", "all/1KiB", "all/10KiB");
    private static final int REPEATS = 2;

    /** Where the report of a run has a figure of the table. */
    private static final Map<String, String> POINTERS = Map.of(
            "rate",
            "/rate/achieved",
            "response.p50",
            "/responseTime/p50",
            "response.p99",
            "/responseTime/p99",
            "response.p999",
            "/responseTime/p999",
            "service.p99",
            "/serviceTime/p99",
            "lost",
            "/verification/lost");

    @RegisterExtension
    private final TestSystem rig = TestSystem.withWorkers(2);

    @Test
    void aSweepContinuesAndItsTableEqualsTheReports() throws IOException {
        Path file = rig.folder().resolve("sweep.json");
        try (Command command = Command.start(
                "sweep",
                "--controller",
                rig.controllerUrl(),
                "--duration=" + SECONDS + "s",
                "--rate=" + RATE,
                "--verify",
                "--set=payload.format=raw",
                "--set=warmup=0s",
                "--set=workers.expected=2",
                "--vary=producer.acks=1,all",
                "--vary=payload.size=100,1KiB,10KiB",
                "--repeats=" + REPEATS,
                "--cool-down=0s",
                "--json=" + file)) {
            String id = rig.api().awaitSweep(5, Duration.ofMinutes(3));

            rig.controller().kill();
            rig.startController();

            int exitCode = command.exitCode(Duration.ofMinutes(5));
            assertThat(command.output() + command.errors()).contains("producer.acks=all, payload.size=10KiB");
            JsonNode sweep = rig.api().document("/api/sweeps/" + id);
            assertThat(JsonMapper.shared().readTree(Files.readString(file))).isEqualTo(sweep);
            check(id, sweep);
            // on a busy machine a run may miss an objective or be INVALID
            assertThat(exitCode).as(command.output()).isIn(Command.COMPLETE);
        }
    }

    private void check(String id, JsonNode sweep) {
        assertThat(sweep.path("phase").stringValue()).isEqualTo("DONE");
        assertThat(sweep.path("started").intValue()).isEqualTo(CELLS.size() * REPEATS);
        List<JsonNode> reports = new ArrayList<>();
        for (int cell = 0; cell < CELLS.size(); cell++) {
            JsonNode values = sweep.at("/cells/" + cell + "/values");
            assertThat(values.path("producer.acks").asString() + "/"
                            + values.path("payload.size").asString())
                    .isEqualTo(CELLS.get(cell));
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                JsonNode run = sweep.at("/cells/" + cell + "/runs/" + repeat);
                assertThat(run.path("id").stringValue()).isEqualTo(id + "-c" + (cell + 1) + "-r" + (repeat + 1));
                JsonNode report =
                        rig.api().document("/api/runs/" + run.path("id").stringValue() + "/report.json");
                check(run.path("result"), report);
                reports.add(report);
            }
        }
        JsonNode runs = rig.api().document("/api/runs");
        assertThat(runs.path("total").intValue()).as("no run took place twice").isEqualTo(CELLS.size() * REPEATS);
        assertThat(reports.stream()
                        .sorted(Comparator.comparing(RestartedSweepIT::start))
                        .map(report -> report.path("id").stringValue()))
                .as("interleaved")
                .isEqualTo(interleaved(id));
    }

    private static Instant start(JsonNode report) {
        return Instant.parse(report.at("/timing/startedAt").stringValue());
    }

    private static List<String> interleaved(String id) {
        List<String> order = new ArrayList<>();
        for (int repeat = 1; repeat <= REPEATS; repeat++) {
            for (int cell = 1; cell <= CELLS.size(); cell++) {
                order.add(id + "-c" + cell + "-r" + repeat);
            }
        }
        return order;
    }

    private static void check(JsonNode result, JsonNode report) {
        Checks.isDone(report);
        assertThat(report.at("/messages/acked").asLong()).isEqualTo((long) RATE * SECONDS);
        assertThat(report.at("/verification/lost").asLong()).isZero();
        assertThat(report.at("/verification/duplicated/total").asLong(0)).isZero();
        assertThat(result.path("validity")).isEqualTo(report.at("/verdict/validity"));
        assertThat(result.path("values").findValuesAsString("metric"))
                .contains("bytes", "errors")
                .containsAll(POINTERS.keySet());
        for (JsonNode value : result.path("values")) {
            String pointer = POINTERS.get(value.path("metric").stringValue());
            if (pointer != null) {
                assertThat(value.path("value").doubleValue())
                        .as(pointer)
                        .isEqualTo(report.at(pointer).doubleValue());
            }
        }
    }
}
