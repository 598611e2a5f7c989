package klt.controller.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.RunPhase;
import klt.common.spec.RunSpec;
import klt.controller.core.audit.AuditResult;
import klt.controller.core.verdict.Verdict;
import klt.controller.report.Figures.Bytes;
import klt.controller.report.Figures.ConsumerGroup;
import klt.controller.report.Figures.EndToEnd;
import klt.controller.report.Figures.Messages;
import klt.controller.report.Figures.NextRate;
import klt.controller.report.Figures.ObjectiveResult;
import klt.controller.report.Figures.Rate;
import klt.controller.report.Figures.RunError;
import klt.controller.report.Figures.RunEvent;
import klt.controller.report.Figures.RunWorker;
import klt.controller.report.Figures.SeriesRow;
import klt.controller.report.Figures.Throttle;
import klt.controller.report.Figures.Waiting;

/**
 * The current state of a run, without its series.
 *
 * @param warmupSeconds messages due within this time after the start are in no latency, rate or error figure
 * @param measuredFrom end of the warm-up
 * @param throttle how long Kafka quotas throttled the run's clients
 * @param repairedResponseTime of repaired messages, which are in none of the other latencies
 * @param verification the result of the verification so far; empty until the run has ended, unless it is verified live
 */
public record RunView(
        String id,
        RunPhase phase,
        Optional<String> reason,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        double warmupSeconds,
        Optional<Instant> measuredFrom,
        Optional<Waiting> waiting,
        Optional<Double> elapsedSeconds,
        Optional<Double> remainingSeconds,
        Optional<Double> progress,
        Optional<Double> targetRate,
        Optional<NextRate> nextRate,
        RunSpec spec,
        Verdict verdict,
        List<ObjectiveResult> objectives,
        Messages messages,
        Bytes bytes,
        Rate rate,
        Throttle throttle,
        Optional<SeriesRow> current,
        Latency responseTime,
        Latency serviceTime,
        Latency sendLag,
        Latency repairedResponseTime,
        EndToEnd endToEnd,
        List<ConsumerGroup> consumers,
        Optional<AuditResult> verification,
        List<RunWorker> workers,
        List<RunEvent> events,
        List<RunError> errors) {}
