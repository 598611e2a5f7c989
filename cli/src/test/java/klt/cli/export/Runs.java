package klt.cli.export;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import klt.cli.RunJson;
import klt.cli.api.DocumentReader;
import klt.common.protocol.RunPhase;
import klt.common.report.RunDocument;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs to export, from their JSON. */
public final class Runs {

    /** Text that is dangerous in XML, Markdown, HTML, CSV or JSON. */
    public static final String HOSTILE =
            "a|b`c`\n\r\n# <img src=x onerror=alert(1)> ]]> & \u0000\u0007\u001b[31m \ud800 \uffff \"q\" 'p' *x* _y_ [z](http://z) $x$ ![i](j)"
                    + " \u202edlrow --> <!-- \u2028 ```";

    private static final Origin NOWHERE = new Origin(Optional.empty(), Optional.empty(), Optional.empty());

    private Runs() {}

    /** The report of a run, with a series. */
    public static ObjectNode report(ObjectNode run) {
        ObjectNode report = run.deepCopy().put("schemaVersion", 1);
        ObjectNode timing = report.putObject("timing");
        for (String key : List.of("createdAt", "startedAt", "endedAt", "startSkew", "warmupSeconds", "measuredFrom")) {
            timing.set(key, report.remove(key));
        }
        if (!report.has("series")) {
            report.putArray("series");
        }
        return report;
    }

    static ExportedRun read(ObjectNode run) {
        return read(run, NOWHERE);
    }

    static ExportedRun read(ObjectNode run, Origin origin) {
        return new ExportedRun(DocumentReader.read(report(run).toString(), RunDocument.class), origin);
    }

    static Origin origin(String commit, String build, String controller) {
        return new Origin(Optional.of(commit), Optional.of(build), Optional.of(URI.create(controller)));
    }

    /** Adds intervals of a second each with this many messages. */
    public static ObjectNode withSeries(ObjectNode run, int intervals, int secondsEach, int messagesPerSecond) {
        ArrayNode series = run.putArray("series");
        for (int i = 0; i < intervals; i++) {
            ObjectNode row = ((ObjectNode) RunJson.done().get("current")).deepCopy();
            row.put("second", i * secondsEach).put("seconds", secondsEach).put("target", 1_000);
            row.put("sent", messagesPerSecond * secondsEach).put("acked", messagesPerSecond * secondsEach);
            series.add(row);
        }
        return run;
    }

    static void addObjective(ObjectNode judged, String expression, Double actual, Boolean met) {
        ArrayNode objectives =
                judged.get("objectives") instanceof ArrayNode array ? array : judged.putArray("objectives");
        objectives
                .addObject()
                .put("expression", expression)
                .put("actual", actual)
                .put("met", met);
    }

    static void addReason(ObjectNode run, String code, String message) {
        ((ArrayNode) run.at("/verdict/reasons")).addObject().put("code", code).put("message", message);
    }

    /** A failed run with dangerous text wherever a run has text. */
    static ObjectNode hostile() {
        ObjectNode run = RunJson.ended(RunPhase.FAILED, "WORKER_FAILED: " + HOSTILE);
        run.putArray("objectives");
        addObjective(run, "o" + HOSTILE, 1.0, false);
        addReason(run, "LOST", HOSTILE);
        addReason(run, HOSTILE, HOSTILE);
        RunJson.stage(run.putArray("stages"), "{'stage': 0}").put("name", HOSTILE);
        ((ObjectNode) run.get("consumers").get(0)).put("name", HOSTILE).put("trouble", HOSTILE);
        ((ArrayNode) run.get("errors"))
                .addObject()
                .put("errorClass", HOSTILE)
                .put("outcome", "FAILED")
                .put("count", 1)
                .put("sample", HOSTILE);
        return run;
    }
}
