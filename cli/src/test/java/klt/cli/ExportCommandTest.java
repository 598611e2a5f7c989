package klt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import klt.cli.export.Runs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

@Timeout(30)
class ExportCommandTest {

    @TempDir
    Path folder;

    private final Shell shell = new Shell().withVariables(Map.of("GITHUB_SHA", "abc123"));
    private final ObjectNode report = Runs.report(Runs.withSeries(RunJson.done(), 10, 1, 1_000));
    private FakeController controller;

    @BeforeEach
    void startController() throws IOException {
        controller = new FakeController(0).plays(RunJson.done()).reports(report);
    }

    @AfterEach
    void endController() {
        controller.close();
    }

    @ParameterizedTest
    @CsvSource({
        "junit, <?xml",
        "markdown, ## ",
        "otava, 'time,commit,run,version,'",
        "github-action-benchmark-smaller, [",
        "github-action-benchmark-bigger, ["
    })
    void writesAReportFileInEachFormat(String format, String start) throws IOException {
        ((ObjectNode) report.at("/consumers/0/endToEnd")).put("count", 1).put("p99", 8_412);
        Path file = Files.writeString(folder.resolve("r.json"), report.toString());

        assertThat(shell.call("export", file.toString(), "--format", format)).isZero();
        assertThat(shell.out()).startsWith(start).endsWith("\n");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void writesARunOfAControllerToAFile() {
        Path file = folder.resolve("r.xml");

        int exitCode = shell.call(
                "export",
                RunJson.ID,
                "--format",
                "junit",
                "-o",
                file.toString(),
                "--controller",
                controller.uri().toString());

        assertThat(exitCode).isZero();
        assertThat(shell.out()).isEmpty();
        assertThat(file).content().contains("abc123", controller.uri() + "/runs/" + RunJson.ID + "/report");
    }

    @Test
    void aVerdictIsNoFailureOfTheExport() throws IOException {
        RunJson.withVerdict(report, "FAIL", "INVALID", "VIOLATED");
        Path file = Files.writeString(folder.resolve("r.json"), report.toString());

        assertThat(shell.call("export", file.toString(), "--format", "markdown"))
                .isZero();
        assertThat(shell.call("export", file.toString(), "--format", "otava")).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "export absent.json --format junit             | absent.json: no such file",
                "export folder/absent --format junit           | folder/absent: no such file",
                "export '?' --format junit                     | not a run id",
                "export " + RunJson.ID + " --format pdf          | formats are junit, markdown,",
                "export " + RunJson.ID + "                       | --format",
                "export --format junit                         | RUN",
                "export pom.xml --format junit                 | pom.xml has no report",
                "export " + RunJson.ID + " --format junit -o /a/b | --output /a/b: folder does not exist"
            })
    void saysInOneLineWhatIsWrongWithTheUsage(String command, String hint) {
        assertThat(shell.call(command.strip().split(" +"))).isEqualTo(2);
        assertThat(shell.err().lines())
                .singleElement()
                .asString()
                .startsWith("loadtester: ")
                .contains(hint);
    }

    @Test
    void refusesTheReportOfANewerVersion() throws IOException {
        Path file = Files.writeString(
                folder.resolve("r.json"), report.put("schemaVersion", 2).toString());

        assertThat(shell.call("export", file.toString(), "--format", "junit")).isEqualTo(2);
    }
}
