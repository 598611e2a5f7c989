package klt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Timeout(30)
class CompareCommandTest {

    private final Shell shell = new Shell();

    @TempDir
    private Path folder;

    private FakeController controller;

    @BeforeEach
    void startController() throws IOException {
        controller = new FakeController(0)
                .plays(RunJson.running())
                .knows(ReportJson.report("r-fast", 20, 1))
                .knows(ReportJson.report("r-same", 20, 1.001))
                .knows(ReportJson.report("r-slow", 20, 1.3))
                .knows(ReportJson.report("r-slower", 20, 1.4))
                .knows(ReportJson.report("r-short", 5, 1.3))
                .knows(RunJson.withVerdict(ReportJson.report("r-bad", 20, 2), "PASS", "INVALID", "INTACT"));
    }

    @AfterEach
    void endController() {
        controller.close();
    }

    private int call(String... args) {
        List<String> all = new ArrayList<>(List.of("compare"));
        all.addAll(List.of(args));
        all.addAll(List.of("--controller", controller.uri().toString()));
        return shell.call(all.toArray(String[]::new));
    }

    @Test
    void showsTheChangesOfTheFigures() {
        controller.knows(withLinger(ReportJson.report("r-linger", 20, 1.3)));
        assertThat(call("r-fast", "r-linger", "--fail-if", "response.p99 > +50%", "--fail-if", "service.p99 > 0%"))
                .isEqualTo(11);
        assertThat(shell.out()).isEqualTo("""
                        A  r-fast    steady  DONE  VALID  20 windows of 1 s
                        B  r-linger  steady  DONE  VALID  20 windows of 1 s

                          Figure               A        B  Change      95% interval
                          response.mean  2.10 ms  2.73 ms  +30.0%  +28.8% to +31.1%  worse
                          response.p50   1.85 ms  2.41 ms  +30.0%  +28.8% to +31.1%  worse
                          response.p90   2.50 ms  3.25 ms  +30.0%  +28.8% to +31.1%  worse
                          response.p95   3.40 ms  4.42 ms  +30.0%  +28.8% to +31.1%  worse
                          response.p99   7.40 ms  9.62 ms  +30.0%  +28.7% to +31.2%  worse
                          response.p999  12.0 ms  15.6 ms  +30.0%  +28.9% to +31.0%  worse
                          sendLag.mean    105 µs   105 µs    0.0%      0.0% to 0.0%  no difference
                          sendLag.p50      93 µs    93 µs    0.0%      0.0% to 0.0%  no difference
                          sendLag.p90     125 µs   125 µs    0.0%      0.0% to 0.0%  no difference
                          sendLag.p95     170 µs   170 µs    0.0%      0.0% to 0.0%  no difference
                          sendLag.p99     370 µs   370 µs    0.0%      0.0% to 0.0%  no difference
                          sendLag.p999    600 µs   600 µs    0.0%      0.0% to 0.0%  no difference
                          rate           999.9/s  999.9/s    0.0%      0.0% to 0.0%  no difference
                          errors              0%       0%    0 pp      0 pp to 0 pp  no difference

                          • only one run on a side: the intervals do not reflect variation between runs; \
                        repeat the runs, and compare A1,A2,A3 with B1,B2,B3

                          Different               A      B
                          spec.producer.lingerMs  5      20
                          version                 0.1.0  0.2.0

                             Fail if              Change          Interval
                          ✔  response.p99 > +50%  +30.0%  +28.7% to +31.2%  passed
                          ?  service.p99 > 0%          –                 –  undecided: not measured
                        """);
    }

    private static ObjectNode withLinger(ObjectNode report) {
        ((ObjectNode) report.at("/spec/producer")).put("lingerMs", 20);
        return report.put("version", "0.2.0");
    }

    @ParameterizedTest
    @CsvSource({
        "r-fast, r-slow, response.p99 > +10%, 10",
        "r-fast, r-slow, response.p99 > +40%, 0",
        "r-slow, r-fast, response.p99 > +10%, 0",
        "r-slow, r-fast, response.p99 < -10%, 10",
        "r-fast, r-same, response.p99 > 0%, 0",
        "r-fast, r-short, response.p99 > +10%, 11",
        "r-fast, r-slow, service.p99 > +10%, 11",
        "r-fast, r-bad, response.p99 > +10%, 11",
        "r-bad, r-fast, rate < -1%, 11"
    })
    void endsWithACodeForPipelines(String a, String b, String failIf, int exitCode) {
        assertThat(call(a, b, "--fail-if", failIf)).isEqualTo(exitCode);
    }

    @Test
    void ofSeveralConditionsAFailedOneCounts() {
        assertThat(call("r-fast", "r-slow", "--fail-if", "service.p99 > 0%", "--fail-if", "response.p50 > 0%"))
                .isEqualTo(10);
    }

    @Test
    void anInvalidRunNeedsNoConditionToFail() {
        assertThat(call("r-fast", "r-bad")).isEqualTo(11);
        assertThat(shell.out()).contains("INVALID (figures are not reported as better or worse): r-bad\n");
        assertThat(shell.out().lines()).noneMatch(line -> line.endsWith("  worse") || line.endsWith("  better"));
    }

    @Test
    void aRunThatEndedEarlyDecidesNoCondition() {
        controller.knows(ReportJson.report("r-early", 20, 2).put("phase", "STOPPED"));

        assertThat(call("r-fast", "r-early", "--fail-if", "response.p99 > +10%"))
                .isEqualTo(11);
        assertThat(shell.out())
                .contains("ended early: r-early\n")
                .contains("undecided: a run ended early")
                .doesNotContain("✔");
    }

    @Test
    void printsNamesOfRunsAsPartsOfALine() throws IOException {
        ObjectNode hostile = ReportJson.report("r-\n::error::\u001b[31m", 20, 1.3);
        ((ObjectNode) hostile.path("spec")).put("name", "first\n::error::second");
        Path file = folder.resolve("hostile.json");
        Files.writeString(file, hostile.toString());

        assertThat(call("r-fast", file.toString())).isZero();
        assertThat(shell.out()).doesNotContain("\u001b").contains("first ::error::second");
        assertThat(shell.out().lines()).noneMatch(line -> line.startsWith("::"));
    }

    @Test
    void comparesRepeatedRunsAndFiles() throws IOException {
        Path file = folder.resolve("baseline");
        Files.writeString(file, ReportJson.report("r-saved", 20, 1.05).toString());

        assertThat(call(
                        "r-fast," + file,
                        "r-slow,r-slower",
                        "--json",
                        folder.resolve("out.json").toString()))
                .isZero();

        JsonNode comparison = JsonMapper.shared().readTree(folder.resolve("out.json"));
        assertThat(comparison.path("a").findValuesAsString("id")).containsExactly("r-fast", "r-saved");
        assertThat(comparison.path("b").findValuesAsString("id")).containsExactly("r-slow", "r-slower");
        assertThat(comparison.at("/figures/0/figure").stringValue()).isEqualTo("response.mean");
        assertThat(comparison.at("/figures/0/outcome").stringValue()).isEqualTo("WORSE");
        assertThat(shell.out()).doesNotContain("only one run on a side");
    }

    @Test
    void comparesWithABaseline() {
        controller.answers("GET /api/baselines/main", 200, List.of("""
                {"name": "main", "runs": ["r-fast"], "setAt": "2026-11-30T10:00:00Z"}
                """));

        assertThat(call("--baseline", "main", "r-slow", "--fail-if", "response.p99 > +10%"))
                .isEqualTo(10);
        assertThat(shell.out()).startsWith("A  r-fast").contains("B  r-slow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r-fast", "--baseline=main r-fast r-slow", "--baseline=a/b r-slow", "r-1 r-2 r-3"})
    void wrongNumbersOfSidesAreRefused(String arguments) {
        assertThat(call(arguments.split(" "))).isEqualTo(2);
    }

    @Test
    void anUnknownBaselineIsNamed() {
        controller.answers("GET /api/baselines/none", 404, List.of("""
                {"type": "about:blank", "title": "No such baseline", "status": 404, "detail": "there is no baseline none", "errors": []}
                """));

        assertThat(call("--baseline", "none", "r-slow")).isNotZero();
        assertThat(shell.err()).contains("there is no baseline none");
    }

    @Test
    void writesTheDocumentAloneToStdout() {
        assertThat(call("r-fast", "r-slow", "--json", "-")).isZero();
        assertThat(JsonMapper.shared().readTree(shell.out()).path("confidence").doubleValue())
                .isEqualTo(0.95);
        assertThat(shell.err()).contains("response.p99");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r-unknown", "no file.json", "r-fast,r-fast", "a b", ","})
    void callsARunThatCannotBeComparedBadUsage(String a) {
        assertThat(call(a, "r-slow")).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void refusesARunThatHasNotEnded() {
        controller.knows(ReportJson.report("r-live", 20, 1).put("phase", "RUNNING"));

        assertThat(call("r-fast", "r-live")).isEqualTo(2);
        assertThat(shell.err()).contains("r-live");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "no json", "{\"schemaVersion\": 1, \"id\": \"r-1\"}"})
    void refusesAFileThatIsNoReport(String content) throws IOException {
        Path file = folder.resolve("file.json");
        Files.writeString(file, content);

        assertThat(call("r-fast", file.toString())).isEqualTo(2);
        assertThat(shell.err()).contains(file.toString());
    }

    @Test
    void refusesAReportOfANewerVersion() throws IOException {
        Path file = folder.resolve("file.json");
        Files.writeString(
                file, ReportJson.report("r-new", 20, 1).put("schemaVersion", 99).toString());

        assertThat(call("r-fast", file.toString())).isEqualTo(2);
        assertThat(shell.err()).contains("newer");
    }

    @Test
    void refusesAConditionBeforeItReadsTheRuns() {
        assertThat(call("r-unknown", "r-slow", "--fail-if", "response.p99 > 10ms"))
                .isEqualTo(2);
        assertThat(controller.requests()).isEmpty();
    }
}
