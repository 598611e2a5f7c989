package klt.cli;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Run reports in the format of {@code openapi.yaml}, which tests can modify. */
public final class ReportJson {

    private static final long MESSAGES = 1_000;

    private ReportJson() {}

    /**
     * The report of a run with one second of warm-up and some windows.
     *
     * @param slowness factor by which response times are multiplied; they vary by a few percent
     */
    public static ObjectNode report(String id, int windows, double slowness) {
        ObjectNode report = RunJson.done().put("id", id).put("schemaVersion", 1);
        ArrayNode series = report.putArray("series");
        for (int second = 0; second <= windows + 1; second++) {
            ObjectNode row = (ObjectNode) report.get("current").deepCopy();
            // the warm-up, and an interval in which the load ends with its last message
            long measured = second == 0 || second > windows ? 0 : MESSAGES;
            row.put("second", second)
                    .put("acked", MESSAGES)
                    .set("responseTime", latency(report, measured, slowness * (1 + 0.01 * (second * 3 % 7 - 3))));
            row.set("sendLag", latency(report, measured, 0.05));
            series.add(row);
        }
        report.set("responseTime", latency(report, windows * MESSAGES, slowness));
        report.set("sendLag", latency(report, windows * MESSAGES, 0.05));
        report.set("serviceTime", latency(report, 0, 1));
        report.set("endToEnd", latency(report, 0, 1).putNull("uncertainty"));
        report.putObject("timing")
                .put("createdAt", "2026-11-23T04:12:00Z")
                .put("startedAt", "2026-11-23T04:12:02Z")
                .put("endedAt", "2026-11-23T04:12:12.5Z")
                .put("startSkew", 900)
                .put("warmupSeconds", 1)
                .put("measuredFrom", "2026-11-23T04:12:03Z");
        return report;
    }

    private static ObjectNode latency(ObjectNode factory, long count, double factor) {
        ObjectNode latency = factory.objectNode().put("count", count).put("unanswered", 0);
        String[] keys = {"mean", "p50", "p90", "p95", "p99", "p999", "p9999", "max"};
        double[] millis = {2.1, 1.85, 2.5, 3.4, 7.4, 12, 40, 40};
        for (int i = 0; i < keys.length; i++) {
            long micros = Math.round(1_000 * millis[i] * factor);
            if (count == 0) {
                latency.putNull(keys[i]);
            } else {
                latency.put(keys[i], micros);
            }
        }
        return latency;
    }
}
