package klt.controller.http;

import io.javalin.http.sse.SseClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import klt.controller.bus.EventLoop;
import klt.controller.core.ControllerCore;
import klt.controller.core.RunMachine;
import klt.controller.report.Figures.SeriesRow;
import klt.controller.report.FleetView;
import klt.controller.report.Reporter;
import klt.controller.report.RunSummary;
import klt.controller.report.RunView;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;

/**
 * Live state as server-sent events. Each client has a thread of its own that looks at the state once a second and writes what it sees:
 * a slow client skips seconds, nothing piles up, and nobody waits for it. The last rows of the series come again with each tick, so
 * that a skipped one loses nothing.
 */
final class EventStream implements AutoCloseable {

    /** Browsers that may watch at a time. */
    static final int CLIENTS_MAX = 200;

    private static final long PERIOD_MILLIS = 1_000;
    private static final int ROWS_REPEATED = 10;

    record Tick(
            Instant now,
            String version,
            String cluster,
            long runsRevision,
            FleetView.Counts fleet,
            List<RunSummary> active,
            Optional<RunView> run,
            List<SeriesRow> rows) {}

    private final EventLoop loop;
    private final RunStore store;
    private final Reporter reporter;
    private final String version;
    private final String cluster;
    private final Semaphore clients = new Semaphore(CLIENTS_MAX);
    private final CountDownLatch closing = new CountDownLatch(1);

    EventStream(EventLoop loop, RunStore store, Reporter reporter, String version, String cluster) {
        this.loop = loop;
        this.store = store;
        this.reporter = reporter;
        this.version = version;
        this.cluster = cluster;
    }

    void accept(SseClient client) {
        if (!clients.tryAcquire()) {
            client.sendEvent("refused", "more than " + CLIENTS_MAX + " clients watch already");
            return;
        }
        client.keepAlive();
        Optional<String> run = Optional.ofNullable(client.ctx().queryParam("run"));
        Thread.ofVirtual().name("events").start(() -> {
            try {
                serve(client, run);
            } finally {
                clients.release();
                client.close();
            }
        });
    }

    private void serve(SseClient client, Optional<String> run) {
        long id = 0;
        boolean first = true;
        do {
            try {
                Tick tick = tick(run, first);
                client.sendEvent(
                        first ? "snapshot" : "tick", Json.MAPPER.writeValueAsString(tick), String.valueOf(++id));
                first = false;
            } catch (EventLoop.BusyException e) {
                // the client sees by the missing tick that its figures are old
                client.sendComment("the controller is busy");
            }
        } while (!client.terminated() && !isClosing());
    }

    /** Waits out the second. */
    private boolean isClosing() {
        try {
            return closing.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Tick tick(Optional<String> id, boolean all) {
        boolean isLive = id.map(run -> loop.ask((core, now) -> core.run(run).isPresent()))
                .orElse(false);
        Optional<StoredRun> ended = isLive ? Optional.empty() : id.flatMap(store::find);
        return loop.ask((core, now) -> {
            Optional<RunMachine> live = id.flatMap(core::run);
            Optional<RunView> view =
                    live.map(run -> reporter.view(run, now)).or(() -> ended.map(run -> Reporter.view(run.report())));
            List<SeriesRow> rows = live.map(run -> rows(run, all))
                    .or(() -> ended.map(run -> run.report().series()))
                    .orElse(List.of());
            return new Tick(
                    now,
                    version,
                    cluster,
                    store.revision(),
                    FleetView.of(core, now).counts(),
                    active(core, now),
                    view,
                    all ? rows : last(rows));
        });
    }

    private List<RunSummary> active(ControllerCore core, Instant now) {
        return core.runs().stream()
                .map(run -> RunSummary.of(reporter.report(run, now)))
                .toList();
    }

    private List<SeriesRow> rows(RunMachine run, boolean all) {
        int newest = run.aggregate().series().newestSecond();
        return reporter.rows(
                run, all ? 0 : newest - ROWS_REPEATED * run.aggregate().series().rowSeconds());
    }

    private static List<SeriesRow> last(List<SeriesRow> rows) {
        return rows.subList(Math.max(0, rows.size() - ROWS_REPEATED), rows.size());
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
