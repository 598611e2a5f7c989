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
 * What can wake the main thread from its waits: the user's wish to stop, and news from elsewhere. The first wish is
 * for the main thread to fulfil; the second ends the process at once.
 */
public final class Interrupts {

    /** One Ctrl-C may come twice: from the terminal and again from a wrapper that forwards it. */
    private static final Duration ECHO_MAX = Duration.ofMillis(300);

    private final Ticker ticker;
    private final Runnable end;
    private final Semaphore news = new Semaphore(0);
    private final List<Runnable> beforeEnd = new CopyOnWriteArrayList<>();
    private boolean asked;
    private long askedAtNanos;

    /** @param end ends the process without ceremony */
    public Interrupts(Ticker ticker, Runnable end) {
        this.ticker = ticker;
        this.end = end;
    }

    /** What the second wish does first. It runs on a signal's thread. */
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

    /** Waits for news or the end of the time, whichever comes first. Each piece of news ends one wait. */
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

    /** For waits that have nothing to bring to an orderly end. */
    public void throwIfAsked() {
        if (stopAsked()) {
            throw new Failure(ExitCode.STOPPED, "stopped before the run began");
        }
    }
}
