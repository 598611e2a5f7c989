package klt.cli;

import java.util.List;
import klt.cli.api.DocumentReader;
import klt.common.protocol.RunPhase;
import klt.common.report.RunView;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs in the format of {@code openapi.yaml}, which tests can modify. */
public final class RunJson {

    private static final JsonMapper JSON = new JsonMapper();

    public static final String ID = "r-20261123-0412-k3f";

    private RunJson() {}

    /** A run that ended normally: 10,000 messages at 1,000/s. */
    public static ObjectNode done() {
        return object("""
                {"id": "r-20261123-0412-k3f", "phase": "DONE", "reason": null, "version": "0.1.0",
                 "createdAt": "2026-11-23T04:12:00Z", "startedAt": "2026-11-23T04:12:02Z", "endedAt": "2026-11-23T04:12:12.5Z",
                 "warmupSeconds": 0, "measuredFrom": "2026-11-23T04:12:02Z", "startSkew": 900, "waiting": null, "elapsedSeconds": 10.02, "remainingSeconds": 0, "progress": 1, "targetRate": 1000, "nextRate": null,
                 "spec": {"name": "steady", "topic": {"name": "loadtest", "partitions": 6, "replication": 1},
                   "messages": 10000, "duration": null, "rate": 1000, "payload": {"format": "json", "size": 1024},
                   "key": {"kind": "none"}, "producer": {"acks": "all"}, "workers": {"expected": 2, "timeout": "1m"},
                   "objectives": ["response.p99<20ms"]},
                 "verdict": {"objectives": "PASS", "validity": "VALID", "integrity": "INTACT", "reasons": []},
                 "objectives": [{"expression": "response.p99<20ms", "actual": 7412, "met": true}],
                 "messages": {"planned": 10000, "acked": 10000, "failed": 0, "indeterminate": 0, "unsent": 0, "repaired": 0, "handoverDuplicates": 0, "warmup": 0},
                 "bytes": {"payload": 10240000, "wire": 11100000, "batchSplits": 0}, "rate": {"target": 1000, "achieved": 999.9},
                 "throttle": {"produceSeconds": 0, "fetchSeconds": 0},
                 "current": {"second": 9, "seconds": 1, "target": 1000, "sent": 1000, "acked": 998, "failed": 0, "indeterminate": 0,
                   "payloadBytes": 1024000, "inFlight": 3, "throttle": {"produceSeconds": 0, "fetchSeconds": 0}, "consumed": 0, "lag": null,
                   "endToEnd": {"count": 0, "unanswered": 0, "mean": null, "p50": null, "p90": null, "p95": null, "p99": null, "p999": null, "p9999": null, "max": null},
                   "responseTime": {"count": 998, "unanswered": 0, "mean": 2100.5, "p50": 1900, "p90": 2500, "p95": 3100, "p99": 6500, "p999": 9000, "p9999": 9100, "max": 9100},
                   "serviceTime": {"count": 0, "unanswered": 0, "mean": null, "p50": null, "p90": null, "p95": null, "p99": null, "p999": null, "p9999": null, "max": null},
                   "sendLag": {"count": 0, "unanswered": 0, "mean": null, "p50": null, "p90": null, "p95": null, "p99": null, "p999": null, "p9999": null, "max": null}},
                 "responseTime": {"count": 10000, "unanswered": 0, "mean": 2100.5, "p50": 1850, "p90": 2500, "p95": 3400, "p99": 7412, "p999": 12000, "p9999": 40100, "max": 40100},
                 "serviceTime": {"count": 10000, "unanswered": 0, "mean": 2000.5, "p50": 1700, "p90": 2400, "p95": 3300, "p99": 7300, "p999": 11900, "p9999": 40000, "max": 40000},
                 "sendLag": {"count": 10000, "unanswered": 0, "mean": 80.5, "p50": 75, "p90": 90, "p95": 110, "p99": 350, "p999": 900, "p9999": 1100, "max": 1100},
                 "repairedResponseTime": {"count": 0, "unanswered": 0, "mean": null, "p50": null, "p90": null, "p95": null, "p99": null, "p999": null, "p9999": null, "max": null},
                 "endToEnd": {"count": 10000, "unanswered": 0, "mean": 2900.5, "p50": 2700, "p90": 3500, "p95": 4400, "p99": 8412, "p999": 13000, "p9999": 41100, "max": 41100, "uncertainty": 900},
                 "stages": [], "partitions": {"partitions": 6, "lowest": 1600, "highest": 1720, "fullest": 3, "skew": 1.032, "added": [1600, 1700, 1650, 1720, 1670, 1660]},
                 "consumers": [{"group": 0, "groupId": "klt-r-20261123-0412-k3f-0", "members": 2, "partitions": 6, "records": 10020, "redelivered": 20, "foreign": 0,
                   "bytes": 10260480, "lag": 0, "lagMax": 140, "rebalances": 3, "pausedSeconds": 0.2, "pausedSecondsMax": 0.1, "throttledSeconds": 0, "catchUpSeconds": 0.4, "trouble": null,
                   "endToEnd": {"count": 0, "unanswered": 0, "mean": null, "p50": null, "p90": null, "p95": null, "p99": null, "p999": null, "p9999": null, "max": null, "uncertainty": null}}],
                 "verification": {"audited": 10000, "lost": 0, "indeterminate": {"present": 0, "absent": 0}, "ghosts": 0,
                   "duplicated": {"sameEpoch": 0, "handover": 0, "zombie": 0}, "reordered": 0, "corrupted": 0, "misrouted": 0, "foreign": 0,
                   "offsetGaps": 0, "mismatched": 0, "truncated": 0, "samples": []},
                 "workers": [
                   {"id": "worker-1-a", "name": "worker-1", "state": "FINISHED", "shards": 32, "share": 500, "rate": 0, "sent": 5000, "acked": 5000,
                     "failed": 0, "indeterminate": 0, "inFlight": 0, "responseP99": 7400, "sendLagP99": 340, "startSkew": 300, "cpu": 0.2,
                     "bufferWait": 0, "throttle": {"produceSeconds": 0, "fetchSeconds": 0}},
                   {"id": "worker-2-b", "name": "worker-2", "state": "FINISHED", "shards": 32, "share": 500, "rate": 0, "sent": 5000, "acked": 5000,
                     "failed": 0, "indeterminate": 0, "inFlight": 0, "responseP99": 7500, "sendLagP99": 360, "startSkew": 900, "cpu": 0.2,
                     "bufferWait": 0, "throttle": {"produceSeconds": 0, "fetchSeconds": 0}}],
                 "events": [], "errors": []}
                """);
    }

    /** Adds the results of a stage, with the latencies of the run. */
    public static ObjectNode stage(ArrayNode stages, String changed) {
        ObjectNode stage = object("""
                {"stage": 0, "repetition": 0, "level": null, "name": null, "second": 0, "seconds": 1, "target": 0, "sent": 0, "acked": 0,
                 "failed": 0, "indeterminate": 0, "aborted": 0, "payloadBytes": 0, "inFlight": 0, "objectives": [], "recovery": null}
                """);
        ObjectNode run = done();
        for (String latency : List.of("responseTime", "serviceTime", "sendLag", "endToEnd")) {
            stage.set(latency, run.get(latency));
        }
        stage.setAll(object(changed.replace('\'', '"')));
        stages.add(stage);
        return stage;
    }

    /** A run in the middle of its load. */
    public static ObjectNode running() {
        ObjectNode run = done();
        run.put("phase", "RUNNING").putNull("endedAt");
        run.put("elapsedSeconds", 4.2).put("remainingSeconds", 5.8).put("progress", 0.42);
        run.putObject("verdict")
                .put("objectives", "NONE")
                .put("validity", "VALID")
                .put("integrity", "UNCHECKED")
                .putArray("reasons");
        return run;
    }

    /** A run that has not sent anything yet. */
    public static ObjectNode waiting(RunPhase phase) {
        ObjectNode run = running();
        run.put("phase", phase.name()).putNull("startedAt");
        run.putNull("elapsedSeconds")
                .putNull("remainingSeconds")
                .putNull("progress")
                .putNull("current");
        ((ObjectNode) run.get("workers").get(0)).put("state", "READY");
        ((ObjectNode) run.get("workers").get(1)).put("state", "PREPARING");
        return run;
    }

    /** @param reason a code, a colon and a text */
    public static ObjectNode ended(RunPhase phase, String reason) {
        ObjectNode run =
                running().put("phase", phase.name()).put("reason", reason).put("endedAt", "2026-11-23T04:12:07Z");
        run.putObject("end").put("code", reason.replaceFirst(":.*", "")).putObject("args");
        return run;
    }

    public static ObjectNode withVerdict(ObjectNode run, String objectives, String validity, String integrity) {
        ((ObjectNode) run.get("verdict"))
                .put("objectives", objectives)
                .put("validity", validity)
                .put("integrity", integrity);
        return run;
    }

    public static ObjectNode object(String json) {
        return (ObjectNode) JSON.readTree(json);
    }

    public static RunView read(ObjectNode json) {
        return DocumentReader.read(json.toString(), RunView.class);
    }
}
