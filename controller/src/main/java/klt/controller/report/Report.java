package klt.controller.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import klt.common.protocol.RunPhase;
import klt.common.spec.RunSpec;
import klt.controller.core.audit.AuditResult;
import klt.controller.core.verdict.Verdict;
import klt.controller.report.Figures.Bytes;
import klt.controller.report.Figures.ConsumerGroup;
import klt.controller.report.Figures.EndToEnd;
import klt.controller.report.Figures.Messages;
import klt.controller.report.Figures.ObjectiveResult;
import klt.controller.report.Figures.Rate;
import klt.controller.report.Figures.RunError;
import klt.controller.report.Figures.RunEvent;
import klt.controller.report.Figures.RunWorker;
import klt.controller.report.Figures.SeriesRow;
import klt.controller.report.Figures.Throttle;
import klt.controller.report.Figures.Timing;

/**
 * The complete report of a run, as it is stored, downloaded and shown.
 *
 * @param throttle how long Kafka quotas throttled the run's clients
 * @param repairedResponseTime of repaired messages, which are in none of the other latencies
 * @param consumers the groups that read the topic as load
 * @param verification the result of the verification; empty if the topic was not verified
 */
public record Report(
        String id,
        RunPhase phase,
        Optional<String> reason,
        String version,
        RunSpec spec,
        Verdict verdict,
        List<ObjectiveResult> objectives,
        Messages messages,
        Bytes bytes,
        Rate rate,
        Throttle throttle,
        Latency responseTime,
        Latency serviceTime,
        Latency sendLag,
        Latency repairedResponseTime,
        EndToEnd endToEnd,
        List<ConsumerGroup> consumers,
        Optional<AuditResult> verification,
        List<RunWorker> workers,
        List<SeriesRow> series,
        List<RunEvent> events,
        List<RunError> errors,
        Timing timing) {

    public Report {
        // an earlier version did not measure it
        repairedResponseTime = Objects.requireNonNullElse(repairedResponseTime, Latency.NONE);
        objectives = List.copyOf(objectives);
        // an earlier version did not measure it
        throttle = Objects.requireNonNullElse(throttle, Throttle.UNKNOWN);
        consumers = List.copyOf(consumers);
        workers = List.copyOf(workers);
        series = List.copyOf(series);
        events = List.copyOf(events);
        errors = List.copyOf(errors);
    }

    /** A copy without the series, which takes most of the space. */
    public Report withoutSeries() {
        return new Report(
                id,
                phase,
                reason,
                version,
                spec,
                verdict,
                objectives,
                messages,
                bytes,
                rate,
                throttle,
                responseTime,
                serviceTime,
                sendLag,
                repairedResponseTime,
                endToEnd,
                consumers,
                verification,
                workers,
                List.of(),
                events,
                errors,
                timing);
    }
}
