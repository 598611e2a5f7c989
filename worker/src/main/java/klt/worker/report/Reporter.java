package klt.worker.report;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import klt.common.clock.Ticker;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.Bye;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.Hello;
import klt.worker.clock.BusTime;

/**
 * The loop that reports: each run's interval at whole seconds after its start, followed by a heartbeat; a heartbeat a second when there
 * is no run; one at once when a run gets to a new state; and quick ones at first, because they measure the broker's clock.
 */
public final class Reporter {

    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** While a run sends, its harvests bring the heartbeats; this only stands behind them. */
    private static final long HEARTBEAT_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(1_500);

    /** While somebody waits for news. */
    private static final long QUICK_HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Hello hello;
    private final ProcessVitals vitals;
    private final BusTime busTime;
    private final StatusWriter status;
    private final LongSupplier lastTick;
    private final HarvestListener listener;
    private final Ticker ticker;
    private final List<RunReport> runs = new CopyOnWriteArrayList<>();
    /** what other threads have to say, the newest of each subject */
    private final Map<List<Object>, StatusRecord> unsaid = new LinkedHashMap<>();

    private final Semaphore wakes = new Semaphore(0);
    /** a heartbeat has something new to say */
    private final AtomicBoolean news = new AtomicBoolean();

    private final Thread thread = Thread.ofPlatform().name("report").unstarted(this::loop);
    private volatile boolean leaving;
    private volatile Optional<Goodbye> goodbye = Optional.empty();

    /** @param limit how long Kafka may take to take the last records */
    private record Goodbye(String reason, Duration limit) {}

    public Reporter(
            Hello hello,
            ProcessVitals vitals,
            BusTime busTime,
            StatusWriter status,
            LongSupplier lastTick,
            HarvestListener listener,
            Ticker ticker) {
        this.hello = hello;
        this.vitals = vitals;
        this.busTime = busTime;
        this.status = status;
        this.lastTick = lastTick;
        this.listener = listener;
        this.ticker = ticker;
        status.onRoom(wakes::release);
    }

    public void start() {
        thread.start();
    }

    public void add(RunReport run) {
        runs.add(run);
        wake();
    }

    /** The run is over for everyone: a few more heartbeats name it. */
    public void remove(RunReport run) {
        run.toForgotten();
        wake();
    }

    /** There is news: report them now. */
    public void wake() {
        news.set(true);
        wakes.release();
    }

    /** Something to be told, by any thread; it may be followed by a newer record of the same {@link CoalescingKey} before it was written. */
    public void tell(StatusRecord record) {
        synchronized (unsaid) {
            unsaid.put(CoalescingKey.of(record), record);
        }
        wakes.release();
    }

    private void sayUnsaid() {
        List<StatusRecord> records;
        synchronized (unsaid) {
            records = List.copyOf(unsaid.values());
            unsaid.clear();
        }
        records.forEach(status::offer);
    }

    /** The worker was told to end: others should take what it has. */
    public void leave() {
        leaving = true;
        wake();
    }

    private void loop() {
        long nextHeartbeat = ticker.nanos();
        while (goodbye.isEmpty()) {
            wakes.drainPermits();
            sayUnsaid();
            if (harvest() || news.getAndSet(false) || ticker.nanos() - nextHeartbeat >= 0) {
                heartbeat();
                nextHeartbeat = ticker.nanos() + period();
            }
            status.pump();
            await(nextHeartbeat);
        }
        harvest();
        heartbeat();
        status.offer(new Bye(goodbye.get().reason()));
        status.close(goodbye.get().limit());
    }

    private boolean harvest() {
        boolean any = false;
        for (RunReport run : runs) {
            Optional<RunReport.Harvest> harvest = run.harvest(ticker.nanos(), vitals.cpuSeconds());
            harvest.ifPresent(taken -> {
                status.offer(taken.interval());
                run.evidence(taken.last()).forEach(status::offer);
                listener.harvested(taken);
            });
            any |= harvest.isPresent();
        }
        return any;
    }

    private void heartbeat() {
        status.offer(new Heartbeat(
                hello,
                lastTick.getAsLong(),
                leaving,
                busTime.clock(),
                vitals.read(),
                runs.stream().map(RunReport::progress).toList()));
        runs.removeIf(RunReport::isSaid);
    }

    private long period() {
        if (!busTime.isKnown() || runs.stream().anyMatch(RunReport::isSettling)) {
            return QUICK_HEARTBEAT_NANOS;
        }
        return runs.stream().anyMatch(RunReport::isSending) ? HEARTBEAT_NANOS_MAX : HEARTBEAT_NANOS;
    }

    private void await(long nextHeartbeat) {
        long now = ticker.nanos();
        long left = nextHeartbeat - now;
        for (RunReport run : runs) {
            OptionalLong harvest = run.nextHarvestNanos();
            if (harvest.isPresent()) {
                left = Math.min(left, harvest.getAsLong() == Long.MIN_VALUE ? 0 : harvest.getAsLong() - now);
            }
        }
        try {
            if (wakes.tryAcquire(Math.max(0, left), TimeUnit.NANOSECONDS)) {
                wakes.release();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the reporter", e);
        }
    }

    /** The last interval and heartbeat of every run, and goodbye; Kafka gets so long to take them. */
    public void close(String reason, Duration limit) throws InterruptedException {
        goodbye = Optional.of(new Goodbye(reason, limit));
        wake();
        // all that is written is this thread's own: one that gets no processor time is left to end by itself
        thread.join(limit.multipliedBy(2));
    }
}
