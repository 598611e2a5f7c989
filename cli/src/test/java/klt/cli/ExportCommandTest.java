package klt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import klt.cli.export.Runs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
        "html, <!DOCTYPE html>",
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
                "export pom.xml --format junit                 | pom.xml is not a run report",
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/timing",
                "/rate",
                "/verdict",
                "/verdict/validity",
                "/spec",
                "/phase",
                "/version",
                "/serviceTime",
                "/series/3/responseTime",
                "/throttle/x",
                "/consumers/0/endToEnd/uncertainty",
                "/repairedResponseTime"
            })
    void refusesAReportThatLacksAPart(String part) throws IOException {
        boolean optional = List.of("/throttle/x", "/consumers/0/endToEnd/uncertainty", "/repairedResponseTime")
                .contains(part);
        String text = "null";
        if (!part.isEmpty()) {
            ObjectNode parent = (ObjectNode) report.at(part.substring(0, part.lastIndexOf('/')));
            parent.remove(part.substring(part.lastIndexOf('/') + 1));
            text = report.toString();
        }
        Path file = Files.writeString(folder.resolve("r.json"), text);

        for (String format : List.of("junit", "markdown")) {
            assertThat(shell.call("export", file.toString(), "--format", format))
                    .isEqualTo(optional ? 0 : 2);
        }
        assertThat(shell.err().lines()).hasSize(optional ? 0 : 2).allMatch(line -> line.contains("r.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
    void refusesAReportWhoseNumbersAreNotFinite(String number) throws IOException {
        ((ObjectNode) report.path("rate")).put("achieved", number);
        Path file = Files.writeString(folder.resolve("r.json"), report.toString());

        assertThat(shell.call("export", file.toString(), "--format", "otava")).isEqualTo(2);
        assertThat(shell.err().lines()).singleElement().asString().contains("r.json");
    }

    @Test
    void aNullInASeriesIsNoWindow() throws IOException {
        ((ObjectNode) report.at("/series/3")).putNull("responseTime");
        Path file = Files.writeString(folder.resolve("r.json"), report.toString());

        assertThat(shell.call("export", file.toString(), "--format", "markdown"))
                .isEqualTo(2);
        assertThat(shell.call("compare", file.toString(), file.toString())).isEqualTo(2);
    }

    @Test
    void failsIfStdoutCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("r.json"), report.toString());
        OutputStream full = new OutputStream() {
            @Override
            public void write(int any) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThat(shell.withStdout(full).call("export", file.toString(), "--format", "markdown"))
                .isEqualTo(1);
        assertThat(shell.err()).contains("stdout");
        assertThat(shell.withStdout(full).call("run", "--messages", "1k", "--print"))
                .isEqualTo(1);
    }

    @Test
    void neverReplacesTheReportThatItReads() throws IOException {
        Path file = Files.writeString(folder.resolve("r.json"), report.toString());
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        Path other = Files.writeString(folder.resolve("other.json"), "x".repeat(100));

        for (Path output : List.of(file, link, folder.resolve("./r.json"))) {
            assertThat(shell.call("export", file.toString(), "--format", "junit", "-o", output.toString()))
                    .isEqualTo(2);
            assertThat(shell.call("compare", file.toString(), file.toString(), "--json", output.toString()))
                    .isEqualTo(2);
        }
        assertThat(file).content().isEqualTo(report.toString());
        assertThat(shell.call("export", file.toString(), "--format", "junit", "-o", other.toString()))
                .isZero();
        assertThat(other).content().startsWith("<?xml");
        assertThat(folder).isDirectoryContaining("glob:**/r.json").isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void refusesTheReportOfANewerVersion() throws IOException {
        Path file = Files.writeString(
                folder.resolve("r.json"), report.put("schemaVersion", 2).toString());

        assertThat(shell.call("export", file.toString(), "--format", "junit")).isEqualTo(2);
    }
}
