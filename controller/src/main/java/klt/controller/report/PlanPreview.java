package klt.controller.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.schedule.Sharding;
import klt.common.spec.RunSpec;
import klt.common.spec.load.Load;
import klt.controller.core.preflight.Finding;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;

/**
 * A preview of a run. Sizes are in bytes, and rates in messages per second. If values differ in size, the average is used.
 *
 * @param topics number of topics
 * @param payloadBytes total size of all values; empty if their number is unknown or only the workers know their sizes
 * @param payloadBytesPerSecond value bytes per second at the highest load; empty if unknown
 * @param preflight findings for the spec on the current cluster and fleet; empty if the cluster was not queried
 */
public record PlanPreview(
        RunSpec spec,
        int topics,
        Optional<Long> messages,
        Optional<Double> seconds,
        Optional<Long> payloadBytes,
        Optional<Double> payloadBytesPerSecond,
        int shards,
        int workers,
        Optional<Double> ratePerWorker,
        @JsonUnwrapped PlannedLoad load,
        List<String> warnings,
        Optional<List<PreflightFinding>> preflight) {

    /** A finding with its message and remedy. */
    public record PreflightFinding(Level level, Code code, Args args, String message, String cure) {

        private static PreflightFinding of(Finding finding) {
            return new PreflightFinding(
                    finding.level(), finding.code(), finding.args(), finding.message(), finding.cure());
        }
    }

    /** Rate per worker, in messages per second, above which more workers are recommended. On good hardware, a worker achieves more. */
    private static final double RATE_PER_WORKER_HIGH = 200_000;

    private static final double LARGE_BYTES = 100e9;
    private static final long SHORT_SECONDS = 10;

    /**
     * @param workers number of live workers
     * @param preflight empty if the cluster was not queried
     */
    public static PlanPreview of(RunSpec spec, int workers, Optional<List<Finding>> preflight) {
        Load load = spec.load();
        Optional<Double> rate = load.peakRate();
        Optional<Long> messages = load.messages();
        Optional<Double> seconds = load.seconds();
        Optional<Double> valueBytes = spec.message().payload().averageBytes(load);
        // the cast saturates, because the largest run's total size exceeds a long
        Optional<Long> bytes = valueBytes.flatMap(size -> messages.map(count -> (long) (count * size)));
        return new PlanPreview(
                spec,
                spec.topic().names().size(),
                messages,
                seconds,
                bytes,
                spec.message().payload().peakBytesPerSecond(load, 0),
                Sharding.shardCount(Math.max(1, workers)),
                workers,
                workers == 0 ? Optional.empty() : rate.map(r -> r / workers),
                PlannedLoad.of(load),
                warnings(spec, workers, rate, seconds, bytes),
                preflight.map(
                        findings -> findings.stream().map(PreflightFinding::of).toList()));
    }

    private static List<String> warnings(
            RunSpec spec, int workers, Optional<Double> rate, Optional<Double> seconds, Optional<Long> bytes) {
        List<String> warnings = new ArrayList<>();
        if (workers < spec.workers().expected()) {
            warnings.add("the run will wait: " + workers + " of "
                    + spec.workers().expected() + " expected workers are available");
        }
        if (workers > 0 && rate.isPresent() && rate.get() / workers > RATE_PER_WORKER_HIGH) {
            warnings.add("more than " + (long) RATE_PER_WORKER_HIGH
                    + " messages per second per worker: consider more workers");
        }
        if (bytes.isPresent() && bytes.get() > LARGE_BYTES) {
            warnings.add("the values alone take " + bytes.get() / 1_000_000_000
                    + "  GB, multiplied by the replication of the topic: check retention and disk space");
        }
        if (seconds.isPresent() && seconds.get() < SHORT_SECONDS) {
            warnings.add("shorter than " + SHORT_SECONDS
                    + " s: the workers' JVMs are still warming up, so latencies reflect a cold start");
        }
        if (spec.producer().acks().equals("0")) {
            warnings.add(
                    "acks: 0: Kafka sends no acks, so response time ends when the message is written to the socket,"
                            + " and losses are not detected");
        }
        return warnings;
    }
}
