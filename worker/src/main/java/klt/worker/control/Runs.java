package klt.worker.control;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import klt.common.clock.Ticker;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.worker.clock.BusTime;
import klt.worker.core.Lifecycle.Event;
import klt.worker.core.Lifecycle.WorkerShare;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs on this worker. Control loop thread only, except for the engines' events. */
public final class Runs {

    /** Maximum number of runs. Additional runs are ignored, so that a faulty controller cannot exhaust the worker's memory. */
    private static final int RUNS_MAX = 32;

    /** Time limit for a producer, once closed without waiting for acks, to report its messages' outcomes. */
    private static final Duration ABORT_LIMIT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    private final String worker;
    private final RunEngines engines;
    private final BusTime busTime;
    private final Ticker ticker;
    private final Map<String, LocalRun> runs = new LinkedHashMap<>();
    /** bounded, because the number of runs is limited and an engine reports at most four steps */
    private final BlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();

    private volatile Runnable alarm = () -> {};

    private record Happening(LocalRun run, Event event) {}

    /** @param worker this worker's id */
    public Runs(String worker, RunEngines engines, BusTime busTime, Ticker ticker) {
        this.worker = worker;
        this.engines = engines;
        this.busTime = busTime;
        this.ticker = ticker;
    }

    /** @param next called on any thread when there is an event to handle */
    public void onEvent(Runnable next) {
        alarm = next;
    }

    /** @param desired the newest desired state; empty if the run was dropped */
    void onDesired(String id, Optional<DesiredRun> desired) {
        WorkerShare own = desired.map(run -> WorkerShare.of(run, worker)).orElse(WorkerShare.NONE);
        if (!runs.containsKey(id) && own.member()) {
            begin(id, desired.orElseThrow());
        }
        LocalRun run = runs.get(id);
        if (run != null) {
            handle(run, desired.<Event>map(next -> new Event.Wanted(next, own)).orElseGet(Event.Dropped::new));
        }
    }

    private void begin(String id, DesiredRun desired) {
        if (runs.size() >= RUNS_MAX) {
            LOG.atWarn()
                    .addKeyValue("run", id)
                    .log("ignoring the run: this worker has {} runs already, the maximum", RUNS_MAX);
            return;
        }
        runs.put(id, new LocalRun(desired, engines, (run, event) -> {
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

    /** Wakes up the control loop if it is waiting. */
    void alarm() {
        alarm.run();
    }

    public boolean isIdle() {
        return runs.values().stream().noneMatch(LocalRun::isWorking);
    }

    /**
     * Returns how long this worker may send without a tick: the shortest {@code workers.lapse} limit of its runs, or empty if it has no
     * runs.
     */
    Optional<Duration> lapse() {
        return runs.values().stream()
                .filter(LocalRun::isWorking)
                .map(LocalRun::silenceMax)
                .min(Comparator.naturalOrder());
    }

    /**
     * Called when the worker shuts down. Immediately leaves each run for which it has nothing to send, and every other run once its grants
     * are completed.
     */
    void leave() {
        runs.values().stream().filter(run -> !run.hasGrants()).forEach(LocalRun::abandon);
    }

    /** Stops every run before its next message. Other workers take over the unsent messages. */
    public void abandon() {
        runs.values().forEach(LocalRun::abandon);
    }

    /** Stops every run and waits for acks until the timeout. After that, messages without an ack are indeterminate. */
    void stopAll(Duration limit) throws InterruptedException {
        abandon();
        if (!awaitIdle(limit)) {
            LOG.warn("some messages were not acknowledged within {}: counting them as indeterminate", limit);
            abortAll();
        }
    }

    /** Stops every run immediately. Messages without an ack are indeterminate. */
    void abortAll() throws InterruptedException {
        abandon();
        runs.values().stream().filter(LocalRun::isWorking).forEach(LocalRun::abort);
        awaitIdle(ABORT_LIMIT);
    }

    private boolean awaitIdle(Duration limit) throws InterruptedException {
        long deadline = ticker.nanos() + limit.toNanos();
        while (!isIdle()) {
            Happening next = happenings.poll(deadline - ticker.nanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return false;
            }
            handle(next.run(), next.event());
        }
        return true;
    }
}
