package klt.controller.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import klt.common.clock.BusClock;
import klt.common.clock.Ticker;
import klt.controller.core.ControllerCore;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Step;

/**
 * Runs the {@link ControllerCore}: determines events' bus time, sends ticks when they are due, and holds commands until there is a
 * connection. Owned by one thread. Never waits.
 */
public final class CoreRuntime {

    /** Maximum number of commands waiting for a connection. */
    static final int UNSENT_MAX = 20_000;

    private static final long TICK_NANOS = ControllerCore.TICK_INTERVAL.toNanos();

    /** Maximum time between two turns. A longer pause means that the process or its machine was suspended. */
    private static final long TURN_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<ControllerCore> cores;
    private final Ticker ticker;
    private final InstantSource wallClock;
    private final CoreListener listener;
    private final BusClock busClock = new BusClock();

    /** commands waiting for a connection */
    private final Queue<Command> unsent = new ArrayDeque<>();

    private ControllerCore core;
    private Consumer<Command> outside = this::keep;
    private volatile boolean ticking;
    private boolean tickUnderWay;
    private long nextTickNanos;
    private volatile long tickAckedNanos;
    /** when Kafka last acknowledged one of this core's ticks; empty before the first ack */
    private OptionalLong answeredNanos = OptionalLong.empty();
    /** how long this process has been suspended since then */
    private long suspendedNanos;

    private volatile long turnedNanos;
    /** whether another controller's runs are being replayed, so that the core does not have all runs yet */
    private volatile boolean replaying;

    /** incremented with every new core and every finished replay */
    private final AtomicInteger generation = new AtomicInteger();

    /** @param cores supplies an empty core, initially and whenever another controller has led in the meantime */
    public CoreRuntime(Supplier<ControllerCore> cores, Ticker ticker, InstantSource wallClock, CoreListener listener) {
        this.cores = cores;
        core = cores.get();
        this.ticker = ticker;
        this.wallClock = wallClock;
        this.listener = listener;
        turnedNanos = ticker.nanos();
        tickAckedNanos = turnedNanos;
    }

    public ControllerCore core() {
        return core;
    }

    public boolean isLive(String run) {
        return core.run(run).isPresent();
    }

    /** Discards all runs, workers and waiting commands, because another controller owns them now. */
    public void renew() {
        core = cores.get();
        replaying = false;
        generation.incrementAndGet();
        unsent.clear();
        answeredNanos = OptionalLong.empty();
    }

    /** Starts a replay. Another controller's runs and the workers' reports on them follow, until {@link Event.ReplayFinished}. */
    public void beginReplay() {
        replaying = true;
    }

    /**
     * Returns a number that changes when the core is replaced or a replay has finished, either of which makes earlier snapshots outdated.
     * May be called by any thread.
     */
    int generation() {
        return generation.get();
    }

    /** Returns whether the core does not have all runs yet. May be called by any thread. */
    boolean isReplaying() {
        return replaying;
    }

    /** Starts sending a tick every second. */
    public void startTicking() {
        ticking = true;
        tickUnderWay = false;
        nextTickNanos = ticker.nanos();
        tickAckedNanos = nextTickNanos;
    }

    /** Sends all commands to this consumer from now on, starting with those waiting. The consumer must not block. */
    public void connect(Consumer<Command> commands) {
        outside = commands;
        for (Command waiting = unsent.poll(); waiting != null; waiting = unsent.poll()) {
            carryOut(waiting);
        }
    }

    /** Stops sending commands and ticks. Commands wait for the next connection. */
    public void disconnect() {
        outside = this::keep;
        ticking = false;
    }

    private void keep(Command command) {
        if (unsent.size() < UNSENT_MAX) {
            unsent.add(command);
        }
    }

    /** Returns the time since a tick was last acknowledged, or zero while no tick is due. May be called by any thread. */
    Duration silence() {
        return ticking ? Duration.ofNanos(ticker.nanos() - tickAckedNanos) : Duration.ZERO;
    }

    /** Returns the time since the last turn. May be called by any thread. */
    Duration idleTime() {
        return Duration.ofNanos(ticker.nanos() - turnedNanos);
    }

    /** Called when a tick was acknowledged, which also refines the estimate of the broker's clock. */
    public void onTickAcked(long sentNanos, long ackedNanos, long appendMillis) {
        tickUnderWay = false;
        tickAckedNanos = ackedNanos;
        busClock.observe(sentNanos, ackedNanos, appendMillis);
        long last = answeredNanos.orElse(ackedNanos);
        answeredNanos = OptionalLong.of(ackedNanos);
        step(new Event.TickAcked(Duration.ofNanos(Math.max(0, ackedNanos - last - suspendedNanos))));
        suspendedNanos = 0;
    }

    /** Called when the session restarts on its own, so that the time until the next tick does not count as a Kafka outage. */
    public void onSessionRestart() {
        answeredNanos = OptionalLong.empty();
    }

    /** Called when a record other than a tick was acknowledged, which refines the estimate of the broker's clock. */
    public void onAcked(long sentNanos, long ackedNanos, long appendMillis) {
        busClock.observe(sentNanos, ackedNanos, appendMillis);
    }

    /** Called when a tick could not be written. */
    public void onTickFailed() {
        tickUnderWay = false;
    }

    /** Records the time, and starts a tick if one is due. Must be called before each task, and several times a second. */
    public void turn() {
        long nanos = ticker.nanos();
        suspendedNanos += nanos - turnedNanos > TURN_NANOS_MAX ? nanos - turnedNanos : 0;
        turnedNanos = nanos;
        if (ticking && !tickUnderWay && nanos >= nextTickNanos) {
            // missed heartbeats are counted in ticks, so a late tick must not be immediately followed by the next one
            nextTickNanos = (nanos - nextTickNanos < TICK_NANOS ? nextTickNanos : nanos) + TICK_NANOS;
            tickUnderWay = true;
            step(new Event.TickDue());
        }
    }

    public Reply step(Event event) {
        Step step = core.on(event, now());
        listener.onStep(core, step);
        step.commands().forEach(this::carryOut);
        if (event instanceof Event.ReplayFinished) {
            generation.incrementAndGet();
            replaying = false;
        }
        return step.reply();
    }

    private void carryOut(Command command) {
        try {
            outside.accept(command);
        } catch (RuntimeException e) {
            listener.onFailure(command, e);
            // an unsent tick will never be acknowledged
            tickUnderWay = tickUnderWay && !(command instanceof Command.PublishTick);
        }
    }

    /** Returns the bus time. */
    public Instant now() {
        return busClock.isKnown() ? busClock.read(ticker.nanos()).toBus(ticker.nanos()) : wallClock.instant();
    }
}
