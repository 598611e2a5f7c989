package klt.controller.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.RunProgress;
import klt.common.protocol.interval.SenderTimes;
import klt.common.report.RunWorker;
import klt.common.report.RunWorker.Counts;
import klt.common.report.RunWorker.P99;
import klt.common.report.RunWorker.ProcessFigures;
import klt.common.report.RunWorker.State;
import klt.controller.core.run.Run;
import klt.controller.core.stats.WorkerStats;
import klt.controller.core.verdict.Judge;

/** Builds the results of a run's workers for the HTTP API. */
final class WorkerRows {

    private static final Counts NOTHING_SENT = new Counts(0, 0, 0, 0, 0);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NANOS_PER_MICRO = 1_000;

    private WorkerRows() {}

    static List<RunWorker> of(Run run, Instant now) {
        Optional<Double> target = RunStatus.targetRate(run, now);
        int shards =
                run.stats().workers().stream().mapToInt(WorkerStats::shards).sum();
        return run.stats().workers().stream()
                .map(worker ->
                        row(run, worker, target.map(rate -> shards == 0 ? 0 : rate * worker.shards() / shards), now))
                .toList();
    }

    private static RunWorker row(Run run, WorkerStats worker, Optional<Double> share, Instant now) {
        Optional<RunProgress> progress = worker.progress();
        State state = progress.filter(p -> !worker.hasDeparted() || p.state().isFinal())
                .map(p -> State.valueOf(p.state().name()))
                .orElse(worker.hasDeparted() ? State.LOST : State.PREPARING);
        return new RunWorker(
                worker.id(),
                worker.name(),
                state.name(),
                worker.shards(),
                share,
                state == State.SENDING || state == State.DRAINING
                        ? worker.newest().map(WorkerStats.Newest::accepted).orElse(0L)
                        : 0,
                progress.map(p -> new Counts(p.sent(), p.acked(), p.failed(), p.indeterminate(), p.inFlight()))
                        .orElse(NOTHING_SENT),
                new P99(
                        worker.responseTime().summary().p99(),
                        worker.sendLag().summary().p99()),
                progress.flatMap(p -> p.times().startSkewNanos()).map(nanos -> nanos / NANOS_PER_MICRO),
                process(run, worker, now),
                progress.map(p -> p.producer().blockedNanos() / NANOS_PER_SECOND)
                        .orElse(0.0),
                Throttles.of(run.throttled(worker)));
    }

    private static ProcessFigures process(Run run, WorkerStats worker, Instant now) {
        Optional<SenderTimes> measured = worker.measured().sum();
        return new ProcessFigures(
                Judge.cpuCores(run, worker, now),
                Optional.of(worker.cpuLimit()).filter(cores -> cores > 0),
                measured.flatMap(SenderTimes::cpuThrottledShare),
                measured.flatMap(SenderTimes::runQueueShare),
                measured.flatMap(SenderTimes::gcShare),
                worker.measured().sendQueueBytesMax());
    }
}
