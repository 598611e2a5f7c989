package klt.controller.report;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.report.RunDocument;
import klt.common.report.RunSummary;
import klt.common.report.RunView;
import klt.common.report.SeriesRow;
import klt.common.report.latency.LatencyHistograms;
import klt.controller.core.preflight.WorkerMemory;
import klt.controller.core.run.LoadStop;
import klt.controller.core.run.Sweep;
import klt.controller.report.FleetView.FleetWorker;

/**
 * The controller's state at one moment, as seen by clients. The event loop publishes a sequence of snapshots, and any thread may read the
 * newest. Immutable.
 *
 * @param at the snapshot's time, in bus time
 * @param workers known workers, without their pods
 * @param readyMemory heap limits of the workers that can take shards
 * @param runs runs that have not ended, by id, in order of submission
 * @param sweeps sweeps that have not ended, in order of submission
 * @param loadStop whether all load is stopped
 */
public record Snapshot(
        Instant at,
        List<FleetWorker> workers,
        List<WorkerMemory> readyMemory,
        Map<String, LiveRun> runs,
        List<Sweep> sweeps,
        LoadStop loadStop) {

    public static final Snapshot EMPTY =
            new Snapshot(Instant.EPOCH, List.of(), List.of(), Map.of(), List.of(), LoadStop.ALLOWED);

    public Snapshot {
        workers = List.copyOf(workers);
        readyMemory = List.copyOf(readyMemory);
        sweeps = List.copyOf(sweeps);
        runs = Collections.unmodifiableMap(new LinkedHashMap<>(runs));
    }

    /** A run that has not ended. */
    public record LiveRun(RunView view, RunSummary summary, List<SeriesRow> series, LatencyHistograms histograms) {

        public LiveRun {
            series = List.copyOf(series);
        }

        public RunDocument document() {
            return new RunDocument(RunDocument.SCHEMA_VERSION, view.result(), series, view.timing());
        }
    }

    public Optional<LiveRun> run(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    public Optional<Sweep> sweep(String id) {
        return sweeps.stream().filter(sweep -> sweep.id().equals(id)).findFirst();
    }

    public FleetView.Counts fleet() {
        return FleetView.counts(workers);
    }
}
