package klt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import klt.cli.export.Runs;
import klt.common.protocol.RunPhase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** The files that {@code loadtester run} writes about a run. */
@Timeout(30)
class RunOutputsTest {

    @TempDir
    Path folder;

    private final Shell shell = new Shell();
    private FakeController controller;

    @BeforeEach
    void startController() throws IOException {
        controller = new FakeController(0);
    }

    @AfterEach
    void endController() {
        controller.close();
    }

    @ParameterizedTest
    @CsvSource({
        "DONE, PASS, VALID, INTACT, 0, PASS",
        "DONE, FAIL, VALID, INTACT, 10, objectives FAIL",
        "DONE, PASS, INVALID, INTACT, 11, measurement INVALID",
        "DONE, PASS, VALID, VIOLATED, 12, integrity VIOLATED",
        "FAILED, NONE, VALID, UNCHECKED, 13, FAILED"
    })
    void areWrittenHoweverTheRunEnds(
            RunPhase phase, String objectives, String validity, String integrity, int exitCode, String outcome) {
        plays(RunJson.withVerdict(RunJson.done().put("phase", phase.name()), objectives, validity, integrity));

        assertThat(run("--json", "r.json", "--junit", "r.xml", "--summary", "r.md", "--html", "r.html"))
                .isEqualTo(exitCode);
        assertThat(file("r.json")).content().contains("\"series\":[");
        assertThat(file("r.xml")).content().contains("<property name=\"exitCode\" value=\"" + exitCode + "\"");
        assertThat(file("r.md")).content().contains(": " + outcome + "\n", "xychart-beta");
        assertThat(file("r.html")).content().startsWith("<!DOCTYPE html>").contains(validity, "Throughput");
    }

    @Test
    void areWrittenOfARunThatTheUserStopped() {
        controller.plays(RunJson.running()).onPoll(shell::interrupt);

        assertThat(run("--junit", "r.xml", "--json", "r.json")).isEqualTo(13);
        assertThat(file("r.xml")).content().contains("<error type=\"USER\"");
    }

    @Test
    void areWrittenOfARunThatDoesNotEnd() {
        controller.plays(RunJson.running()).isDeafToStop().onPoll(() -> {
            shell.interrupt();
            shell.passAnHour();
        });

        assertThat(run("--junit", "r.xml")).isEqualTo(13);
        assertThat(file("r.xml")).content().contains("<error type=\"RUNNING\"");
    }

    @Test
    void areWrittenOfARunWhoseControllerIsLost() {
        plays(RunJson.running());
        controller.onPoll(() -> {
            controller.isUnavailable();
            shell.passAnHour();
        });

        assertThat(run("--json", "r.json", "--junit", "r.xml", "--summary", "r.md", "--html", "r.html"))
                .isEqualTo(15);
        assertThat(file("r.json")).doesNotExist();
        assertThat(file("r.xml"))
                .content()
                .contains("<error type=\"UNREACHABLE\"", "<property name=\"exitCode\" value=\"15\"");
        assertThat(file("r.md")).content().contains("exit code 15", RunJson.ID);
        assertThat(file("r.html"))
                .content()
                .contains("This run has not ended", "report without a time series")
                .doesNotContain("complete report");
        assertThat(shell.err().lines()).singleElement().asString().contains(RunJson.ID);
    }

    @Test
    void aReportThatCannotBeReadIsAFailureOfTheCommand() {
        controller.plays(RunJson.done()).reportIs(404);

        assertThat(run("--json", "r.json", "--junit", "r.xml")).isEqualTo(1);
        assertThat(file("r.xml")).exists();
        assertThat(file("r.json")).doesNotExist();
    }

    @Test
    void refusesToReplaceTheSpec() throws IOException {
        Files.writeString(file("spec.yaml"), "messages: 10k");

        assertThat(run("spec.yaml", "--json", "spec.yaml")).isEqualTo(2);
        assertThat(file("spec.yaml")).hasContent("messages: 10k");
        assertThat(controller.requests()).isEmpty();
    }

    @Test
    void theSummaryIsAppendedAndTheVerdictIsReplaced() throws IOException {
        plays(RunJson.done());
        Files.writeString(file("r.md"), "# Before\n");
        Files.writeString(file("r.xml"), "x".repeat(100_000));

        assertThat(run("--junit", "r.xml", "--summary", "r.md")).isZero();
        assertThat(file("r.md")).content().startsWith("# Before\n\n## ");
        assertThat(file("r.xml")).content().startsWith("<?xml").doesNotContain("xxx");
    }

    @Test
    void theSummaryStaysBelowTheLimitOfTheWholeFile() throws IOException {
        plays(RunJson.done());
        Files.writeString(file("r.md"), "x".repeat(1024 * 1024 - 1_000));

        assertThat(run("--summary", "r.md")).isZero();
        assertThat(Files.size(file("r.md"))).isGreaterThan(1024 * 1024 - 1_000).isLessThan(1024 * 1024);

        Files.writeString(file("r.md"), "x".repeat(1024 * 1024));

        assertThat(run("--summary", "r.md")).isEqualTo(1);
        assertThat(file("r.md")).hasSize(1024 * 1024);
        assertThat(shell.err()).contains("--summary");
    }

    @Test
    void theOthersAreWrittenIfOneCannotBe() {
        plays(RunJson.withVerdict(RunJson.done(), "FAIL", "VALID", "INTACT"));
        controller.onPoll(() -> createFolder("r.json"));

        assertThat(run("--json", "r.json", "--junit", "r.xml", "--summary", "r.md"))
                .isEqualTo(1);
        assertThat(file("r.xml")).exists();
        assertThat(file("r.md")).exists();
        assertThat(shell.err().lines()).singleElement().asString().contains("--json", "r.json");
        assertThat(shell.out()).contains("Objectives  FAIL");
    }

    @Test
    void theVerdictIsWrittenEvenIfTheReportIsUnusable() {
        // the report is abridged
        controller.plays(RunJson.done());

        assertThat(run("--junit", "r.xml", "--summary", "r.md")).isEqualTo(1);
        assertThat(file("r.xml")).exists();
        assertThat(file("r.md")).content().contains("| Response |").doesNotContain("xychart");
    }

    @Test
    void oneCanGoToStdout() {
        plays(RunJson.done());

        assertThat(run("--junit", "-")).isZero();
        assertThat(shell.out()).startsWith("<?xml").endsWith("</testsuites>\n");
        assertThat(shell.err()).contains("DONE in 10 s");
    }

    @Test
    void nameTheCommitTheBuildAndTheController() {
        plays(RunJson.done());
        shell.withVariables(Map.of("CI_COMMIT_SHA", "abc", "CI_JOB_URL", "https://ci/7"));

        run("--junit", "r.xml");

        assertThat(file("r.xml"))
                .content()
                .contains("\"abc\"", "\"https://ci/7\"", controller.uri().toString());
    }

    private void plays(ObjectNode run) {
        controller.plays(run).reports(Runs.report(Runs.withSeries(run, 10, 1, 1_000)));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void createFolder(String name) {
        try {
            Files.createDirectories(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int run(String... options) {
        List<String> all =
                new ArrayList<>(List.of("run", "--controller", controller.uri().toString(), "--messages", "10k"));
        for (String option : options) {
            all.add(option.contains(".") ? file(option).toString() : option);
        }
        return shell.call(all.toArray(String[]::new));
    }
}
