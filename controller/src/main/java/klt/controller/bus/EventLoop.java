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
import klt.controller.core.Command;
import klt.controller.core.ControllerCore;
import klt.controller.core.Event;
import klt.controller.core.Reply;
import klt.controller.core.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the {@link ControllerCore}. Events come in through a bounded queue: Kafka's reader waits when it is full,
 * a person is told to come again. Commands leave through the {@code outside}, which must not block.
 */
public final class EventLoop implements AutoCloseable {

    /** Events that may wait: over a second of the largest fleet's heartbeats. */
    static final int QUEUE_MAX = 20_000;

    /** A person waits so long for an answer at the most. */
    private static final long ASK_SECONDS_MAX = 5;

    private static final long TICK_NANOS = ControllerCore.TICK_INTERVAL.toNanos();

    /** The loop turns at least every {@value #IDLE_MILLIS_MAX} ms: after a longer turn the process, or its machine, stood still. */
    private static final long TURN_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private static final long IDLE_MILLIS_MAX = 50;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    private final Supplier<ControllerCore> cores;
    private final Ticker ticker;
    private final Clock wallClock;
    private final BusClock busClock = new BusClock();
    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread = new Thread(this::run, "event-loop");

    /** what the loop has told itself */
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
    /** how long this process stood still since then */
    private long stoodStillNanos;

    private volatile long turnedNanos;
    private volatile boolean closed;

    /** The loop is closed, or its queue is full. */
    public static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BusyException(String message) {
            super(message);
        }
    }

    /** @param cores gives an empty one, to begin with and whenever another controller has led meanwhile */
    public EventLoop(Supplier<ControllerCore> cores, Ticker ticker, Clock wallClock) {
        this.cores = cores;
        core = cores.get();
        this.ticker = ticker;
        this.wallClock = wallClock;
        turnedNanos = ticker.nanos();
        tickAckedNanos = turnedNanos;
    }

    public void start() {
        thread.start();
    }

    /** Forgets every run and worker, and the commands that wait: another controller has them now. */
    void renew() {
        put(() -> {
            core = cores.get();
            unsent.clear();
            answeredNanos = OptionalLong.empty();
        });
    }

    /** From now on a tick is due each second. */
    void startTicking() {
        put(() -> {
            ticking = true;
            tickUnderWay = false;
            nextTickNanos = ticker.nanos();
            tickAckedNanos = nextTickNanos;
        });
    }

    /** From now on commands go there, those first that waited for it. */
    void connect(Consumer<Command> commands) {
        put(() -> {
            outside = commands;
            for (Command waiting = unsent.poll(); waiting != null; waiting = unsent.poll()) {
                carryOut(waiting);
            }
        });
    }

    /** Returns when no more commands go outside: they wait for the next connection, and no tick is due. */
    void disconnect() {
        try {
            ask((state, now) -> {
                outside = this::keep;
                ticking = false;
                return state;
            });
        } catch (BusyException e) {
            LOG.info("the loop has ended, so nothing more goes outside");
        }
    }

    private void keep(Command command) {
        if (unsent.size() < QUEUE_MAX) {
            unsent.add(command);
        }
    }

    /** How long ago the newest acknowledged tick was acknowledged; zero while none is due. */
    public Duration silence() {
        return ticking ? Duration.ofNanos(ticker.nanos() - tickAckedNanos) : Duration.ZERO;
    }

    /** The last tick was acknowledged, and the broker's clock is known better by it. */
    void onTickAcked(long sentNanos, long ackedNanos, long appendMillis) {
        put(() -> {
            tickUnderWay = false;
            tickAckedNanos = ackedNanos;
            busClock.observe(sentNanos, ackedNanos, appendMillis);
            long last = answeredNanos.orElse(ackedNanos);
            answeredNanos = OptionalLong.of(ackedNanos);
            step(new Event.TickAcked(Duration.ofNanos(Math.max(0, ackedNanos - last - stoodStillNanos))));
            stoodStillNanos = 0;
        });
    }

    /** The session begins again for a reason of its own: the time until the next tick is not an outage of Kafka. */
    void onSessionRestart() {
        put(() -> answeredNanos = OptionalLong.empty());
    }

    /** Something else was acknowledged, by which the broker's clock is known better. */
    void onAcked(long sentNanos, long ackedNanos, long appendMillis) {
        put(() -> busClock.observe(sentNanos, ackedNanos, appendMillis));
    }

    void onTickFailed() {
        put(() -> tickUnderWay = false);
    }

    /** Takes an event in, waiting while the queue is full. */
    public void post(Event event) {
        put(() -> step(event));
    }

    /** Asks for something and waits for the answer. @throws BusyException when there is none in time */
    public Reply request(Event event) {
        return ask((state, now) -> step(event));
    }

    /** Looks at the state as of now, in bus time. @throws BusyException when the loop does not come to it in time */
    public <T> T ask(BiFunction<ControllerCore, Instant, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean taken = !closed && queue.offer(() -> answerTo(question, answer));
        if (!taken) {
            throw new BusyException("the controller has too much to do; try again in a moment");
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

    /** Whether the thread turns; says nothing of Kafka. */
    public boolean isAlive() {
        return thread.isAlive() && ticker.nanos() - turnedNanos < STUCK_NANOS;
    }

    private void put(Runnable task) {
        if (Thread.currentThread() == thread) {
            // a callback in the loop itself, which must not wait for the room that only it can make
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
                stoodStillNanos += nanos - turnedNanos > TURN_NANOS_MAX ? nanos - turnedNanos : 0;
                turnedNanos = nanos;
                if (ticking && !tickUnderWay && nanos >= nextTickNanos) {
                    nextTickNanos = Math.max(nextTickNanos + TICK_NANOS, nanos);
                    tickUnderWay = true;
                    step(new Event.TickDue());
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // a bug: it must be seen, and the other runs must not die of it
                LOG.error("event failed", e);
            }
        }
    }

    private Reply step(Event event) {
        Step step = core.on(event, now());
        step.commands().forEach(this::carryOut);
        return step.reply();
    }

    private void carryOut(Command command) {
        try {
            outside.accept(command);
        } catch (RuntimeException e) {
            // a bug: the commands after it must not be lost by it
            LOG.error("{} failed", command, e);
            // a tick that was not sent is never acknowledged
            tickUnderWay = tickUnderWay && !(command instanceof Command.PublishTick);
        }
    }

    /** Bus time; for the loop's own thread, in which commands are carried out. */
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
