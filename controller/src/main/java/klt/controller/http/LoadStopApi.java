package klt.controller.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.loop.EventLoop;

/** HTTP resource for stopping all load. */
final class LoadStopApi {

    /** Maximum time to wait until Kafka has stored that all load is stopped. */
    private static final Duration STOP_STORED_MAX = Duration.ofSeconds(2);

    private static final Duration STOP_STORED_POLL = Duration.ofMillis(10);

    private final EventLoop loop;
    private final RunReader reader;
    private final Supplier<Optional<String>> elsewhere;
    private final Supplier<Optional<String>> unknown;
    private final BooleanSupplier stored;

    /**
     * @param elsewhere why another controller owns the runs; empty if this controller owns them
     * @param unknown why the stored state has not been read; empty if it has been read
     * @param stored whether Kafka has stored the current state
     */
    LoadStopApi(
            EventLoop loop,
            RunReader reader,
            Supplier<Optional<String>> elsewhere,
            Supplier<Optional<String>> unknown,
            BooleanSupplier stored) {
        this.loop = loop;
        this.reader = reader;
        this.elsewhere = elsewhere;
        this.unknown = unknown;
        this.stored = stored;
    }

    void register(JavalinDefaultRoutingApi routes) {
        Reading.at(routes, "/api/stop-all", this::show);
        routes.post("/api/stop-all", this::stop);
        routes.delete("/api/stop-all", this::allow);
    }

    private void show(Context context) {
        ProblemException.requireReady(unknown);
        context.json(reader.loadStop(reader.snapshot()));
    }

    /** Responds once Kafka has stored the stop, because only then does another controller adhere to it. */
    private void stop(Context context) {
        ProblemException.requireReady(elsewhere);
        accept(loop.request(new Event.StopAllRequested()));
        for (long look = STOP_STORED_MAX.dividedBy(STOP_STORED_POLL); !stored.getAsBoolean(); look--) {
            if (look <= 0) {
                throw ProblemException.stopNotStored();
            }
            LockSupport.parkNanos(STOP_STORED_POLL.toNanos());
        }
        show(context);
    }

    private void allow(Context context) {
        ProblemException.requireReady(elsewhere);
        accept(loop.request(new Event.LoadAllowed()));
        show(context);
    }

    private static void accept(Reply reply) {
        ProblemException.requireAccepted(reply, ProblemException::conflict);
    }
}
