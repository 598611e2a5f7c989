package klt.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import klt.cli.RunJson;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.protocol.RunPhase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The formats of tools that compare the figures of runs. */
class FiguresTest {

    private final ObjectNode run = RunJson.done();

    @BeforeEach
    void measureTheGroup() {
        ((ObjectNode) run.at("/consumers/0/endToEnd"))
                .put("count", 10_000)
                .put("p99", 8_412)
                .put("uncertainty", 900);
    }

    @Test
    void smallerIsBetterForLatenciesAndErrors() {
        assertThat(entries(ExportFormat.BENCHMARK_SMALLER))
                .containsExactly(
                        "steady: response p50 = 1.85 ms",
                        "steady: response p99 = 7.412 ms",
                        "steady: response p99.9 = 12 ms",
                        "steady: service p99 = 7.3 ms",
                        "steady: errors = 0 %",
                        "steady: group 0 end to end p99 = 8.412 ms ± 0.9");
    }

    @Test
    void biggerIsBetterForRates() {
        assertThat(entries(ExportFormat.BENCHMARK_BIGGER)).containsExactly("steady: rate = 999.9 messages/s");
    }

    @Test
    void errorsExcludeTheWarmUp() {
        ((ObjectNode) run.get("messages"))
                .put("acked", 9_500)
                .put("failed", 500)
                .put("warmup", 2_000);
        ((ObjectNode) run.get("responseTime")).put("unanswered", 80);

        assertThat(entries(ExportFormat.BENCHMARK_SMALLER)).contains("steady: errors = 1 %");
    }

    @Test
    void aSearchHasItsLimitAndTheLatenciesOfThatLoad() {
        ObjectNode limit = searches("OBJECTIVE");

        assertThat(entries(ExportFormat.BENCHMARK_BIGGER)).containsExactly("steady: limit = 12000 messages/s");
        assertThat(entries(ExportFormat.BENCHMARK_SMALLER))
                .containsExactly(
                        "steady: response p50 = 1.5 ms",
                        "steady: response p99 = 7.412 ms",
                        "steady: response p99.9 = 12 ms",
                        "steady: service p99 = 7.3 ms");
        assertThat(ExportFormat.OTAVA.render(Runs.read(run))).contains(",12000,1.5,");

        limit.put("progress", "HOLDING");
        assertThat(entries(ExportFormat.BENCHMARK_BIGGER)).isEmpty();
    }

    @Test
    void aLimitOfTheLoadTesterIsNoFigureOfKafka() {
        searches("LOAD_TESTER");

        assertThat(entries(ExportFormat.BENCHMARK_BIGGER)).isEmpty();
        assertThat(entries(ExportFormat.BENCHMARK_SMALLER)).isEmpty();
        assertThat(refusal(ExportFormat.OTAVA, run)).containsExactly(ExitCode.UNEXPECTED);
    }

    private ObjectNode searches(String bound) {
        ObjectNode limit = run.putObject("limit")
                .put("progress", "DONE")
                .put("lower", 12_000)
                .put("upper", 12_360)
                .put("bound", bound)
                .put("held", true);
        ArrayNode loads = limit.putArray("loads");
        for (int rate : List.of(12_000, 12_360)) {
            ObjectNode load = RunJson.stage(loads, "{'seconds': 60}");
            load.put("rate", rate).put("verdict", rate == 12_000 ? "LOWER_BOUND" : "UPPER_BOUND");
            load.putObject("windows").put("good", 6).put("bad", 0).put("excluded", 0);
            ((ObjectNode) load.get("responseTime")).put("p50", rate == 12_000 ? 1_500 : 9_999);
        }
        return limit;
    }

    @Test
    void everyGroupHasColumnsOfItsOwn() {
        ArrayNode groups = (ArrayNode) run.get("consumers");
        ObjectNode unnamed = (ObjectNode) groups.get(0);
        for (String name : List.of("a-b", "a.b", "0")) {
            groups.addObject().setAll(unnamed.deepCopy().put("name", name));
        }

        List<String> header = List.of(ExportFormat.OTAVA
                .render(Runs.read(run))
                .lines()
                .findFirst()
                .orElseThrow()
                .split(","));
        List<String> names = entries(ExportFormat.BENCHMARK_SMALLER);

        assertThat(header)
                .doesNotHaveDuplicates()
                .contains("group_0_end_to_end_p99_ms", "group_a_b_end_to_end_p99_ms", "group_a_b_2_end_to_end_p99_ms");
        assertThat(names).doesNotHaveDuplicates().hasSize(9);
    }

    @Test
    void theAgeOfStoredRecordsIsNoFigure() {
        ((ObjectNode) run.get("spec")).put("rate", 0).putNull("messages");
        ObjectNode consumers =
                ((ObjectNode) run.get("spec")).putObject("consumers").put("groups", 1);

        consumers.put("start", "latest");
        assertThat(entries(ExportFormat.BENCHMARK_SMALLER)).hasSize(1);
        consumers.put("start", "earliest");
        assertThat(entries(ExportFormat.BENCHMARK_SMALLER)).isEmpty();
    }

    @Test
    void aRunThatSendsNothingHasTheFiguresOfItsGroups() {
        ((ObjectNode) run.get("spec")).put("rate", 0).putNull("messages");
        ((ObjectNode) run.get("spec")).putObject("consumers").put("groups", 1).put("start", "latest");
        ((ObjectNode) run.get("consumers").get(0)).put("name", "cold-reader").put("rate", 25_000);

        assertThat(entries(ExportFormat.BENCHMARK_BIGGER))
                .containsExactly("steady: group cold-reader rate = 25000 records/s");
        assertThat(entries(ExportFormat.BENCHMARK_SMALLER)).hasSize(1);
        assertThat(ExportFormat.OTAVA.render(Runs.read(run)).lines().findFirst().orElseThrow())
                .isEqualTo("time,commit,run,version,group_cold_reader_rate,group_cold_reader_end_to_end_p99_ms");
    }

    @Test
    void leavesOutAFigureWithoutAValue() {
        ((ObjectNode) run.get("responseTime"))
                .put("unanswered", 300)
                .putNull("p99")
                .putNull("p999");

        assertThat(entries(ExportFormat.BENCHMARK_SMALLER))
                .noneMatch(entry -> entry.contains("response p99"))
                .anyMatch(entry -> entry.contains("response p50"));
    }

    @Test
    void otavaGetsOneRowWithTheTimeTheCommitAndTheFigures() {
        String csv = ExportFormat.OTAVA.render(Runs.read(run, Runs.origin("abc,\"1\"", "https://ci", "http://c")));

        assertThat(csv).isEqualTo("""
                        time,commit,run,version,rate,response_p50_ms,response_p99_ms,response_p999_ms,service_p99_ms,errors_percent,\
                        group_0_end_to_end_p99_ms
                        2026-11-23T04:12:02Z,"abc,""1""\",r-20261123-0412-k3f,0.1.0,999.9,1.85,7.412,12,7.3,0,8.412
                        """);
    }

    @Test
    void otavaGetsNoRowWithAnEmptyCell() {
        ((ObjectNode) run.get("responseTime")).put("unanswered", 300).putNull("p99");

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> ExportFormat.OTAVA.render(Runs.read(run)))
                .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNEXPECTED))
                .withMessageContaining("response p99");
    }

    @ParameterizedTest
    @EnumSource
    void onlyAHistoryRefusesRunsWhoseFiguresMeanNothing(ExportFormat format) {
        boolean history = List.of(ExportFormat.OTAVA, ExportFormat.BENCHMARK_BIGGER, ExportFormat.BENCHMARK_SMALLER)
                .contains(format);

        assertThat(refusal(format, RunJson.withVerdict(run.deepCopy(), "PASS", "INVALID", "INTACT")))
                .isEqualTo(history ? List.of(ExitCode.INVALID) : List.of());
        assertThat(refusal(format, RunJson.ended(RunPhase.STOPPED, "USER: by request")))
                .isEqualTo(history ? List.of(ExitCode.STOPPED) : List.of());
        assertThat(refusal(format, RunJson.withVerdict(run.deepCopy(), "FAIL", "DEGRADED", "VIOLATED")))
                .isEmpty();
    }

    private static List<ExitCode> refusal(ExportFormat format, ObjectNode run) {
        try {
            assertThat(format.render(Runs.read(run))).isNotEmpty();
            return List.of();
        } catch (Failure failure) {
            return List.of(failure.exitCode());
        }
    }

    /** Also checks the types that the action expects. */
    private List<String> entries(ExportFormat format) {
        List<String> entries = new ArrayList<>();
        for (JsonNode entry : new JsonMapper().readTree(format.render(Runs.read(run)))) {
            assertThat(entry.propertyNames()).isSubsetOf("name", "unit", "value", "range", "extra");
            assertThat(entry.get("value").isNumber()).isTrue();
            assertThat(entry.get("extra").stringValue()).contains(RunJson.ID);
            entries.add(entry.get("name").stringValue() + " = " + entry.get("value") + " "
                    + entry.get("unit").stringValue()
                    + (entry.has("range") ? " " + entry.get("range").stringValue() : ""));
        }
        return entries;
    }
}
