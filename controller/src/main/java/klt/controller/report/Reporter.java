package klt.controller.report;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.End;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.consumers.GroupIds;
import klt.common.report.AuditResult;
import klt.common.report.ConsumerGroup;
import klt.common.report.Judgement;
import klt.common.report.Judgement.Held;
import klt.common.report.Judgement.ObjectiveResult;
import klt.common.report.PartitionSkew;
import klt.common.report.RunDocument;
import klt.common.report.RunEvents;
import klt.common.report.RunEvents.RunError;
import klt.common.report.RunEvents.RunEvent;
import klt.common.report.RunIdentity;
import klt.common.report.RunResult;
import klt.common.report.RunResult.Breakdown;
import klt.common.report.RunSummary;
import klt.common.report.RunView;
import klt.common.report.SeriesRow;
import klt.common.report.Timing;
import klt.common.report.Totals;
import klt.common.report.Totals.Bytes;
import klt.common.report.Totals.Messages;
import klt.common.report.Totals.Rate;
import klt.common.report.latency.Latencies;
import klt.common.report.latency.Latencies.EndToEnd;
import klt.common.report.latency.Latencies.Since;
import klt.common.report.latency.Latency;
import klt.common.report.latency.LatencyHistograms;
import klt.controller.core.ControllerCore;
import klt.controller.core.audit.Verification;
import klt.controller.core.run.Run;
import klt.controller.core.stats.HeldWindows;
import klt.controller.core.stats.RunStats;
import klt.controller.core.verdict.AchievedLoad;
import klt.controller.core.verdict.CatchUp;
import klt.controller.core.verdict.Judge;
import klt.controller.report.Snapshot.LiveRun;

/** Builds everything that the HTTP API returns about runs and the fleet from the core's state. */
public final class Reporter {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final String version;

    /** @param version this controller's version */
    public Reporter(String version) {
        this.version = version;
    }

    public RunDocument document(Run run, Instant now) {
        return new RunDocument(RunDocument.SCHEMA_VERSION, result(run, now), SeriesRows.from(run, 0), timing(run));
    }

    public RunView view(Run run, Instant now) {
        return new RunView(result(run, now), timing(run), RunStatus.of(run, now));
    }

    /** Returns an ended run's representation. */
    public static RunView view(RunDocument document) {
        return new RunView(document.result(), document.timing(), RunStatus.of(document));
    }

    /** Returns the distributions behind the run's latency percentiles. */
    public static LatencyHistograms histograms(Run run) {
        RunStats stats = run.stats();
        return new LatencyHistograms(
                stats.responseTime().histogram(),
                stats.serviceTime().histogram(),
                stats.sendLag().histogram(),
                run.consumerStats().endToEnd().histogram(),
                stats.repairedResponseTime().histogram(),
                stats.commitTime().histogram());
    }

    /** Returns the controller's current state, as seen by clients. */
    public Snapshot snapshot(ControllerCore core, Instant now) {
        Map<String, LiveRun> runs = new LinkedHashMap<>();
        for (Run run : core.runs()) {
            List<SeriesRow> series = SeriesRows.from(run, 0);
            RunView view = view(run, now);
            runs.put(
                    run.id(),
                    new LiveRun(view, RunSummary.of(view.result(), view.timing(), series), series, histograms(run)));
        }
        return new Snapshot(
                now, FleetWorkers.of(core, now), core.fleet().readyMemory(), runs, core.sweeps(), core.loadStop());
    }

    private RunResult result(Run run, Instant now) {
        RunStats stats = run.stats();
        return new RunResult(
                new RunIdentity(
                        run.id(),
                        run.phase(),
                        run.end().map(End::reason),
                        run.end().map(end -> new RunIdentity.End(end.code().name(), end.args())),
                        version),
                run.spec(),
                new Judgement(Judge.verdict(run, now), objectives(run, now)),
                new Totals(messages(run), bytes(run), rate(run), Throttles.of(run.throttled())),
                new Latencies(
                        Latency.of(stats.responseTime().summary()),
                        Latency.of(stats.serviceTime().summary()),
                        Latency.of(stats.sendLag().summary()),
                        Latency.of(stats.repairedResponseTime().summary()),
                        Latency.of(stats.commitTime().summary()),
                        endToEnd(run.consumerStats().endToEnd().summary(), run)),
                new Breakdown(
                        StageRows.of(run, now),
                        LoadRows.of(run),
                        TopicRows.of(run),
                        run.stats().topics().topics().isEmpty()
                                ? run.verification().growthByPartition().flatMap(PartitionSkew::of)
                                : Optional.empty()),
                consumers(run, now),
                verification(run),
                WorkerRows.of(run, now),
                new RunEvents(events(run), errors(run)));
    }

    private static Timing timing(Run run) {
        return new Timing(
                run.createdAt(),
                run.startAt(),
                run.endedAt(),
                run.stats().startSkewNanos().map(nanos -> nanos / NANOS_PER_MICRO),
                run.spec().load().warmup().toNanos() / NANOS_PER_SECOND,
                run.measuredFrom());
    }

    /** Returns the verification result, or empty before the end, because unread messages would count as missing. */
    private static Optional<AuditResult> verification(Run run) {
        Verification verification = run.verification();
        return (run.phase().isEnded() ? verification.findings() : verification.findingsSoFar())
                .map(found -> run.plan().partitions().isEmpty()
                        ? found
                        : found.inTopics(run.plan().partitionNumbers()));
    }

    private static EndToEnd endToEnd(LatencySummary summary, Run run) {
        OptionalLong uncertainty = run.consumerStats().uncertaintyMicros();
        return new EndToEnd(
                Latency.of(summary),
                uncertainty.isPresent() ? Optional.of(uncertainty.getAsLong()) : Optional.empty(),
                run.sends() ? Since.DUE : Since.RECORD_TIMESTAMP);
    }

    private static List<ConsumerGroup> consumers(Run run, Instant now) {
        return run.consumerStats().groups().stream()
                .map(group -> new ConsumerGroup(
                        new ConsumerGroup.Id(
                                group.number(), group.settings().name(), GroupIds.of(run.id(), group.number())),
                        group.members(),
                        group.partitions(),
                        new ConsumerGroup.Records(
                                group.records(),
                                group.redelivered(),
                                group.foreign(),
                                group.bytes(),
                                run.consumeRate(group, now)),
                        new ConsumerGroup.Lag(group.lag(), group.lagMax()),
                        group.rebalances(),
                        group.paused().toMillis() / MILLIS_PER_SECOND,
                        group.pausedMax().map(time -> time.toMillis() / MILLIS_PER_SECOND),
                        Throttles.of(group.throttled()).fetchSeconds(),
                        CatchUp.of(run, group).map(took -> took.toMillis() / MILLIS_PER_SECOND),
                        group.trouble(),
                        endToEnd(group.endToEnd().summary(), run)))
                .toList();
    }

    private static List<ObjectiveResult> objectives(Run run, Instant now) {
        List<Judge.Judged> judged = Judge.objectives(run, now);
        return IntStream.range(0, judged.size())
                .mapToObj(i -> objective(judged.get(i), held(run, i)))
                .toList();
    }

    private static Optional<Held> held(Run run, int objective) {
        HeldWindows held = run.stats().held().get(objective);
        return held.ofSeconds().isEmpty() ? Optional.empty() : Optional.of(new Held(held.ofSeconds(), held.ofTens()));
    }

    static ObjectiveResult objective(Judge.Judged judged, Optional<Held> held) {
        return new ObjectiveResult(judged.objective().expression(), judged.value(), judged.met(), held);
    }

    private static Messages messages(Run run) {
        RunStats.Totals totals = run.stats().totals();
        Optional<Long> planned = run.planned();
        return new Messages(
                planned,
                totals.acked(),
                totals.failed(),
                totals.indeterminate(),
                totals.aborted(),
                planned.map(all -> all - totals.completed()),
                totals.repaired(),
                run.handoverDuplicates(),
                run.stats().warmup().messages());
    }

    private static Bytes bytes(Run run) {
        RunStats.Totals totals = run.stats().totals();
        return new Bytes(
                totals.payloadBytes(),
                totals.sent() == 0 ? Optional.empty() : Optional.of(totals.wireBytes()),
                totals.sent() == 0 ? Optional.empty() : Optional.of(run.stats().batchSplits()));
    }

    private static Rate rate(Run run) {
        return new Rate(run.schedule().plannedRate(), AchievedLoad.rate(run));
    }

    private static List<RunEvent> events(Run run) {
        return run.log().entries().stream()
                .map(entry -> new RunEvent(
                        entry.at(),
                        run.startAt()
                                .filter(start -> !entry.at().isBefore(start))
                                .map(start ->
                                        Duration.between(start, entry.at()).toNanos() / NANOS_PER_SECOND),
                        entry.kind().name(),
                        entry.args(),
                        entry.message()))
                .toList();
    }

    private static List<RunError> errors(Run run) {
        return run.stats().errors().stream()
                .map((ErrorCount error) -> new RunError(
                        error.errorClass(),
                        error.outcome().name(),
                        error.count(),
                        error.firstAt(),
                        error.lastAt(),
                        error.sample()))
                .toList();
    }
}
