package klt.controller.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import klt.common.clock.Ticker;
import klt.controller.core.ControllerCore;
import klt.controller.core.run.Command;
import klt.controller.core.run.Step;
import klt.controller.report.Snapshot;

/**
 * Publishes snapshots of the core at a bounded rate. Clients read them on their own threads, without going through the loop. Owned by the
 * {@link CoreRuntime} thread; only {@link #newest} may be called by any thread.
 */
final class SnapshotPublisher {

    /** Interval between snapshots while no run is changing. */
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Minimum interval between snapshots while runs are changing. */
    private static final long INTERVAL_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);

    /** Minimum time between two snapshots, as a multiple of how long it took to create the last one. */
    private static final int PAUSE_FACTOR = 20;

    /**
     * Maximum interval between snapshots. If creating a snapshot took long because the process was suspended, the next one must still be
     * published within the age limit.
     */
    private static final long INTERVAL_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    /** @param generation generation of the core shown by the snapshot */
    private record Published(Snapshot snapshot, long nanos, int generation) {}

    private final CoreRuntime runtime;
    private final BiFunction<ControllerCore, Instant, Snapshot> snapshots;
    private final Ticker ticker;
    private volatile Published published;
    private long tookNanos;
    /** whether a run has changed since the last snapshot */
    private boolean changed = true;

    SnapshotPublisher(CoreRuntime runtime, BiFunction<ControllerCore, Instant, Snapshot> snapshots, Ticker ticker) {
        this.runtime = runtime;
        this.snapshots = snapshots;
        this.ticker = ticker;
        published = new Published(Snapshot.EMPTY, ticker.nanos(), -1);
    }

    void onStep(Step step) {
        changed |= step.commands().stream().anyMatch(command -> !(command instanceof Command.PublishTick));
    }

    void publish() {
        long begin = ticker.nanos();
        Snapshot snapshot = snapshots.apply(runtime.core(), runtime.now());
        long end = ticker.nanos();
        published = new Published(snapshot, end, runtime.generation());
        tookNanos = end - begin;
        changed = false;
    }

    void publishIfDue() {
        long interval = Math.max(changed ? INTERVAL_NANOS_MIN : INTERVAL_NANOS, PAUSE_FACTOR * tookNanos);
        boolean outdated = !shows(published) && !runtime.isReplaying();
        if (outdated || ticker.nanos() - published.nanos >= Math.min(interval, INTERVAL_NANOS_MAX)) {
            publish();
        }
    }

    /** Returns whether the newest snapshot was taken after the last takeover or loss of leadership. */
    private boolean shows(Published snapshot) {
        return snapshot.generation == runtime.generation();
    }

    /** Returns the newest snapshot, or empty if it is older than {@code ageMax} or the core does not have all runs yet. */
    Optional<Snapshot> newest(Duration ageMax) {
        Published newest = published;
        return shows(newest) && !runtime.isReplaying() && ticker.nanos() - newest.nanos <= ageMax.toNanos()
                ? Optional.of(newest.snapshot)
                : Optional.empty();
    }
}
