package klt.controller.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import klt.common.clock.Ticker;
import klt.controller.core.ControllerCore;
import klt.controller.core.run.Run;
import klt.controller.core.stats.TimeSeries;
import klt.controller.loop.EventLoop;
import klt.controller.report.Figures.SeriesRow;
import klt.controller.report.FleetView;
import klt.controller.report.Reporter;
import klt.controller.report.RunSummary;
import klt.controller.report.RunView;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live state as server-sent events. Each client is served on the thread of its own request, which sends the current state once a second: a
 * slow client skips seconds, nothing accumulates, and no other client waits for it. Each tick repeats the last rows of the series, so a
 * skipped tick loses nothing.
 *
 * <p>Does not use Javalin's own event stream, which hands the request to another thread. If the client disconnects while that thread
 * writes, Jetty recycles the request, and Javalin's error handling fails and retries endlessly.
 */
final class EventStream implements AutoCloseable {

    /** Maximum number of concurrent clients. */
    static final int CLIENTS_MAX = 200;

    /** A comment, which keeps the connection open: the missing tick shows the client that its figures are stale. */
    private static final String BUSY = ": the controller is busy\n\n";

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final int ROWS_REPEATED = 10;

    /** Maximum age of the live state that clients share: it is built at most twice a second, regardless of their number. */
    private static final long SHARED_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);

    record Tick(
            Instant now,
            String version,
            String cluster,
            long runsRevision,
            FleetView.Counts fleet,
            List<RunSummary> active,
            Optional<RunView> run,
            List<SeriesRow> rows) {}

    /** The state of the live runs, shared by all clients. */
    private record Live(
            long builtAtNanos,
            Instant now,
            FleetView.Counts fleet,
            List<RunSummary> active,
            Map<String, LiveRun> runs) {}

    private record LiveRun(RunView view, List<SeriesRow> rows) {}

    private final EventLoop loop;
    private final RunStore store;
    private final Reporter reporter;
    private final Ticker ticker;
    private final String version;
    private final String cluster;
    private final Semaphore clients = new Semaphore(CLIENTS_MAX);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ReentrantLock building = new ReentrantLock();
    private Optional<Live> shared = Optional.empty();

    EventStream(EventLoop loop, RunStore store, Reporter reporter, Ticker ticker, String version, String cluster) {
        this.loop = loop;
        this.store = store;
        this.reporter = reporter;
        this.ticker = ticker;
        this.version = version;
        this.cluster = cluster;
    }

    /** Number of connected clients. */
    int watching() {
        return CLIENTS_MAX - clients.availablePermits();
    }

    /** Sends events until the client disconnects or the controller shuts down. */
    void serve(Context context) {
        if (!clients.tryAcquire()) {
            throw ProblemException.refused(
                    "the event stream already has " + CLIENTS_MAX + " clients, which is the limit");
        }
        try {
            context.contentType("text/event-stream; charset=utf-8")
                    .header("Cache-Control", "no-cache")
                    // a reverse proxy must not buffer events
                    .header("X-Accel-Buffering", "no");
            if (context.method().equals(HandlerType.HEAD)) {
                return;
            }
            send(Optional.ofNullable(context.queryParam("run")), context.res().getOutputStream());
        } catch (IOException e) {
            LOG.debug("a client of the event stream disconnected", e);
        } finally {
            clients.release();
        }
    }

    private void send(Optional<String> run, OutputStream out) throws IOException {
        long sent = 0;
        do {
            String event = BUSY;
            try {
                event = event(tick(run, sent == 0), sent == 0 ? "snapshot" : "tick", sent + 1);
                sent++;
            } catch (EventLoop.BusyException e) {
                LOG.debug("no event", e);
            }
            out.write(event.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } while (!isClosing());
    }

    private static String event(Tick tick, String name, long id) {
        return "id: " + id + "\nevent: " + name + "\ndata: " + Json.MAPPER.writeValueAsString(tick) + "\n\n";
    }

    /** Waits until the next second. */
    private boolean isClosing() {
        try {
            return closing.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Tick tick(Optional<String> id, boolean all) {
        Live live = live();
        Optional<LiveRun> run =
                id.flatMap(wanted -> Optional.ofNullable(live.runs().get(wanted)));
        Optional<StoredRun> ended = run.isPresent() ? Optional.empty() : id.flatMap(store::find);
        List<SeriesRow> rows = run.map(r -> all ? rows(id.orElseThrow()) : r.rows())
                .or(() -> ended.map(
                        r -> all ? r.report().series() : last(r.report().series())))
                .orElse(List.of());
        return new Tick(
                live.now(),
                version,
                cluster,
                store.revision(),
                live.fleet(),
                live.active(),
                run.map(LiveRun::view).or(() -> ended.map(r -> Reporter.view(r.report()))),
                rows);
    }

    private Live live() {
        building.lock();
        try {
            Live live = shared.filter(state -> ticker.nanos() - state.builtAtNanos() < SHARED_NANOS_MAX)
                    .orElseGet(() -> loop.ask(this::look));
            shared = Optional.of(live);
            return live;
        } finally {
            building.unlock();
        }
    }

    private Live look(ControllerCore core, Instant now) {
        List<RunSummary> active = new ArrayList<>();
        Map<String, LiveRun> runs = new HashMap<>();
        for (Run run : core.runs()) {
            active.add(RunSummary.of(reporter.report(run, now)));
            TimeSeries series = run.stats().series();
            int from = series.newestSecond() - ROWS_REPEATED * series.rowSeconds();
            runs.put(run.id(), new LiveRun(reporter.view(run, now), last(reporter.rows(run, from))));
        }
        return new Live(ticker.nanos(), now, FleetView.counts(core, now), active, runs);
    }

    /** All rows of a run; none if it has just ended: the store has them with the next tick. */
    private List<SeriesRow> rows(String id) {
        return loop.ask(
                (core, now) -> core.run(id).map(run -> reporter.rows(run, 0)).orElse(List.of()));
    }

    private static List<SeriesRow> last(List<SeriesRow> rows) {
        return rows.subList(Math.max(0, rows.size() - ROWS_REPEATED), rows.size());
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
