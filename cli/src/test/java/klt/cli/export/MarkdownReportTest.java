package klt.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import klt.cli.RunJson;
import klt.common.protocol.RunPhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class MarkdownReportTest {

    @Test
    void beginsWithTheOutcomeAndHasAllParts() {
        ObjectNode run = Runs.withSeries(RunJson.done(), 10, 1, 1_000);
        Runs.addReason(run, "WORKER_CPU", "worker-1 used 95% of its cores");
        RunJson.stage(run.putArray("stages"), "{'stage': 0, 'name': 'hold', 'seconds': 10, 'acked': 10000}");

        String text = markdown(run);

        assertThat(text).startsWith("## ✔ steady: PASS\n");
        assertThat(text.lines().filter(line -> line.startsWith("#")))
                .hasSize(6)
                .extracting(line -> line.replaceAll("[# ]", ""))
                .containsSubsequence("Objectives", "Figures", "Stages", "Overtime");
        assertThat(text).contains("| ✔ | response.p99&lt;20ms | 7.41 ms |", "| Response | 1.85 ms |", "| hold |");
        assertThat(text).contains(Codes.page().cure("WORKER_CPU").orElseThrow());
        assertThat(tables(text)).hasSize(5).allSatisfy(MarkdownReportTest::isATable);
    }

    @ParameterizedTest
    @CsvSource({
        "DONE, FAIL, VALID, INTACT, objectives FAIL",
        "DONE, PASS, INVALID, INTACT, measurement INVALID",
        "DONE, PASS, VALID, VIOLATED, integrity VIOLATED",
        "STOPPED, PASS, VALID, INTACT, STOPPED"
    })
    void theFirstLineHasTheWorstOutcome(
            RunPhase phase, String objectives, String validity, String integrity, String outcome) {
        ObjectNode run =
                RunJson.withVerdict(RunJson.done().put("phase", phase.name()), objectives, validity, integrity);

        assertThat(markdown(run)).startsWith("## ✘ steady: " + outcome + "\n");
    }

    @Test
    void saysWhyARunEndedAndWhatToDo() {
        assertThat(markdown(RunJson.ended(RunPhase.FAILED, "WORKERS_NOT_READY: 1 of 2 workers")))
                .contains("**WORKERS_NOT_READY** WORKERS_NOT_READY: 1 of 2 workers")
                .contains(Codes.page().cure("WORKERS_NOT_READY").orElseThrow());
    }

    @Test
    void linksTheReportOfAControllerThatStoresIt() {
        ExportedRun run = Runs.read(RunJson.done(), Runs.origin("abc123", "https://ci", "http://load-tester:8080"));

        assertThat(MarkdownReport.of(run, MarkdownReport.BYTES_MAX))
                .contains("commit abc123", "(http://load-tester:8080/runs/" + RunJson.ID + "/report)");
    }

    @Test
    void anyTextStaysInItsPlace() {
        String text = markdown(Runs.hostile());

        assertThat(text.lines().filter(line -> line.startsWith("#")))
                .extracting(line -> line.replaceFirst(":.*", "").replaceAll("[# ]", ""))
                .hasSize(6);
        assertThat(text).doesNotContain("<img", "`c`", "]]>", "\u202e", "\u001b", "\r");
        assertThat(text.lines().filter(line -> line.startsWith("```"))).isEmpty();
        assertThat(tables(text)).isNotEmpty().allSatisfy(MarkdownReportTest::isATable);
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "rate>=99% & a: b         ~ rate&gt;=99% &amp; a: b",
                "SEND_LAG _x_ a__b        ~ SEND_LAG &#95;x&#95; a&#95;&#95;b",
                ":tada: http://x          ~ &#58;tada: http&#58;//x",
                "a|b `c` *d* [e](f) @g    ~ a&#124;b &#96;c&#96; &#42;d&#42; &#91;e&#93;(f) &#64;g",
                "#1 $x$ !a \\b            ~ &#35;1 &#36;x&#36; &#33;a &#92;b"
            })
    void escapesWhatHasAMeaning(String text, String markdown) {
        assertThat(MarkdownDocument.escaped(text)).isEqualTo(markdown);
    }

    @Test
    void aDayWithTwoHundredHostileStagesIsBelowGitHubsLimit() {
        ObjectNode run = Runs.withSeries(Runs.hostile(), 1_000, 87, 1_000);
        ArrayNode stages = (ArrayNode) run.get("stages");
        for (int i = 0; i < 199; i++) {
            ObjectNode stage = RunJson.stage(stages, "{'stage': " + i + ", 'second': " + i * 432 + "}");
            stage.put("name", "<|>".repeat(33));
            for (int j = 0; j < 50; j++) {
                Runs.addObjective(stage, "`|<" + "&".repeat(97), 1.0, false);
            }
        }
        for (int i = 0; i < 1_000; i++) {
            Runs.addReason(run, "WORKER_CPU", "`|<".repeat(300));
            ((ArrayNode) run.get("errors"))
                    .addObject()
                    .put("errorClass", "E" + "|".repeat(1_000))
                    .put("outcome", "FAILED")
                    .put("count", 1)
                    .put("sample", "|".repeat(1_000));
        }

        String text = markdown(run);

        assertThat(bytes(text)).isLessThan(1024 * 1024).isGreaterThan(100_000);
        assertThat(tables(text)).hasSize(6).allSatisfy(MarkdownReportTest::isATable);
        assertThat(text).contains("more in the report", "xychart-beta");
    }

    @Test
    void endsAtAnyLimit() {
        ExportedRun run = Runs.read(RunJson.done());
        String all = MarkdownReport.of(run, MarkdownReport.BYTES_MAX);
        Set<String> shorter = new HashSet<>();
        for (int limit = -5; limit < bytes(all) + 100; limit += 3) {
            String text = MarkdownReport.of(run, limit);

            assertThat(bytes(text)).isLessThanOrEqualTo(Math.max(0, limit));
            if (!text.equals(all) && !text.isEmpty()) {
                String note = text.strip().lines().toList().getLast();
                assertThat(all)
                        .startsWith(text.strip()
                                .substring(0, text.strip().length() - note.length())
                                .strip());
                assertThat(note).contains("in the report");
                shorter.add(text);
            }
        }
        assertThat(shorter).hasSizeGreaterThan(5);
    }

    private static String markdown(ObjectNode run) {
        return MarkdownReport.of(Runs.read(run), MarkdownReport.BYTES_MAX);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The lines of each table. */
    private static List<List<String>> tables(String text) {
        return List.of(text.split("\n\n")).stream()
                .filter(block -> block.startsWith("|"))
                .map(block -> block.lines().toList())
                .toList();
    }

    private static void isATable(List<String> lines) {
        long pipes = pipes(lines.getFirst());
        assertThat(lines.get(1)).matches("\\|( -{3}:? \\|)+");
        assertThat(lines)
                .hasSizeGreaterThan(2)
                .allSatisfy(line -> assertThat(pipes(line)).isEqualTo(pipes));
    }

    private static long pipes(String line) {
        return line.chars().filter(c -> c == '|').count();
    }
}
