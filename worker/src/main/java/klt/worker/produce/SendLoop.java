package klt.worker.produce;

import java.util.List;
import java.util.concurrent.TimeUnit;
import klt.common.clock.Ticker;
import klt.common.histogram.LatencyRecorder;
import klt.common.protocol.Grant;
import klt.common.schedule.FireTimes;
import klt.worker.core.Schedule;
import klt.worker.core.SendQueue;
import klt.worker.produce.message.Messages;
import klt.worker.produce.outcome.AckRecorder;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of this worker's grants on schedule. The load follows an open model: no message is ever skipped or rescheduled, and
 * late messages are sent immediately until the loop has caught up. Repairs are sent between scheduled messages, at the schedule's rate.
 *
 * <p>When there is nothing to send, the loop waits, because new grants may arrive as long as the run is live.
 *
 * <p>The hot path: no allocation per message outside Kafka's client, no locks, no logging; guarded by {@code SendLoopAllocationTest}.
 * {@link #change} and {@link #stop} may be called by any thread; the other methods are for the sending thread only.
 */
final class SendLoop {

    /** Repairs per second if the schedule has no rate. */
    static final double REPAIR_RATE_MIN = 1_000;

    /** Repairs that fall behind by up to this time during a wait are sent immediately; it is longer than any pacing interval. */
    private static final long REPAIR_CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final double NANOS_PER_SECOND = 1e9;

    /** What the loop has to send; each change creates a new object. */
    record SendPlan(Schedule schedule, List<Grant> grants) {}

    private final Ticker ticker;
    private final Pacer pacer;
    private final AckRecorder outcomes;
    private final SendGate gate;
    private final Runnable atRest;
    private final int shardCount;
    private final SendQueue work;
    private final long warmupNanos;
    private final SendCounters counters = new SendCounters();
    private final LatencyRecorder sendLag = new LatencyRecorder();

    private @Nullable Transactions transactions;
    private volatile boolean stopping;
    private volatile SendPlan plan;
    private boolean resting;

    /**
     * @param gate closed while this worker must not send
     * @param atRest called whenever there is nothing more to send under the grants
     */
    SendLoop(
            Ticker ticker,
            Parking parking,
            AckRecorder outcomes,
            SendGate gate,
            int shardCount,
            SendPlan plan,
            Runnable atRest) {
        this.ticker = ticker;
        this.pacer = new Pacer(ticker, parking);
        this.outcomes = outcomes;
        this.gate = gate;
        this.atRest = atRest;
        this.shardCount = shardCount;
        this.plan = plan;
        work = new SendQueue(shardCount);
        warmupNanos = plan.schedule().warmupNanos();
    }

    /** Makes the loop send messages in transactions. Must be called before {@link #run}. The loop may leave the last transaction open. */
    void sendIn(Transactions these) {
        transactions = these;
    }

    /** Sets a new schedule of the same kind, or new grants, effective from the next message. */
    void change(SendPlan next) {
        plan = next;
        pacer.wake();
    }

    /** Ends the loop before the next message. The caller must interrupt a blocked send. */
    void stop() {
        stopping = true;
        pacer.wake();
    }

    boolean isStopping() {
        return stopping;
    }

    /**
     * Sends until the loop is stopped or time is up.
     *
     * @param producers the producers, as many as the outcome recorder was created for
     * @param startNanos ticker time of the run's start
     */
    void run(List<Producer<byte[], byte[]>> producers, Messages messages, long startNanos) {
        SendPlan first = plan;
        adopt(first);
        try {
            MessageSender sender = new MessageSender(
                    producers, messages, outcomes, transactions, counters, startNanos, warmupNanos, () -> stopping);
            switch (first.schedule()) {
                case Schedule.Paced paced -> runPaced(sender, startNanos, first, paced);
                case Schedule.AtMax atMax -> runAtMax(sender, startNanos, first, atMax);
            }
        } finally {
            work.stop();
        }
    }

    @SuppressWarnings("ReferenceEquality") // every change is a new object
    private void runPaced(MessageSender sender, long startNanos, SendPlan first, Schedule.Paced paced) {
        SendPlan current = first;
        Schedule.Paced schedule = paced;
        FireTimes.Reader times = schedule.fireTimes().reader();
        FireTimes.Reader repairTimes = schedule.fireTimes().reader();
        schedule.sizes().ifPresent(sender::follow);
        long sequence = work.sequence();
        long fire = fireNanos(schedule, times, sequence);
        long repairDue = 0;
        while (!stopping) {
            long now = ticker.nanos() - startNanos;
            if (sender.isTransactionDue(now)) {
                if (!sender.endTransaction()) {
                    return;
                }
                continue;
            }
            // read the gate before the plan, so that a plan set before the gate opens applies from the first message
            // after it
            boolean open = gate.isOpen(startNanos + now);
            SendPlan newest = plan;
            if (newest != current && newest.schedule() instanceof Schedule.Paced changed) {
                current = newest;
                if (changed != schedule) {
                    schedule = changed;
                    times = schedule.fireTimes().reader();
                    repairTimes = schedule.fireTimes().reader();
                    schedule.sizes().ifPresent(sender::follow);
                }
                adopt(newest);
                sequence = work.sequence();
                fire = fireNanos(schedule, times, sequence);
            }
            if (now >= schedule.stopNanos()) {
                return;
            }
            boolean repairs = work.repairSequence() < schedule.messages();
            if (!open) {
                pacer.sleepUntil(startNanos, now + SendGate.LOOK_NANOS);
            } else if (fire <= now) {
                if (!sender.send(work.cursor(), sequence, fire, now)) {
                    return;
                }
                if (fire >= warmupNanos) {
                    sendLag.recordNanos(now - fire);
                }
                work.advance();
                sequence = work.sequence();
                fire = fireNanos(schedule, times, sequence);
            } else if (repairs && repairDue <= now) {
                if (schedule.fireTimes().isPausedAt(now)) {
                    // the load is paused, including repairs, which are part of it
                    repairDue = now + SendGate.LOOK_NANOS;
                } else if (repair(sender, repairFireNanos(repairTimes, now), now)) {
                    repairDue = Math.max(repairDue, now - REPAIR_CATCH_UP_NANOS)
                            + repairIntervalNanos(schedule, now, sequence);
                } else {
                    return;
                }
            } else {
                boolean sentAll = sequence >= schedule.messages();
                if (sentAll && now >= schedule.closeNanos()) {
                    work.stopAt(schedule.messages());
                }
                if (!rest(sender)) {
                    return;
                }
                long next = sentAll && now < schedule.closeNanos() ? schedule.closeNanos() : fire;
                long wakeNanos = repairs ? Math.min(next, repairDue) : next;
                pacer.awaitFire(
                        startNanos,
                        now,
                        wakeNanos,
                        intervalNanos(schedule, now),
                        sender.wakeNanos(schedule.stopNanos()));
            }
        }
    }

    /** Returns when a message is due, or NEVER if there is no such message. */
    private static long fireNanos(Schedule.Paced schedule, FireTimes.Reader times, long sequence) {
        return sequence >= schedule.messages() ? Schedule.NEVER : times.fireNanos(sequence);
    }

    /** Returns when the message to repair was due, but not later than now, although a repair may run slightly ahead of the schedule. */
    private long repairFireNanos(FireTimes.Reader times, long nowNanos) {
        return Math.min(times.fireNanos(work.repairSequence()), nowNanos);
    }

    private long intervalNanos(Schedule.Paced schedule, long nanos) {
        return schedule.pacing().intervalNanos(rateAt(schedule, nanos));
    }

    private double rateAt(Schedule.Paced schedule, long nanos) {
        return schedule.fireTimes().rateAt(nanos) * work.sendingShards() / shardCount;
    }

    private long repairIntervalNanos(Schedule.Paced schedule, long nanos, long sequence) {
        // once the schedule has nothing more to send, repairs are sent at the schedule's rate
        int shards = sequence >= schedule.messages() ? work.repairingShards() : work.sendingShards();
        double own = schedule.fireTimes().rateAt(nanos) * shards / shardCount;
        return (long) (NANOS_PER_SECOND / Math.max(own, REPAIR_RATE_MIN));
    }

    @SuppressWarnings("ReferenceEquality") // every change is a new object
    private void runAtMax(MessageSender sender, long startNanos, SendPlan first, Schedule.AtMax atMax) {
        SendPlan current = first;
        Schedule.AtMax schedule = atMax;
        while (!stopping) {
            long now = ticker.nanos() - startNanos;
            if (sender.isTransactionDue(now)) {
                if (!sender.endTransaction()) {
                    return;
                }
                continue;
            }
            boolean open = gate.isOpen(startNanos + now);
            SendPlan newest = plan;
            if (newest != current && newest.schedule() instanceof Schedule.AtMax changed) {
                current = newest;
                schedule = changed;
                adopt(newest);
            }
            if (now >= schedule.stopNanos()) {
                return;
            }
            if (!open) {
                pacer.sleepUntil(startNanos, now + SendGate.LOOK_NANOS);
            } else if (now < 0 || schedule.held()) {
                pacer.sleepUntil(startNanos, now < 0 ? 0 : sender.wakeNanos(schedule.stopNanos()));
            } else if (work.repairSequence() < schedule.messages()) {
                if (!repair(sender, now, now)) {
                    return;
                }
            } else if (work.sequence() < schedule.messages()) {
                if (!sender.send(work.cursor(), work.sequence(), now, now)) {
                    return;
                }
                work.advance();
            } else {
                work.stopAt(schedule.messages());
                if (!rest(sender)) {
                    return;
                }
                pacer.sleepUntil(startNanos, sender.wakeNanos(schedule.stopNanos()));
            }
        }
    }

    private void adopt(SendPlan next) {
        work.adopt(next.grants());
        resting = false;
    }

    /** @return false if the loop is stopping */
    private boolean rest(MessageSender sender) {
        if (!resting && work.isResting()) {
            // the open transaction gets no more messages, and those in it do not complete until it ends
            if (!sender.endTransaction()) {
                return false;
            }
            resting = true;
            atRest.run();
        }
        return true;
    }

    private boolean repair(MessageSender sender, long fire, long now) {
        if (!sender.send(work.repairCursor(), work.repairSequence(), fire, now)) {
            return false;
        }
        work.advanceRepair();
        return true;
    }

    /** Returns the messages per second that this worker has to send at a time after the start, or NaN at rate max. */
    double rateAt(long nanos) {
        return switch (plan.schedule()) {
            case Schedule.Paced paced -> rateAt(paced, nanos);
            case Schedule.AtMax atMax -> atMax.held() ? 0 : Double.NaN;
        };
    }

    /** Returns each grant's progress. Reporting thread only. */
    SendQueue.Progress progress() {
        return work.progress();
    }

    SendCounters counters() {
        return counters;
    }

    LatencyRecorder sendLag() {
        return sendLag;
    }
}
