package klt.worker.control;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import klt.common.clock.Ticker;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Ownership;
import klt.worker.clock.BusTime;
import klt.worker.core.Lifecycle.Event;
import klt.worker.produce.Preparation;
import klt.worker.report.Reporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs of this worker. All but the engines' events is for the control loop's thread. */
public final class Runs {

    /** A worker that is given more at a time ignores them, so that a broken controller cannot exhaust its memory. */
    private static final int RUNS_MAX = 32;

    /** How long a producer that is closed at once may take to say what became of its messages. */
    private static final Duration ABORT_LIMIT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    private final String worker;
    private final Preparation preparation;
    private final Reporter reporter;
    private final BusTime busTime;
    private final Ticker ticker;
    private final Map<String, LocalRun> runs = new LinkedHashMap<>();
    /** an engine tells of four steps at most, so the number of runs bounds it */
    private final BlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();

    private volatile Runnable alarm = () -> {};

    private record Happening(LocalRun run, Event event) {}

    /** @param worker this worker's id */
    public Runs(String worker, Preparation preparation, Reporter reporter, BusTime busTime, Ticker ticker) {
        this.worker = worker;
        this.preparation = preparation;
        this.reporter = reporter;
        this.busTime = busTime;
        this.ticker = ticker;
    }

    /** @param next called, by any thread, when there is an event to be handled */
    void onEvent(Runnable next) {
        alarm = next;
    }

    /** @param desired the newest wish; empty when the run was dropped */
    void wanted(String id, Optional<DesiredRun> desired) {
        Optional<Ownership> own = desired.flatMap(wish -> wish.ownedBy(worker))
                .filter(mine -> !mine.shards().isEmpty());
        if (!runs.containsKey(id) && own.isPresent()) {
            begin(id, desired.orElseThrow(), own.get());
        }
        LocalRun run = runs.get(id);
        if (run != null) {
            handle(run, desired.<Event>map(wish -> new Event.Wanted(wish, own)).orElseGet(Event.Dropped::new));
        }
    }

    private void begin(String id, DesiredRun desired, Ownership own) {
        if (runs.size() >= RUNS_MAX) {
            LOG.warn("run {} is ignored: {} runs are here already", id, RUNS_MAX);
            return;
        }
        runs.put(id, new LocalRun(desired, own, preparation, reporter, busTime, ticker, (run, event) -> {
            happenings.add(new Happening(run, event));
            alarm.run();
        }));
    }

    void handleEvents() {
        for (Happening next = happenings.poll(); next != null; next = happenings.poll()) {
            handle(next.run(), next.event());
        }
    }

    void passTime() {
        Event now = new Event.TimePassed(busTime.toBus(ticker.nanos()));
        runs.values().forEach(run -> run.handle(now));
    }

    private void handle(LocalRun run, Event event) {
        run.handle(event);
        runs.values().removeIf(LocalRun::isForgotten);
    }

    /** Stops every run before its next message and waits for the answers, at most so long; what is then unanswered is indeterminate. */
    void stopAll(Duration limit) throws InterruptedException {
        runs.values().forEach(LocalRun::leave);
        if (!awaitIdle(limit)) {
            LOG.warn("some messages were not answered within {}: they are indeterminate", limit);
            runs.values().stream().filter(LocalRun::isWorking).forEach(LocalRun::abort);
            awaitIdle(ABORT_LIMIT);
        }
    }

    private boolean awaitIdle(Duration limit) throws InterruptedException {
        long deadline = ticker.nanos() + limit.toNanos();
        while (runs.values().stream().anyMatch(LocalRun::isWorking)) {
            Happening next = happenings.poll(deadline - ticker.nanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return false;
            }
            handle(next.run(), next.event());
        }
        return true;
    }
}
