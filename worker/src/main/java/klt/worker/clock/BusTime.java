package klt.worker.clock;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import klt.common.clock.BusClock;
import klt.common.clock.Ticker;
import klt.common.protocol.StatusRecord.Clock;

/**
 * Provides bus time to all of the worker's threads. It is measured if the status topic has broker timestamps. Otherwise, it is the wall
 * clock's time, whose error is unknown.
 *
 * <p>One thread observes timestamps; any thread may call the other methods.
 */
public final class BusTime {

    /** Number of samples that are enough for a good estimate; the quickest round trip among them bounds its error. */
    private static final int SAMPLES_ENOUGH = 5;

    private static final long NANOS_PER_MICRO = 1_000;

    /** A reading, when it was taken, and whether it was measured rather than taken from the wall clock. */
    private record Published(BusClock.Reading reading, long atNanos, long samples, boolean measured) {}

    private final Ticker ticker;
    private final InstantSource wallClock;
    private final BusClock clock = new BusClock();
    private final CountDownLatch known = new CountDownLatch(1);
    private volatile Optional<Published> published = Optional.empty();
    private long samples;

    public BusTime(Ticker ticker, InstantSource wallClock) {
        this.ticker = ticker;
        this.wallClock = wallClock;
    }

    /**
     * Adds a record with a broker timestamp; see {@link BusClock#observe}.
     *
     * @return whether the record contradicted all earlier ones
     */
    public boolean observe(long sentNanos, long ackedNanos, long appendMillis) {
        long jumpsBefore = clock.jumps();
        clock.observe(sentNanos, ackedNanos, appendMillis);
        samples++;
        published = Optional.of(new Published(clock.read(ackedNanos), ackedNanos, samples, true));
        if (samples == SAMPLES_ENOUGH) {
            known.countDown();
        }
        return clock.jumps() > jumpsBefore;
    }

    /** Uses the wall clock. Called if there are no broker timestamps. */
    public void followWallClock() {
        long now = ticker.nanos();
        long offset = ChronoUnit.NANOS.between(Instant.EPOCH, wallClock.instant()) - now;
        published = Optional.of(new Published(new BusClock.Reading(offset, 0), now, 0, false));
        known.countDown();
    }

    public boolean isKnown() {
        return known.getCount() == 0;
    }

    public void awaitKnown() throws InterruptedException {
        known.await();
    }

    /** Returns bus time since the epoch minus ticker time, based on the wall clock until a measurement is available. */
    public long offsetNanos() {
        return reading().offsetNanos();
    }

    public Instant toBus(long tickerNanos) {
        return reading().toBus(tickerNanos);
    }

    public long toTicker(Instant bus) {
        return reading().toTicker(bus);
    }

    private BusClock.Reading reading() {
        return published
                .map(Published::reading)
                .orElseGet(() -> new BusClock.Reading(
                        ChronoUnit.NANOS.between(Instant.EPOCH, wallClock.instant()) - ticker.nanos(), 0));
    }

    /** Returns the broker's clock as measured, or empty if it was not measured. */
    public Optional<Clock> clock() {
        return published.filter(Published::measured).map(p -> {
            long now = ticker.nanos();
            long offset =
                    ChronoUnit.NANOS.between(wallClock.instant(), p.reading().toBus(now));
            long uncertainty = p.reading().uncertaintyNanos() + BusClock.driftOver(now - p.atNanos());
            return new Clock(offset / NANOS_PER_MICRO, uncertainty / NANOS_PER_MICRO + 1);
        });
    }
}
