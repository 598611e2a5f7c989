package klt.controller.http;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.histogram.LatencyAggregate;
import klt.common.report.RunDocument;
import klt.common.report.RunSummary;
import klt.common.report.RunView;
import klt.controller.core.run.LoadStop;
import klt.controller.http.download.LatencyDownload;
import klt.controller.loop.EventLoop;
import klt.controller.report.LoadStopView;
import klt.controller.report.Reporter;
import klt.controller.report.Snapshot;
import klt.controller.report.Snapshot.LiveRun;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;

/**
 * Finds runs. Takes runs that have not ended from the event loop's newest snapshot, and all others from the store. Never waits for the
 * loop.
 */
final class RunReader {

    private final EventLoop loop;
    private final RunStore store;

    RunReader(EventLoop loop, RunStore store) {
        this.loop = loop;
        this.store = store;
    }

    /** Returns the newest snapshot. @throws EventLoop.BusyException if it is too old */
    Snapshot snapshot() {
        return loop.snapshot();
    }

    /**
     * Returns the runs that have not ended, in order of submission. The snapshot may still include a run that has ended according to the
     * store.
     */
    List<LiveRun> live(Snapshot snapshot) {
        return snapshot.runs().values().stream()
                .filter(run -> !store.hasEnded(run.summary().id()))
                .toList();
    }

    Optional<LiveRun> live(Snapshot snapshot, String id) {
        return snapshot.run(id).filter(run -> !store.hasEnded(id));
    }

    /** Finds a live run by id. An ended run does not need a snapshot. */
    private Optional<LiveRun> live(String id) {
        return store.hasEnded(id) ? Optional.empty() : snapshot().run(id);
    }

    /** Returns whether all load is stopped: according to this controller or the stored state of another leader, whichever is newer. */
    LoadStopView loadStop(Snapshot snapshot) {
        LoadStop own = snapshot.loadStop();
        LoadStop stored = store.loadStop().current();
        return LoadStopView.of(own.since().isBefore(stored.since()) ? stored : own);
    }

    /** Returns the runs that have not ended, newest first. */
    List<RunSummary> active() {
        return live(snapshot()).stream().map(LiveRun::summary).toList().reversed();
    }

    /**
     * Returns all runs: first those that have not ended, then the ended ones, each newest first. Another leader's runs appear in their
     * stored state.
     */
    Stream<RunSummary> summaries() {
        List<RunSummary> active = active();
        List<String> live = active.stream().map(RunSummary::id).toList();
        return Stream.concat(active.stream(), store.summaries().stream().filter(run -> !live.contains(run.id())));
    }

    Optional<RunView> view(String id) {
        return live(id).map(LiveRun::view).or(() -> store.find(id).map(stored -> Reporter.view(stored.report())));
    }

    Optional<RunDocument> document(String id) {
        return live(id).map(LiveRun::document).or(() -> store.find(id).map(StoredRun::report));
    }

    Optional<LatencyAggregate> distribution(String id, LatencyDownload latency) {
        return live(id).map(
                        run -> latency.of(run.histograms(), run.view().result().latencies()))
                .or(() -> store.find(id)
                        .map(run -> latency.of(
                                run.histograms(), run.report().result().latencies())));
    }
}
