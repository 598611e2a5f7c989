package klt.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import klt.cli.RunJson;
import klt.cli.spec.SpecBuilder;
import klt.common.report.RunDocument;
import klt.report.HtmlReport;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class HtmlReportTest {

    private static final int BYTES_MAX = 3 * 1024 * 1024;

    @Test
    void showsTheFiguresOfTheJsonThatItContains() throws Exception {
        ObjectNode run = Runs.withSeries(RunJson.done(), 10, 1, 1_000);
        Runs.addReason(run, "WORKER_CPU", "worker-1 used 95% of its cores");
        RunJson.stage(run.putArray("stages"), "{'stage': 0, 'name': 'hold', 'seconds': 10, 'acked': 10000}");

        Document page = page(run);

        JsonNode json = json(page);
        assertThat(json).isEqualTo(reread(Runs.read(run).document()));
        assertThat(json.at("/responseTime/p99").intValue()).isEqualTo(7_412);
        assertThat(json.path("series")).hasSize(10);
        assertThat(page.getDocumentElement().getTextContent())
                .contains("steady", "PASS", "VALID", "INTACT", "worker-1 used 95% of its cores", "WORKER_CPU")
                .contains("10,000 planned · 10,000 acked", "999.9/s achieved", "response.p99<20ms", "7.41 ms", "hold")
                .contains("worker-2", "Clock uncertainty", "± 900 µs", "Kafka client", "2 workers");
        assertThat(titles(page, "h2"))
                .contains("Objectives", "Figures", "Latencies", "Charts", "Stages", "Consumer groups", "Workers")
                .endsWith("Events", "Environment", "Repeat this run");
        assertThat(titles(page, "figcaption"))
                .containsExactly("Latency by percentile", "Throughput", "Response time", "In flight", "Consumed");
    }

    @Test
    void needsNoNetworkAndNoScripts() throws Exception {
        Document page = page(Runs.withSeries(RunJson.done(), 10, 1, 1_000));

        for (Element element : elements(page)) {
            assertThat(element.getTagName()).isNotIn("link", "img", "iframe", "object", "form", "base");
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                assertThat(element.getAttributes().item(i).getNodeName())
                        .isNotIn("src", "href", "style", "action", "xlink:href")
                        .doesNotStartWith("on");
            }
        }
        assertThat(scripts(page))
                .singleElement()
                .satisfies(script -> assertThat(script.getAttribute("type")).isEqualTo("application/json"));
        assertThat(page.getElementsByTagName("style").item(0).getTextContent())
                .contains("--signal", "@page")
                .doesNotContain("url(", "@import", "http");
        Element policy = (Element) page.getElementsByTagName("meta").item(1);
        assertThat(policy.getAttribute("content"))
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void anyTextIsInert() throws Exception {
        ObjectNode run = Runs.withSeries(Runs.hostile(), 3, 1, 1_000);
        ((ObjectNode) run.get("spec")).put("name", "</title></script><script>alert(1)</script>" + Runs.HOSTILE);
        ((ArrayNode) run.get("events"))
                .addObject()
                .put("at", "2026-11-23T04:12:03Z")
                .put("second", 1.0)
                .put("kind", "ERROR")
                .put("message", Runs.HOSTILE);

        Document page = page(run);

        assertThat(page.getElementsByTagName("img").getLength()).isZero();
        assertThat(scripts(page)).hasSize(1);
        assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
                .startsWith("</title></script><script>alert(1)</script>")
                .doesNotContain("\u202d", "\u001b", "\u0000");
        assertThat(json(page).at("/spec/name").stringValue()).startsWith("</title></script>");
        assertThat(HtmlReport.of(Runs.read(run).document())).doesNotContain("<!--", "]]>");
    }

    @Test
    void aRunOfAnHourIsSmall() throws Exception {
        ObjectNode run = Runs.withSeries(RunJson.done(), 1_000, 4, 20_000);

        String html = HtmlReport.of(Runs.read(run).document());

        assertThat(html.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(500_000, BYTES_MAX);
        assertThat(parse(html).getDocumentElement().getTextContent()).contains("A point covers up to 8.0 s");
    }

    @Test
    void aLongTableNamesTheRowsThatItLeavesOut() throws Exception {
        ObjectNode run = RunJson.done();
        for (int i = 0; i < 450; i++) {
            ((ArrayNode) run.get("events"))
                    .addObject()
                    .put("at", "2026-11-23T04:12:03Z")
                    .put("second", 1.0)
                    .put("kind", "PHASE")
                    .put("message", "event " + i);
        }

        Document page = page(run);

        assertThat(titles(page, "td"))
                .filteredOn(text -> text.startsWith("event "))
                .hasSize(400);
        assertThat(page.getDocumentElement().getTextContent()).contains("and 50 more in the JSON");
    }

    @Test
    void theCommandToRepeatTheRunContainsItsSpec() throws Exception {
        ObjectNode run = RunJson.done();
        ((ObjectNode) run.get("spec")).put("name", "a\nSPEC\n$(touch /tmp/x)");

        String commands = page(run).getElementsByTagName("pre").item(0).getTextContent();

        List<String> lines = commands.lines().toList();
        assertThat(lines.getFirst()).isEqualTo("cat > " + RunJson.ID + ".yaml <<'SPEC'");
        assertThat(lines).contains("./loadtester run " + RunJson.ID + ".yaml --workers 2");
        String yaml = String.join("\n", lines.subList(1, lines.lastIndexOf("SPEC")));
        assertThat(lines.subList(1, lines.lastIndexOf("SPEC"))).doesNotContain("SPEC");
        assertThat(SpecBuilder.parse(yaml).at("/name").stringValue()).isEqualTo("a\nSPEC\n$(touch /tmp/x)");
        assertThat(yaml).contains("messages: 10000", "size: 1024").doesNotContain("null");
    }

    private static Document page(ObjectNode run) throws Exception {
        return parse(HtmlReport.of(Runs.read(run).document()));
    }

    private static Document parse(String html) throws Exception {
        assertThat(html).startsWith("<!DOCTYPE html>\n");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode reread(RunDocument document) {
        return JsonMapper.shared().readTree(JsonMapper.shared().writeValueAsString(document));
    }

    private static JsonNode json(Document page) {
        return JsonMapper.shared().readTree(scripts(page).getFirst().getTextContent());
    }

    private static List<Element> scripts(Document page) {
        return elements(page).stream()
                .filter(element -> element.getTagName().equals("script"))
                .toList();
    }

    private static List<String> titles(Document page, String tag) {
        return elements(page).stream()
                .filter(element -> element.getTagName().equals(tag))
                .map(Node::getTextContent)
                .toList();
    }

    private static List<Element> elements(Document page) {
        NodeList all = page.getElementsByTagName("*");
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            elements.add((Element) all.item(i));
        }
        return elements;
    }
}
