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
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.worker.clock.BusTime;

/**
 * The reporting loop. Reports an interval of each run at every full second after the run's start, followed by a heartbeat. Without a run,
 * it sends one heartbeat per second. It also sends a heartbeat immediately when a run changes state, and frequent ones at first, because
 * they measure the broker's clock.
 */
public final class Reporter {

    private static final long IDLE_HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * Maximum heartbeat interval while a run is sending; each second's harvest usually triggers one sooner. Must be below two seconds,
     * because the worker's lease treats a longer gap between responses as an outage.
     */
    private static final long SENDING_HEARTBEAT_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(1_500);

    /** Heartbeat interval while another process is waiting for a report. */
    private static final long QUICK_HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final WorkerInfo info;
    private final ProcessVitals vitals;
    private final BusTime busTime;
    private final StatusWriter status;
    private final LongSupplier lastTick;
    private final HarvestListener listener;
    private final Ticker ticker;
    private final List<RunReport> runs = new CopyOnWriteArrayList<>();
    /** the newest report for each key, from other threads */
    private final Map<List<Object>, StatusRecord> unreported = new LinkedHashMap<>();

    private final Semaphore wakes = new Semaphore(0);
    /** whether the next heartbeat has anything new to report */
    private final AtomicBoolean changed = new AtomicBoolean();

    private final Thread thread = Thread.ofPlatform().name("report").unstarted(this::loop);
    private volatile boolean leaving;
    private volatile Optional<Goodbye> goodbye = Optional.empty();

    /** @param limit time for Kafka to acknowledge the last records */
    private record Goodbye(String reason, Duration limit) {}

    public Reporter(
            WorkerInfo info,
            ProcessVitals vitals,
            BusTime busTime,
            StatusWriter status,
            LongSupplier lastTick,
            HarvestListener listener,
            Ticker ticker) {
        this.info = info;
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

    /** Called when the run has ended. The next few heartbeats will still include it. */
    public void remove(RunReport run) {
        run.toForgotten();
        wake();
    }

    /** Wakes the loop, so that it reports changes immediately. */
    public void wake() {
        changed.set(true);
        wakes.release();
    }

    /**
     * Adds a report. May be called by any thread. A newer record with the same {@link CoalescingKey} may replace it before it is written.
     */
    public void report(StatusRecord record) {
        synchronized (unreported) {
            unreported.put(CoalescingKey.of(record), record);
        }
        wakes.release();
    }

    private void writeUnreported() {
        List<StatusRecord> records;
        synchronized (unreported) {
            records = List.copyOf(unreported.values());
            unreported.clear();
        }
        records.forEach(status::offer);
    }

    /** Called when the worker must shut down, so that other workers take over its shards. */
    public void leave() {
        leaving = true;
        wake();
    }

    private void loop() {
        long nextHeartbeat = ticker.nanos();
        while (goodbye.isEmpty()) {
            wakes.drainPermits();
            writeUnreported();
            if (harvest() || changed.getAndSet(false) || ticker.nanos() - nextHeartbeat >= 0) {
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
            Optional<RunReport.Harvest> harvest = run.harvest(ticker.nanos(), vitals::counters);
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
                info,
                lastTick.getAsLong(),
                leaving,
                busTime.clock(),
                vitals.read(),
                runs.stream().map(RunReport::progress).toList()));
        runs.removeIf(RunReport::isReported);
    }

    private long period() {
        if (!busTime.isKnown() || runs.stream().anyMatch(RunReport::isAwaitingAcks)) {
            return QUICK_HEARTBEAT_NANOS;
        }
        return runs.stream().anyMatch(RunReport::isSending) ? SENDING_HEARTBEAT_NANOS_MAX : IDLE_HEARTBEAT_NANOS;
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
            throw new IllegalStateException("unexpected interrupt of the reporter", e);
        }
    }

    /** Writes each run's last interval and heartbeat, and the goodbye, and waits at most this long for Kafka's acks. */
    public void close(String reason, Duration limit) throws InterruptedException {
        goodbye = Optional.of(new Goodbye(reason, limit));
        wake();
        // only the reporter's thread may write; if it gets no CPU time, it will end on its own later
        thread.join(limit.multipliedBy(2));
    }
}
