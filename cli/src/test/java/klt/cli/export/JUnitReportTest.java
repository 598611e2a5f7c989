package klt.cli.export;

import static klt.cli.export.Runs.HOSTILE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import klt.cli.RunJson;
import klt.common.protocol.RunPhase;
import klt.common.report.Verdict.Integrity;
import klt.common.report.Verdict.Objectives;
import klt.common.report.Verdict.Validity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class JUnitReportTest {

    private static final Schema SCHEMA = schema();

    @Test
    void aRunThatMetItsObjectivesHasNoFailure() {
        List<Element> suites = suites(RunJson.done());

        assertThat(suites).hasSize(1);
        assertThat(suites.getFirst().getAttribute("name")).isEqualTo("steady");
        assertThat(suites.getFirst().getAttribute("timestamp")).isEqualTo("2026-11-23T04:12:02");
        assertThat(suites.getFirst().getAttribute("time")).isEqualTo("10.500");
        assertThat(cases(suites))
                .containsExactly(
                        Map.entry("steady: run", "passed"),
                        Map.entry("steady: validity", "passed"),
                        Map.entry("steady: integrity", "passed"),
                        Map.entry("steady: response.p99<20ms", "passed"));
    }

    @Test
    void aMissedObjectiveIsAFailureWithItsFigure() {
        ObjectNode run = RunJson.withVerdict(RunJson.done(), "FAIL", "VALID", "UNCHECKED");
        run.putArray("objectives");
        Runs.addObjective(run, "response.p99<5ms", 7_412.0, false);
        Runs.addObjective(run, "rate>=99%", 0.998, true);
        Runs.addObjective(run, "endToEnd.p99<1s", null, null);

        Map<String, String> cases = cases(suites(run));

        assertThat(cases)
                .containsEntry("steady: response.p99<5ms", "failure OBJECTIVE_MISSED it was 7.41 ms")
                .containsEntry("steady: rate>=99%", "passed")
                .containsEntry("steady: endToEnd.p99<1s", "failure OBJECTIVE_MISSED it was not measured");
        assertThat(cases.get("steady: integrity")).startsWith("skipped").contains("UNCHECKED");
    }

    @Test
    void anInvalidMeasurementIsAnErrorAndItsObjectivesAreSkipped() {
        ObjectNode run = RunJson.withVerdict(RunJson.done(), "PASS", "INVALID", "INCONCLUSIVE");
        Runs.addReason(run, "SEND_LAG", "the lag was 310 ms");
        Runs.addReason(run, "NOTHING_PROMISED", "3 messages missing");
        Runs.addReason(run, "NOVELTY", "of a newer controller");

        Map<String, String> cases = cases(suites(run));

        assertThat(cases)
                .containsEntry("steady: validity", "error INVALID INVALID: the lag was 310 ms")
                .containsEntry("steady: integrity", "skipped INCONCLUSIVE: 3 messages missing");
        assertThat(cases.get("steady: response.p99<20ms")).startsWith("skipped").contains("INVALID", "7.41 ms");
    }

    @Test
    void lostMessagesAreAFailureThatSaysWhatToDo() {
        ObjectNode run = RunJson.withVerdict(RunJson.done(), "PASS", "VALID", "VIOLATED");
        Runs.addReason(run, "LOST", "12 acked messages missing");

        List<Element> suites = suites(run);

        assertThat(cases(suites))
                .containsEntry("steady: integrity", "failure VIOLATED VIOLATED: 12 acked messages missing");
        assertThat(suites.getFirst().getElementsByTagName("failure").item(0).getTextContent())
                .contains("12 acked messages missing (LOST)\nWhat to do: "
                        + Codes.page().cure("LOST").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"FAILED, WORKERS_NOT_READY: 1 of 2", "FAILED, KAFKA_UNREACHABLE: no answer", "STOPPED, USER: by request"
    })
    void aRunThatDidNotEndAsPlannedIsAnErrorAndItsObjectivesAreSkipped(RunPhase phase, String reason) {
        Map<String, String> cases = cases(suites(RunJson.ended(phase, reason)));

        assertThat(cases).containsEntry("steady: run", "error " + reason.replaceFirst(":.*", "") + " " + reason);
        assertThat(cases.get("steady: response.p99<20ms")).startsWith("skipped").contains(phase.name());
    }

    @Test
    void aRunThatHasNotEndedIsAnError() {
        assertThat(cases(suites(RunJson.running())).get("steady: run")).startsWith("error RUNNING");
    }

    @Test
    void failsExactlyWhenTheExitCodeSaysSo() {
        for (RunPhase phase : RunPhase.values()) {
            for (Objectives objectives : Objectives.values()) {
                for (Validity validity : Validity.values()) {
                    for (Integrity integrity : Integrity.values()) {
                        ObjectNode run = RunJson.withVerdict(
                                RunJson.done().put("phase", phase.name()),
                                objectives.name(),
                                validity.name(),
                                integrity.name());
                        ArrayNode judged = run.putArray("objectives");
                        if (objectives != Objectives.NONE) {
                            Runs.addObjective(run, "rate>=99%", 0.5, objectives == Objectives.PASS);
                        }

                        boolean failed = cases(suites(run)).values().stream()
                                .anyMatch(state -> state.startsWith("failure") || state.startsWith("error"));

                        assertThat(failed)
                                .as("%s %s %s %s %s", phase, objectives, validity, integrity, judged)
                                .isEqualTo(Runs.read(run).exitCode().number() != 0);
                    }
                }
            }
        }
    }

    @Test
    void theObjectivesOfEachStageAreCasesOfTheirOwnThatNeverFail() {
        ObjectNode run = RunJson.done();
        ArrayNode stages = run.putArray("stages");
        ObjectNode ramp = RunJson.stage(stages, "{'stage': 0, 'name': 'ramp', 'second': 0, 'seconds': 5}");
        Runs.addObjective(ramp, "rate>=99%", 0.9, false);
        ObjectNode again = RunJson.stage(stages, "{'stage': 1, 'name': 'ramp', 'second': 5, 'seconds': 3}");
        Runs.addObjective(again, "rate>=99%", 1.0, true);
        ObjectNode level = RunJson.stage(stages, "{'stage': 2, 'level': 1, 'second': 8, 'seconds': 2}");
        Runs.addObjective(level, "rate>=99%", null, null);
        RunJson.stage(stages, "{'stage': 3, 'second': 10, 'seconds': 1}");

        List<Element> suites = suites(run);

        assertThat(suites).extracting(suite -> suite.getAttribute("name")).hasSize(4);
        assertThat(suites.get(2).getAttribute("timestamp")).isEqualTo("2026-11-23T04:12:07");
        assertThat(suites.get(2).getAttribute("time")).isEqualTo("3.000");
        Map<String, String> cases = cases(suites);
        assertThat(cases).containsEntry("steady / ramp (2): rate>=99%", "passed");
        assertThat(cases.get("steady / ramp: rate>=99%")).startsWith("skipped").contains("MISSED", "90%");
        assertThat(cases.get("steady / stage 3, level 2: rate>=99%")).startsWith("skipped");
    }

    @Test
    void thePropertiesSayWhatWasRunWhereAndWithWhich() {
        ExportedRun run =
                Runs.read(RunJson.done(), Runs.origin("abc123", "https://ci.example/job/7", "http://load-tester:8080"));

        Map<String, String> properties = properties(validated(JUnitReport.of(run)));

        assertThat(properties)
                .containsEntry("run.id", RunJson.ID)
                .containsEntry("commit", "abc123")
                .containsEntry("link.build", "https://ci.example/job/7")
                .containsEntry("link.report", "http://load-tester:8080/runs/" + RunJson.ID + "/report")
                .containsEntry("workers", "2")
                .containsEntry("version.controller", "0.1.0")
                .containsEntry("exitCode", "0")
                .containsEntry("spec.topic.name", "loadtest")
                .containsEntry("spec.objectives[0]", "response.p99<20ms")
                .containsEntry("spec.producer.acks", "all")
                .containsEntry("spec.duration", "");
        assertThat(properties(validated(JUnitReport.of(Runs.read(RunJson.done())))))
                .doesNotContainKeys("commit", "link.build", "link.report");
    }

    @Test
    void theOutputIsTheSummary() {
        assertThat(suites(RunJson.done())
                        .getFirst()
                        .getElementsByTagName("system-out")
                        .item(0)
                        .getTextContent())
                .contains(RunJson.ID + "  steady on topic loadtest  DONE in 11 s", "Response");
    }

    @Test
    void anyTextIsWellFormedXml() {
        ObjectNode run = RunJson.ended(RunPhase.FAILED, "WORKER_FAILED: " + HOSTILE);
        ((ObjectNode) run.get("spec")).put("name", "n" + HOSTILE);
        run.putArray("objectives");
        Runs.addObjective(run, "o" + HOSTILE, 1.0, false);
        Runs.addReason(run, "LOST", HOSTILE);
        RunJson.withVerdict(run, "FAIL", "INVALID", "VIOLATED");
        ObjectNode stage = RunJson.stage(run.putArray("stages"), "{'stage': 0}").put("name", "s" + HOSTILE);
        Runs.addObjective(stage, "p" + HOSTILE, 1.0, false);
        ((ArrayNode) run.get("errors"))
                .addObject()
                .put("errorClass", HOSTILE)
                .put("outcome", "FAILED")
                .put("count", 1)
                .put("sample", HOSTILE);

        List<Element> suites = suites(run);

        assertThat(suites).hasSize(2);
        String details = suites.getFirst().getElementsByTagName("error").item(0).getTextContent();
        assertThat(details).contains("]]>", "<img", "\ufffd[31m").doesNotContain("\u001b");
    }

    private static List<Element> suites(ObjectNode run) {
        return elements(validated(JUnitReport.of(Runs.read(run))).getElementsByTagName("testsuite"));
    }

    /** The state of each test case: its element, type and message. */
    private static Map<String, String> cases(List<Element> suites) {
        Map<String, String> cases = new LinkedHashMap<>();
        for (Element suite : suites) {
            int[] counts = new int[3];
            for (Element test : elements(suite.getElementsByTagName("testcase"))) {
                String name = test.getAttribute("classname") + ": " + test.getAttribute("name");
                Element state = test.getFirstChild() == null
                        ? null
                        : elements(test.getElementsByTagName("*")).getFirst();
                cases.put(
                        name,
                        state == null
                                ? "passed"
                                : (state.getTagName() + " " + state.getAttribute("type") + " "
                                                + state.getAttribute("message"))
                                        .replaceAll(" +", " "));
                if (state != null) {
                    counts[List.of("failure", "error", "skipped").indexOf(state.getTagName())]++;
                }
            }
            assertThat(counts)
                    .containsExactly(
                            Integer.parseInt(suite.getAttribute("failures")),
                            Integer.parseInt(suite.getAttribute("errors")),
                            Integer.parseInt(suite.getAttribute("skipped")));
            assertThat(suite.getAttribute("tests"))
                    .isEqualTo(String.valueOf(
                            suite.getElementsByTagName("testcase").getLength()));
        }
        return cases;
    }

    private static Map<String, String> properties(Element root) {
        Map<String, String> properties = new LinkedHashMap<>();
        elements(root.getElementsByTagName("property"))
                .forEach(property -> properties.put(property.getAttribute("name"), property.getAttribute("value")));
        return properties;
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static Schema schema() {
        try {
            return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(Objects.requireNonNull(JUnitReportTest.class.getResource("junit.xsd")));
        } catch (SAXException e) {
            throw new AssertionError(e);
        }
    }

    /** The root of a document that the schema accepts. */
    private static Element validated(String xml) {
        try {
            SCHEMA.newValidator().validate(new StreamSource(new StringReader(xml)));
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)))
                    .getDocumentElement();
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new AssertionError(e.getMessage() + " in\n" + xml, e);
        }
    }
}
