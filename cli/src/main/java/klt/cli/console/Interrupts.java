package klt.cli.console;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.clock.Ticker;

/**
 * Wakes the waiting main thread on a request to stop, or on an event from another thread. The main thread handles the first request; a
 * second one ends the process immediately.
 */
public final class Interrupts {

    /** How long to ignore a second signal: a Ctrl-C may arrive twice, once from the terminal and once forwarded by a wrapper. */
    private static final Duration ECHO_MAX = Duration.ofMillis(300);

    private final Ticker ticker;
    private final Runnable end;
    private final Semaphore news = new Semaphore(0);
    private final List<Runnable> beforeEnd = new CopyOnWriteArrayList<>();
    private boolean asked;
    private long askedAtNanos;

    /** @param end ends the process without a clean shutdown */
    public Interrupts(Ticker ticker, Runnable end) {
        this.ticker = ticker;
        this.end = end;
    }

    /** Sets an action to run on the second request, before the process ends. It runs on a signal's thread. */
    public void beforeEnd(Runnable action) {
        beforeEnd.add(action);
    }

    public void askToStop() {
        if (isFirst()) {
            wake();
        } else if (ticker.nanos() - askedAtNanos > ECHO_MAX.toNanos()) {
            beforeEnd.forEach(Runnable::run);
            end.run();
        }
    }

    /**
     * Like {@link #askToStop()}, but repeated calls count as one request, because a supervisor may send several signals before killing the
     * process.
     */
    public void askToStopOnce() {
        if (isFirst()) {
            wake();
        }
    }

    private synchronized boolean isFirst() {
        if (asked) {
            return false;
        }
        asked = true;
        askedAtNanos = ticker.nanos();
        return true;
    }

    public synchronized boolean stopAsked() {
        return asked;
    }

    public void wake() {
        news.release();
    }

    /** Waits for an event or a timeout. Each event ends one wait. */
    public void await(Duration time) {
        try {
            if (news.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.STOPPED, "interrupted");
        }
    }

    /** @throws Failure if a stop was requested; for use while there is nothing to shut down */
    public void throwIfAsked() {
        if (stopAsked()) {
            throw new Failure(ExitCode.STOPPED, "stopped before the run began");
        }
    }
}
