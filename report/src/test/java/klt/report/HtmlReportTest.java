package klt.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import klt.common.Version;
import klt.common.report.RunDocument;
import klt.common.report.RunWorker;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class HtmlReportTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(RunSpec.class, new ValueDeserializer<RunSpec>() {
                @Override
                public RunSpec deserialize(JsonParser parser, DeserializationContext context) {
                    return SpecReader.readLeniently(context.readTree(parser));
                }
            }))
            .build();

    private final ObjectNode run = example();

    @Test
    void anEndedRunIsFinal() {
        assertThat(page()).doesNotContain("provisional").contains("<h2>Charts</h2>");
    }

    @Test
    void aRunThatHasNotEndedIsProvisional() {
        run.put("phase", "RUNNING");

        assertThat(page()).contains("This run has not ended; its figures and verdicts are provisional.");
    }

    @Test
    void aLostRunSaysWhyAndDoesNotClaimToBeComplete() {
        run.put("phase", "RUNNING");

        assertThat(HtmlReport.of(document(), Optional.of("the controller <host> did not answer")))
                .contains("the controller &lt;host&gt; did not answer", "provisional", "report without a time series")
                .doesNotContain("complete report");
    }

    @Test
    void thereIsNoSectionForChartsIfNothingWasMeasured() {
        for (String latency : List.of("responseTime", "serviceTime", "sendLag", "endToEnd")) {
            ObjectNode figures = (ObjectNode) run.get(latency);
            figures.properties().forEach(figure -> figure.setValue(figures.nullNode()));
            figures.put("count", 0).put("unanswered", 0);
        }

        assertThat(page()).doesNotContain("<h2>Charts</h2>").contains("<h2>Events</h2>");
    }

    @Test
    void failedAndLostWorkersComeFirst() {
        ((ObjectNode) run.get("workers").get(1)).put("state", "LOST");

        String page = page();

        assertThat(page.indexOf(">worker-2</th>")).isPositive().isLessThan(page.indexOf(">worker-1</th>"));
    }

    @Test
    void allEventsThatAControllerKeepsAreShown() {
        for (int i = 0; i < HtmlReport.EVENTS_MAX + 1; i++) {
            event(i);
        }

        assertThat(page())
                .contains(">event 0<", ">event " + (HtmlReport.EVENTS_MAX - 1) + "<", "and 1 more in the JSON")
                .doesNotContain(">event " + HtmlReport.EVENTS_MAX + "</td>");
    }

    @Test
    void rowsAndColumnsHaveHeaders() {
        ((ArrayNode) run.get("errors"))
                .addObject()
                .put("errorClass", "TimeoutException")
                .put("outcome", "FAILED")
                .put("count", 3)
                .put("firstAt", "2026-11-23T04:12:03Z")
                .put("lastAt", "2026-11-23T04:12:03Z")
                .put("sample", "");

        assertThat(page())
                .contains("<th scope=\"col\" class=\"left\">error</th>", "<th scope=\"col\" class=\"left\">Note</th>")
                .contains("<th scope=\"row\" class=\"left\"><span class=\"bad\">TimeoutException</span></th>")
                .contains("<th scope=\"row\" class=\"left\">response.p99&lt;20ms</th>")
                .doesNotContain("\"></th>");
    }

    @Test
    void theCommandsFitTheCluster() {
        assertThat(Repeat.commands(document().result())).contains(".yaml --workers 2\n", "--controller");

        ArrayNode workers = (ArrayNode) run.get("workers");
        for (int i = 3; i <= 40; i++) {
            workers.add(((ObjectNode) workers.get(0).deepCopy()).put("name", "worker-" + i));
        }
        assertThat(Repeat.commands(document().result())).contains(".yaml --workers 32\n");

        ((ObjectNode) run.at("/spec/topic")).put("cluster", "kafka-2:9092");
        assertThat(Repeat.commands(document().result()))
                .doesNotContain("--workers", "its own Kafka")
                .contains("--controller");
    }

    @Test
    void describesTheFleet() {
        assertThat(fleet(0.25, 0.25)).isEqualTo("2 workers with 0.25 CPU cores each");
        assertThat(fleet(1.0, 1.0)).isEqualTo("2 workers with 1 CPU core each");
        assertThat(fleet(1.0, 2.5)).isEqualTo("2 workers with 1 or 2.5 CPU cores each");
        ((ArrayNode) run.get("workers")).remove(1);
        assertThat(fleet(2.0)).isEqualTo("1 worker with 2 CPU cores");
    }

    @Test
    void theClientIsKnownForReleasesOnly() {
        assertThat(Environment.client("0.3.0-SNAPSHOT")).isEqualTo("not recorded");
        assertThat(Environment.client("unknown")).isEqualTo("not recorded");
        assertThat(Environment.client("0.0.1")).isEqualTo("the client of load tester 0.0.1");
        assertThat(Environment.client(Version.CURRENT)).matches(Pattern.compile("not recorded|\\d+\\..*"));
    }

    private String fleet(double... limits) {
        for (int i = 0; i < limits.length; i++) {
            ((ObjectNode) run.get("workers").get(i)).put("cpuLimit", limits[i]);
        }
        List<RunWorker> workers = document().result().workers();
        return Environment.fleet(workers);
    }

    private void event(int number) {
        ((ArrayNode) run.get("events"))
                .addObject()
                .put("at", "2026-11-23T04:12:03Z")
                .put("second", 1.0)
                .put("kind", "PHASE")
                .put("message", "event " + number);
    }

    private String page() {
        return HtmlReport.of(document());
    }

    private RunDocument document() {
        return JSON.treeToValue(run, RunDocument.class);
    }

    private static ObjectNode example() {
        try (InputStream in = HtmlReportTest.class.getResourceAsStream("run.json")) {
            return (ObjectNode) JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
