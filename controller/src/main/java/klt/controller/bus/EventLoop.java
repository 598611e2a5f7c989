package klt.controller.bus;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import klt.common.clock.BusClock;
import klt.common.clock.Ticker;
import klt.controller.core.ControllerCore;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Step;
import klt.controller.report.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single thread that owns the {@link ControllerCore}. Events enter through a bounded queue: if it is full, Kafka's reader waits and a
 * client's request is rejected. Commands leave through the {@code outside}, which must not block.
 */
public final class EventLoop implements AutoCloseable {

    /** Maximum number of queued events: over two seconds of reports of the largest fleet, each of some kilobytes. */
    static final int QUEUE_MAX = 5_000;

    /** Maximum time that a client waits for an answer. */
    private static final long ASK_SECONDS_MAX = 5;

    private static final long TICK_NANOS = ControllerCore.TICK_INTERVAL.toNanos();

    /** The loop turns at least every {@value #IDLE_MILLIS_MAX} ms: after a longer turn the process or its machine was suspended. */
    private static final long TURN_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private static final long IDLE_MILLIS_MAX = 50;

    /** Interval of snapshots while nothing but time changes. */
    private static final long SNAPSHOT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Shortest interval of snapshots while runs change. */
    private static final long SNAPSHOT_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);

    /** Between two snapshots the loop does other things for this many times as long as the last one took. */
    private static final int SNAPSHOT_SHARE = 20;

    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    private final Supplier<ControllerCore> cores;
    private final BiFunction<ControllerCore, Instant, Snapshot> snapshots;
    private final Ticker ticker;
    private final Clock wallClock;
    private final BusClock busClock = new BusClock();
    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread = new Thread(this::run, "event-loop");

    /** tasks posted by the loop's own thread */
    private final Queue<Runnable> own = new ArrayDeque<>();

    /** commands that wait for a connection */
    private final Queue<Command> unsent = new ArrayDeque<>();

    private ControllerCore core;
    private Consumer<Command> outside = this::keep;
    private volatile boolean ticking;
    private boolean tickUnderWay;
    private long nextTickNanos;
    private volatile long tickAckedNanos;
    /** when Kafka last acknowledged a tick of this core; empty before the first */
    private OptionalLong answeredNanos = OptionalLong.empty();
    /** how long this process has been suspended since then */
    private long suspendedNanos;

    private volatile Snapshot snapshot = Snapshot.EMPTY;
    private volatile long snapshotNanos;
    private long snapshotTookNanos;
    /** the core does not hold all runs yet */
    private volatile boolean replaying;

    /** a run has changed since the last snapshot */
    private boolean changed = true;

    private volatile long turnedNanos;
    private volatile boolean closed;

    /** The loop is closed, or its queue is full. */
    public static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BusyException(String message) {
            super(message);
        }
    }

    /**
     * @param cores supplies an empty core, initially and whenever another controller has led in the meantime
     * @param snapshots makes what clients see of a core
     */
    public EventLoop(
            Supplier<ControllerCore> cores,
            BiFunction<ControllerCore, Instant, Snapshot> snapshots,
            Ticker ticker,
            Clock wallClock) {
        this.cores = cores;
        this.snapshots = snapshots;
        core = cores.get();
        this.ticker = ticker;
        this.wallClock = wallClock;
        turnedNanos = ticker.nanos();
        snapshotNanos = turnedNanos;
        tickAckedNanos = turnedNanos;
    }

    public void start() {
        publish();
        thread.start();
    }

    /** Discards all runs, workers and waiting commands: another controller owns them now. */
    void renew() {
        put(() -> {
            reset();
            replaying = false;
        });
    }

    /** The same, for runs that are replayed now: until that has finished there is no snapshot. */
    void renewForReplay() {
        replaying = true;
        put(this::reset);
    }

    private void reset() {
        core = cores.get();
        unsent.clear();
        answeredNanos = OptionalLong.empty();
        publish();
    }

    /** Starts a tick every second. */
    void startTicking() {
        put(() -> {
            ticking = true;
            tickUnderWay = false;
            nextTickNanos = ticker.nanos();
            tickAckedNanos = nextTickNanos;
        });
    }

    /** Sends commands to this consumer from now on, beginning with the waiting ones. */
    void connect(Consumer<Command> commands) {
        put(() -> {
            outside = commands;
            for (Command waiting = unsent.poll(); waiting != null; waiting = unsent.poll()) {
                carryOut(waiting);
            }
        });
    }

    /** Returns when no more commands are sent: they wait for the next connection, and no tick is due. */
    void disconnect() {
        try {
            ask((state, now) -> {
                outside = this::keep;
                ticking = false;
                return state;
            });
        } catch (BusyException e) {
            LOG.info("the event loop has ended; no more commands are sent");
        }
    }

    private void keep(Command command) {
        if (unsent.size() < QUEUE_MAX) {
            unsent.add(command);
        }
    }

    /** Time since the acknowledgement of the newest acknowledged tick; zero while none is due. */
    public Duration silence() {
        return ticking ? Duration.ofNanos(ticker.nanos() - tickAckedNanos) : Duration.ZERO;
    }

    /** The last tick was acknowledged, which also refines the estimate of the broker's clock. */
    void onTickAcked(long sentNanos, long ackedNanos, long appendMillis) {
        put(() -> {
            tickUnderWay = false;
            tickAckedNanos = ackedNanos;
            busClock.observe(sentNanos, ackedNanos, appendMillis);
            long last = answeredNanos.orElse(ackedNanos);
            answeredNanos = OptionalLong.of(ackedNanos);
            step(new Event.TickAcked(Duration.ofNanos(Math.max(0, ackedNanos - last - suspendedNanos))));
            suspendedNanos = 0;
        });
    }

    /** The session restarts on its own: the time until the next tick is not an outage of Kafka. */
    void onSessionRestart() {
        put(() -> answeredNanos = OptionalLong.empty());
    }

    /** Another record was acknowledged, which refines the estimate of the broker's clock. */
    void onAcked(long sentNanos, long ackedNanos, long appendMillis) {
        put(() -> busClock.observe(sentNanos, ackedNanos, appendMillis));
    }

    void onTickFailed() {
        put(() -> tickUnderWay = false);
    }

    /** Enqueues an event; waits while the queue is full. */
    public void post(Event event) {
        put(() -> step(event));
    }

    /** Sends a request and waits for the answer, which the next snapshot shows. @throws BusyException if there is no answer in time */
    public Reply request(Event event) {
        return ask((state, now) -> {
            Reply reply = step(event);
            publish();
            return reply;
        });
    }

    /**
     * The newest snapshot, at most a second old while the loop turns. Does not wait.
     *
     * @throws BusyException if the loop has published none for {@value #ASK_SECONDS_MAX} s, or replays the runs of another controller
     */
    public Snapshot snapshot() {
        if (closed || replaying || ticker.nanos() - snapshotNanos > TimeUnit.SECONDS.toNanos(ASK_SECONDS_MAX)) {
            throw new BusyException("the controller is overloaded; try again in a moment");
        }
        return snapshot;
    }

    private void publish() {
        long begin = ticker.nanos();
        snapshot = snapshots.apply(core, now());
        snapshotNanos = ticker.nanos();
        snapshotTookNanos = snapshotNanos - begin;
        changed = false;
    }

    private boolean isSnapshotDue(long nanos) {
        long interval = changed ? SNAPSHOT_NANOS_MIN : SNAPSHOT_NANOS;
        return nanos - snapshotNanos >= Math.max(interval, SNAPSHOT_SHARE * snapshotTookNanos);
    }

    /** Runs a question on the loop's thread, in bus time. @throws BusyException if the loop does not answer in time */
    <T> T ask(BiFunction<ControllerCore, Instant, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean taken = !closed && queue.offer(() -> answerTo(question, answer));
        if (!taken) {
            throw new BusyException("the controller is overloaded; try again in a moment");
        }
        try {
            return answer.orTimeout(ASK_SECONDS_MAX, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new BusyException("the controller did not answer within " + ASK_SECONDS_MAX + " s");
            }
            throw e;
        }
    }

    private <T> void answerTo(BiFunction<ControllerCore, Instant, T> question, CompletableFuture<T> answer) {
        try {
            answer.complete(question.apply(core, now()));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** Whether the thread turns, independent of Kafka. */
    public boolean isAlive() {
        return thread.isAlive() && ticker.nanos() - turnedNanos < STUCK_NANOS;
    }

    private void put(Runnable task) {
        if (Thread.currentThread() == thread) {
            // a callback on the loop's own thread must not wait for space that only this thread can free
            own.add(task);
            return;
        }
        try {
            queue.put(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                Runnable task = own.isEmpty() ? queue.poll(IDLE_MILLIS_MAX, TimeUnit.MILLISECONDS) : own.poll();
                if (task != null) {
                    task.run();
                }
                long nanos = ticker.nanos();
                suspendedNanos += nanos - turnedNanos > TURN_NANOS_MAX ? nanos - turnedNanos : 0;
                turnedNanos = nanos;
                if (ticking && !tickUnderWay && nanos >= nextTickNanos) {
                    nextTickNanos = Math.max(nextTickNanos + TICK_NANOS, nanos);
                    tickUnderWay = true;
                    step(new Event.TickDue());
                }
                if (isSnapshotDue(nanos)) {
                    publish();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // a bug: it must be visible, and must not end the other runs
                LOG.error("event failed", e);
            }
        }
    }

    private Reply step(Event event) {
        Step step = core.on(event, now());
        changed |= step.commands().stream().anyMatch(command -> !(command instanceof Command.PublishTick));
        step.commands().forEach(this::carryOut);
        if (event instanceof Event.ReplayFinished) {
            publish();
            replaying = false;
        }
        return step.reply();
    }

    private void carryOut(Command command) {
        try {
            outside.accept(command);
        } catch (RuntimeException e) {
            // a bug: it must not prevent the commands after it
            LOG.error("{} failed", command, e);
            // a tick that was not sent is never acknowledged
            tickUnderWay = tickUnderWay && !(command instanceof Command.PublishTick);
        }
    }

    /** Bus time; event-loop thread only, which executes the commands. */
    Instant now() {
        return busClock.isKnown() ? busClock.read(ticker.nanos()).toBus(ticker.nanos()) : wallClock.instant();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(ASK_SECONDS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
