package klt.controller.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import klt.common.clock.Ticker;
import klt.common.report.RunDocument;
import klt.common.report.RunSummary;
import klt.common.report.RunView;
import klt.common.report.SeriesRow;
import klt.controller.loop.EventLoop;
import klt.controller.report.FleetView;
import klt.controller.report.LoadStopView;
import klt.controller.report.Reporter;
import klt.controller.report.Snapshot;
import klt.controller.report.Snapshot.LiveRun;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live state as server-sent events. Each client is served by its request thread, which sends the current state once a second. A slow client
 * therefore skips seconds, no events accumulate, and no client has to wait for another. Each tick repeats the series' last rows, so nothing
 * is lost if a tick is skipped.
 *
 * <p>Javalin's own event stream is not used, because it passes the request to another thread. If the client disconnects while that thread
 * is writing, Jetty recycles the request, and Javalin's error handling fails and retries forever.
 */
final class EventStream implements AutoCloseable {

    /** Maximum number of concurrent clients. */
    static final int CLIENTS_MAX = 200;

    /** A stream ends after this time. The client connects again, and its credentials are checked again. */
    static final Duration LENGTH_MAX = Duration.ofMinutes(5);

    /** The last event of a stream that has reached its maximum length. */
    private static final String END = "event: end\ndata: {}\n\n";

    /** A comment that keeps the connection open. The missing tick tells the client that its figures are stale. */
    private static final String BUSY = ": the controller is busy\n\n";

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final int ROWS_REPEATED = 10;

    record Tick(
            Instant now,
            String version,
            String cluster,
            long runsRevision,
            FleetView.Counts fleet,
            LoadStopView loadStop,
            List<RunSummary> active,
            Optional<RunView> run,
            List<SeriesRow> rows) {}

    private final RunReader reader;
    private final RunStore store;
    private final String version;
    private final String cluster;
    private final Ticker ticker;
    private final Semaphore clients = new Semaphore(CLIENTS_MAX);
    private final CountDownLatch closing = new CountDownLatch(1);

    EventStream(RunReader reader, RunStore store, String version, String cluster, Ticker ticker) {
        this.reader = reader;
        this.store = store;
        this.version = version;
        this.cluster = cluster;
        this.ticker = ticker;
    }

    /** Returns the number of connected clients. */
    int watching() {
        return CLIENTS_MAX - clients.availablePermits();
    }

    /** Sends events until the client disconnects, the stream has its maximum length, or the controller shuts down. */
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
        long start = ticker.nanos();
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
            if (ticker.nanos() - start > LENGTH_MAX.toNanos()) {
                out.write(END.getBytes(StandardCharsets.UTF_8));
                out.flush();
                return;
            }
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

    /** @param all whether to include the entire series */
    private Tick tick(Optional<String> id, boolean all) {
        Snapshot snapshot = reader.snapshot();
        Optional<LiveRun> live = id.flatMap(known -> reader.live(snapshot, known));
        Optional<RunDocument> ended =
                live.isPresent() ? Optional.empty() : id.flatMap(store::find).map(StoredRun::report);
        List<SeriesRow> series = live.map(LiveRun::series)
                .or(() -> ended.map(RunDocument::series))
                .orElse(List.of());
        return new Tick(
                snapshot.at(),
                version,
                cluster,
                store.revision(),
                snapshot.fleet(),
                reader.loadStop(snapshot),
                reader.live(snapshot).stream().map(LiveRun::summary).toList(),
                live.map(LiveRun::view).or(() -> ended.map(Reporter::view)),
                all ? series : last(series));
    }

    private static List<SeriesRow> last(List<SeriesRow> rows) {
        return rows.subList(Math.max(0, rows.size() - ROWS_REPEATED), rows.size());
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
