package klt.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import klt.common.Version;
import klt.common.report.RunDocument;
import klt.common.report.RunResult;
import klt.common.report.RunWorker;
import klt.common.report.Timing;
import klt.common.summary.Glyphs;
import klt.common.summary.Units;
import org.apache.kafka.common.utils.AppInfoParser;

/** The conditions under which a run was made. */
final class Environment {

    private static final Units UNITS = new Units(Glyphs.UNICODE);

    private Environment() {}

    /** Returns descriptions by name, in display order. */
    static Map<String, String> facts(RunDocument document) {
        RunResult run = document.result();
        Timing timing = document.timing();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Load tester", run.run().version());
        facts.put("Kafka client", client(run.run().version()));
        facts.put("Brokers", "version not recorded");
        facts.put("Under test", run.spec().topic().phrase());
        facts.put("Fleet", fleet(run.workers()));
        facts.put(
                "Clock uncertainty",
                run.latencies()
                        .endToEnd()
                        .uncertainty()
                        .map(micros -> "± " + UNITS.micros((double) micros) + " in end-to-end latencies")
                        .orElse("not measured; only end-to-end latencies depend on it"));
        facts.put("Start skew across workers", UNITS.micros(timing.startSkew()));
        facts.put("Created", Times.utc(timing.createdAt()));
        facts.put("Load began", Times.utc(timing.startedAt()));
        facts.put("Measured from", Times.utc(timing.measuredFrom()));
        facts.put("Ended", Times.utc(timing.endedAt()));
        return facts;
    }

    /** A release of the load tester determines the client's version, which is known only for this release. */
    static String client(String version) {
        if (version.isBlank() || version.equals("unknown") || version.endsWith("-SNAPSHOT")) {
            return "not recorded";
        }
        return version.equals(Version.CURRENT) ? AppInfoParser.getVersion() : "the client of load tester " + version;
    }

    static String fleet(List<RunWorker> workers) {
        long count = workers.stream().map(RunWorker::name).distinct().count();
        List<String> limits = workers.stream()
                .flatMap(worker -> worker.process().cpuLimit().stream())
                .distinct()
                .sorted()
                .map(ReportTables::cores)
                .toList();
        String fleet = UNITS.count(count, "worker");
        if (limits.isEmpty()) {
            return fleet;
        }
        return fleet + " with " + String.join(" or ", limits)
                + (limits.equals(List.of("1")) ? " CPU core" : " CPU cores") + (count == 1 ? "" : " each");
    }
}
