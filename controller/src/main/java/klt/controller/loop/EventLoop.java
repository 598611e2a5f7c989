package klt.controller.loop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import klt.common.clock.Ticker;
import klt.common.text.ErrorMessage;
import klt.controller.core.ControllerCore;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Step;
import klt.controller.report.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single thread that owns the {@link CoreRuntime}. Tasks are submitted through a bounded queue. While it is full, the thread that reads
 * from Kafka waits, and client requests are rejected.
 */
public final class EventLoop implements CoreExecutor, AutoCloseable {

    /**
     * Maximum number of queued tasks: enough for more than two seconds of reports from the largest fleet, which are a few kilobytes each.
     */
    static final int QUEUE_MAX = 5_000;

    /** Maximum time that a client waits for a result. */
    private static final long ASK_SECONDS_MAX = 5;

    private static final long IDLE_MILLIS_MAX = 50;
    private static final Duration STUCK = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    private final CoreRuntime runtime;
    private final SnapshotPublisher snapshots;
    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread = new Thread(this::loop, "event-loop");

    /** tasks posted by the loop's own thread */
    private final Queue<Runnable> own = new ArrayDeque<>();

    private volatile boolean closed;

    /** Thrown if the loop is closed or its queue is full. */
    public static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BusyException(String message) {
            super(message);
        }
    }

    /**
     * @param cores supplies an empty core, initially and whenever another controller has led in the meantime
     * @param snapshots creates the snapshot of a core for clients
     */
    public EventLoop(
            Supplier<ControllerCore> cores,
            BiFunction<ControllerCore, Instant, Snapshot> snapshots,
            Ticker ticker,
            Clock wallClock) {
        RunEventLogger eventLogger = new RunEventLogger();
        runtime = new CoreRuntime(cores, ticker, wallClock, new CoreListener() {
            @Override
            public void onStep(ControllerCore core, Step step) {
                eventLogger.onStep(core, step);
                EventLoop.this.snapshots.onStep(step);
            }

            @Override
            public void onFailure(Command command, RuntimeException cause) {
                LOG.error("{} failed", command, cause);
            }
        });
        this.snapshots = new SnapshotPublisher(runtime, snapshots, ticker);
    }

    public void start() {
        snapshots.publish();
        thread.start();
    }

    /** Returns the time since a tick was last acknowledged, or zero while no tick is due. */
    public Duration silence() {
        return runtime.silence();
    }

    /**
     * Sends a request and waits for the result, which the next snapshot will reflect. @throws BusyException if there is no result in time
     */
    public Reply request(Event event) {
        return answer(state -> {
            Reply reply = state.step(event);
            carryOut(snapshots::publish);
            return reply;
        });
    }

    private Optional<Snapshot> newest() {
        return closed ? Optional.empty() : snapshots.newest(Duration.ofSeconds(ASK_SECONDS_MAX));
    }

    /** Returns why there is no snapshot, or empty if there is one. */
    public Optional<String> unready() {
        if (newest().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                runtime.isReplaying()
                        ? "the controller is reading the workers' reports about its runs"
                        : "the controller is overloaded; try again in a moment");
    }

    /**
     * Returns the newest snapshot. Does not wait.
     *
     * @throws BusyException if the loop has not published one for {@value #ASK_SECONDS_MAX} s, or is replaying another controller's runs
     */
    public Snapshot snapshot() {
        return newest().orElseThrow(() -> new BusyException(unready().orElse("try again in a moment")));
    }

    /** Queries the current state, in bus time. @throws BusyException if the loop does not respond in time */
    <T> T ask(BiFunction<ControllerCore, Instant, T> question) {
        return answer(state -> question.apply(state.core(), state.now()));
    }

    private <T> T answer(Function<CoreRuntime, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean taken = !closed && queue.offer(() -> answerTo(question, answer));
        if (!taken) {
            throw new BusyException("the controller is overloaded; try again in a moment");
        }
        try {
            return answer.orTimeout(ASK_SECONDS_MAX, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new BusyException("the controller did not respond within " + ASK_SECONDS_MAX + " s");
            }
            throw e;
        }
    }

    private <T> void answerTo(Function<CoreRuntime, T> question, CompletableFuture<T> answer) {
        try {
            answer.complete(question.apply(runtime));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** Returns whether the thread is running, regardless of Kafka. */
    public boolean isAlive() {
        return thread.isAlive() && runtime.idleTime().compareTo(STUCK) < 0;
    }

    @Override
    public void run(Consumer<CoreRuntime> task) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        put(state -> answerTo(
                known -> {
                    task.accept(known);
                    return true;
                },
                done));
        try {
            done.orTimeout(ASK_SECONDS_MAX, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            LOG.info("the event loop has ended or is stuck: {}", ErrorMessage.of(e));
        }
    }

    @Override
    public void put(Consumer<CoreRuntime> task) {
        if (Thread.currentThread() == thread) {
            // a callback on the loop's own thread must not wait for space that only this thread can free
            own.add(() -> task.accept(runtime));
            return;
        }
        try {
            queue.put(() -> task.accept(runtime));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        while (!closed) {
            try {
                Runnable task = own.isEmpty() ? queue.poll(IDLE_MILLIS_MAX, TimeUnit.MILLISECONDS) : own.poll();
                // must precede the task, which depends on how long the process was suspended
                carryOut(runtime::turn);
                if (task != null) {
                    carryOut(task);
                    carryOut(runtime::turn);
                }
                carryOut(snapshots::publishIfDue);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void carryOut(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            // a bug must be visible, but must not end other runs
            LOG.error("event failed", e);
        }
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
