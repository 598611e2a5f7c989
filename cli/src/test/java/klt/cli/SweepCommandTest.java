package klt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.protocol.RunPhase;
import klt.common.report.Verdict;
import klt.common.spec.sweep.SweepReader;
import klt.common.spec.sweep.SweepResult;
import klt.common.spec.sweep.SweepSpec;
import klt.common.sweep.SweepMetric;
import klt.common.sweep.SweepOutcome;
import klt.common.sweep.SweepPhase;
import klt.common.sweep.SweepRunResult;
import klt.common.sweep.SweepView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
@Execution(ExecutionMode.CONCURRENT)
class SweepCommandTest {

    private static final String ID = "s-20261123-0412-k3fab";
    private static final SweepSpec SPEC = ((SweepResult.Valid) SweepReader.readYaml(
                    "{kind: sweep, name: tuning, messages: 10, sweep: {values: {producer.acks: [1, all]}, repeats: 2}}",
                    1_000))
            .sweep();

    private final Shell shell = new Shell();
    private final Map<String, SweepRunResult> results = new HashMap<>();
    private FakeController controller;
    private Optional<SweepOutcome> unjudged = Optional.empty();

    @TempDir
    private Path folder;

    @BeforeEach
    void startController() throws IOException {
        controller = new FakeController(0);
    }

    @AfterEach
    void endController() {
        controller.close();
    }

    private int sweep(String... args) {
        return shell.call(Stream.concat(
                        Stream.of("sweep", "--controller", controller.uri().toString()), Stream.of(args))
                .toArray(String[]::new));
    }

    private SweepRunResult result(RunPhase phase, String objectives, String validity, String integrity, double p99) {
        return new SweepRunResult(
                phase,
                Optional.empty(),
                Optional.empty(),
                Verdict.Objectives.valueOf(objectives),
                Verdict.Validity.valueOf(validity),
                Verdict.Integrity.valueOf(integrity),
                List.of(new SweepRunResult.Value(SweepMetric.RESPONSE_P99, Optional.of(p99), unjudged)));
    }

    private void ended(int index, double p99) {
        results.put(SPEC.run(ID, index).id(), result(RunPhase.DONE, "PASS", "VALID", "INTACT", p99));
    }

    private String view(SweepPhase phase) {
        return JsonMapper.shared()
                .writeValueAsString(SweepView.of(
                        new SweepView.Summary(
                                ID,
                                SPEC.name(),
                                phase,
                                Instant.EPOCH,
                                Optional.empty(),
                                SPEC.keys(),
                                2,
                                2,
                                4,
                                results.size(),
                                Optional.empty()),
                        SPEC,
                        results));
    }

    /** The controller shows a sweep whose runs end one after the other. */
    private void plays() {
        controller.answers("POST /api/sweeps", 201, List.of(view(SweepPhase.RUNNING)));
        ended(0, 2_000);
        String first = view(SweepPhase.RUNNING);
        ended(1, 8_000);
        ended(2, 2_002);
        ended(3, 8_008);
        controller.answers("GET /api/sweeps/" + ID, 200, List.of(first, view(SweepPhase.DONE)));
    }

    @Test
    void submitsTheSweepFollowsItsRunsAndPrintsTheTable() {
        plays();

        int exitCode =
                sweep("--messages", "10", "--vary", "producer.acks=1,all", "--repeats", "2", "--cool-down", "1s");

        assertThat(exitCode).isZero();
        assertThat(controller.body("POST", "/api/sweeps"))
                .isEqualTo("{\"sweep\":{\"values\":{\"producer.acks\":[1,\"all\"]},\"repeats\":2,\"coolDown\":\"1s\"},"
                        + "\"messages\":10,\"kind\":\"sweep\"}");
        assertThat(shell.out())
                .containsSubsequence(
                        "submitted " + ID + " with 4 runs of 2 cells",
                        "/sweeps/" + ID,
                        "run 1 of 4 · producer.acks=1 · DONE PASS · p99 2.00 ms",
                        "run 2 of 4 · producer.acks=all · DONE PASS · p99 8.00 ms",
                        "run 4 of 4 · producer.acks=all",
                        "tuning  " + ID + "  DONE",
                        "Cell  producer.acks  runs  response.p99",
                        "1     1               2/2       2.00 ms",
                        "2     all             2/2       8.00 ms",
                        "Best",
                        "response.p99     1  producer.acks=1  2.00 ms  better than all other cells",
                        "Main effects",
                        "producer.acks  1          (-50.0%)",
                        "producer.acks  all       (+100.0%)",
                        "too few repeats: intervals and main effects need 3 runs per cell; set --repeats 3")
                .doesNotContain("one run per cell", "too few messages:");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void runsThatAreTooShortAreNotJudged() {
        unjudged = Optional.of(SweepOutcome.TOO_FEW_MESSAGES);
        plays();

        sweep("--messages", "10", "--vary", "producer.acks=1,all", "--repeats", "2");

        assertThat(shell.out())
                .containsSubsequence(
                        "2.00 ms  too few messages: may be chance",
                        "too few messages: a percentile needs 10 slower messages in each run");
    }

    /** A controller shows what other users have submitted. */
    @Test
    void noTextOfTheControllerReachesTheTerminalAsAnEscapeSequence() {
        plays();
        results.put(
                ID + "-c2-r2",
                new SweepRunResult(
                        RunPhase.FAILED,
                        Optional.empty(),
                        Optional.of("refused: <esc>"),
                        Verdict.Objectives.NONE,
                        Verdict.Validity.VALID,
                        Verdict.Integrity.UNCHECKED,
                        List.of()));
        List<String> hostile = Stream.of(SweepPhase.RUNNING, SweepPhase.DONE)
                .map(phase -> view(phase)
                        .replace("tuning", "tuning<esc>")
                        .replace("producer.acks", "producer.acks<esc>")
                        .replace("\"all\"", "\"all<esc>\"")
                        .replace(ID + "-c", ID + "<esc>-c")
                        .replace("<esc>", "\\u001b[2J\\r\\n"))
                .toList();
        controller.answers("GET /api/sweeps/" + ID, 200, hostile);

        sweep("--messages", "10", "--vary", "producer.acks=1,all", "--repeats", "2");

        assertThat(shell.out())
                .contains("tuning [2J  " + ID, "producer.acks [2J=all [2J", "refused: [2J", ID + " [2J -c2-r2")
                .doesNotContain("\u001b", "\r");
    }

    @Test
    void theKeysOfAFileRemain() throws IOException {
        plays();
        Path file = Files.writeString(
                folder.resolve("sweep.yaml"),
                "{kind: sweep, rate: 500, messages: 10, sweep: {values: {producer.acks: [1, all]}, repeats: 2}}");

        sweep(file.toString(), "--set", "sweep.values.producer.lingerMs=[0, 5]");

        assertThat(controller.body("POST", "/api/sweeps"))
                .contains("\"rate\":500", "\"producer.acks\":[1,\"all\"],\"producer.lingerMs\":[0,5]");
    }

    @Test
    void eachTargetIsACluster() {
        plays();

        sweep(
                "--messages",
                "10",
                "--target",
                "a=h1:9092,h2:9092",
                "--target",
                "kafka-4.2=[::1]:9092",
                "--repeats",
                "2");

        assertThat(controller.body("POST", "/api/sweeps"))
                .contains("\"targets\":{\"a\":\"h1:9092,h2:9092\",\"kafka-4.2\":\"[::1]:9092\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "DONE, FAIL, VALID, INTACT, 10",
        "DONE, PASS, INVALID, INTACT, 11",
        "DONE, FAIL, INVALID, VIOLATED, 12",
        "FAILED, NONE, VALID, UNCHECKED, 13"
    })
    void theMostSevereResultIsTheExitCodeAndTheRunIsNamed(
            RunPhase phase, String objectives, String validity, String integrity, int exitCode) {
        plays();
        results.put(ID + "-c2-r1", result(phase, objectives, validity, integrity, 1));
        controller.answers("GET /api/sweeps/" + ID, 200, List.of(view(SweepPhase.DONE)));

        assertThat(sweep("--messages", "10", "--vary", "producer.acks=1,all")).isEqualTo(exitCode);

        assertThat(shell.out().lines().filter(line -> line.contains(ID + "-c2-r1")))
                .singleElement()
                .asString()
                .contains(phase.name());
    }

    @Test
    void ctrlCStopsTheSweep() {
        plays();
        controller.answers("POST /api/sweeps/" + ID + "/stop", 202, List.of(view(SweepPhase.STOPPING)));
        controller.answers("GET /api/sweeps/" + ID, 200, List.of(view(SweepPhase.STOPPED)));
        shell.interrupt();

        assertThat(sweep("--messages", "10", "--vary", "producer.acks=1,all")).isEqualTo(13);

        assertThat(controller.requests())
                .extracting(FakeController.Request::path)
                .contains("/api/sweeps/" + ID + "/stop");
    }

    @Test
    void aSweepIsStoppedByItsId() {
        controller.answers("POST /api/sweeps/" + ID + "/stop", 202, List.of(view(SweepPhase.STOPPING)));

        int exitCode = shell.call("stop", ID, "--controller", controller.uri().toString());

        assertThat(exitCode).isZero();
        assertThat(controller.body("POST", "/api/sweeps/" + ID + "/stop")).isEmpty();
        assertThat(shell.out()).isEqualTo("stopping " + ID + "\n");
    }

    @Test
    void aRunOfASweepIsStoppedByItsId() {
        shell.call("stop", ID + "-c2-r1", "--controller", controller.uri().toString());

        assertThat(controller.requests())
                .extracting(FakeController.Request::path)
                .containsExactly("/api/runs/" + ID + "-c2-r1/stop");
    }

    @Test
    void theTableIsWrittenAsJson() throws IOException {
        plays();
        Path file = folder.resolve("sweep.json");

        sweep("--messages", "10", "--vary", "producer.acks=1,all", "--json", file.toString(), "--quiet");

        assertThat(JsonMapper.shared()
                        .readTree(Files.readString(file))
                        .at("/cells/1/figures/0/runs")
                        .intValue())
                .isEqualTo(2);
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void aWrongSweepIsNotStarted() {
        assertThat(shell.call("sweep", "--messages", "10", "--vary", "producer.aks=1,all"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("sweep.values.producer.aks");
        assertThat(shell.call("sweep", "--messages", "10", "--vary", "rate")).isEqualTo(2);
        assertThat(shell.call("sweep", "--messages", "10", "--target", "h1:9092"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("--target takes name=host:port, such as a=host1:9092, not 'h1:9092'");
        assertThat(shell.call("sweep", "--messages", "10", "--print", "--target", "a=h1:9092"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("sweep.targets");
        assertThat(shell.call("sweep", "--messages", "10", "--print", "--vary", "rate=1,fast"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("cell 2: rate=fast");
        assertThat(shell.call("run", "--messages", "10", "--set", "kind=sweep", "--print"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("loadtester sweep");
    }
}
