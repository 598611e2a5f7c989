package klt.worker.produce;

import klt.common.clock.Ticker;
import klt.common.histogram.LatencyRecorder;
import klt.worker.core.Schedule;
import klt.worker.core.ShardWalk;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Sends the sequences of a walk by a schedule. The load is an open model: a message is never skipped nor re-timed, and what is late is
 * sent at once until the loop has caught up.
 *
 * <p>The hot path: no allocation of ours per message, no lock, no logging; guarded by {@code SendLoopAllocationTest}. {@link #change} and
 * {@link #stop} may be called by any thread, the rest by the sending thread alone.
 */
final class SendLoop {

    private static final int SENT = 0;
    private static final int FIRST_FIRE_NANOS = 1;
    private static final int FIRST_SEND_NANOS = 2;

    private final Ticker ticker;
    private final Pacer pacer;
    private final Outcomes outcomes;
    private final SlotRing slots;
    private final WriterCounters counters = new WriterCounters(3);
    private final LatencyRecorder sendLag = new LatencyRecorder();

    private volatile boolean stopping;
    private volatile Schedule schedule;

    SendLoop(Ticker ticker, Parking parking, Outcomes outcomes, Schedule schedule) {
        this.ticker = ticker;
        this.pacer = new Pacer(ticker, parking);
        this.outcomes = outcomes;
        this.slots = new SlotRing(outcomes);
        this.schedule = schedule;
    }

    /** A new schedule of the same kind; in force from the next message on, which keeps its number. */
    void change(Schedule next) {
        schedule = next;
        pacer.wake();
    }

    /** Ends the loop before the next message. A send that is blocked must be interrupted. */
    void stop() {
        stopping = true;
        pacer.wake();
    }

    boolean isStopping() {
        return stopping;
    }

    /**
     * Sends until the schedule is over or the loop is stopped.
     *
     * @param startNanos ticker time of the run's start
     */
    void run(Producer<byte[], byte[]> producer, Messages messages, ShardWalk walk, long startNanos) {
        switch (schedule) {
            case Schedule.Paced paced -> runPaced(producer, messages, walk, startNanos, paced);
            case Schedule.AtMax atMax -> runAtMax(producer, messages, walk, startNanos, atMax);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a change is another object
    private void runPaced(
            Producer<byte[], byte[]> producer,
            Messages messages,
            ShardWalk walk,
            long startNanos,
            Schedule.Paced first) {
        Schedule.Paced current = first;
        long sequence = walk.sequence();
        long fire = current.fireTimes().fireNanos(sequence);
        while (!stopping) {
            if (schedule != current && schedule instanceof Schedule.Paced changed) {
                current = changed;
                fire = current.fireTimes().fireNanos(sequence);
            }
            long now = ticker.nanos() - startNanos;
            if (now >= current.stopNanos()) {
                return;
            }
            if (sequence >= current.messages()) {
                if (now >= current.closeNanos()) {
                    return;
                }
                pacer.sleepUntil(startNanos, Math.min(current.closeNanos(), current.stopNanos()));
            } else if (fire > now) {
                pacer.awaitFire(startNanos, now, fire, current.stopNanos());
            } else {
                if (!send(producer, messages, sequence, startNanos + fire, startNanos + now)) {
                    return;
                }
                sendLag.recordNanos(now - fire);
                walk.advance();
                sequence = walk.sequence();
                fire = current.fireTimes().fireNanos(sequence);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // a change is another object
    private void runAtMax(
            Producer<byte[], byte[]> producer,
            Messages messages,
            ShardWalk walk,
            long startNanos,
            Schedule.AtMax first) {
        Schedule.AtMax current = first;
        while (!stopping) {
            if (schedule != current && schedule instanceof Schedule.AtMax changed) {
                current = changed;
            }
            long now = ticker.nanos() - startNanos;
            if (now >= current.stopNanos() || walk.sequence() >= current.messages()) {
                return;
            }
            if (now < 0 || current.held()) {
                pacer.sleepUntil(startNanos, now < 0 ? 0 : current.stopNanos());
            } else {
                if (!send(producer, messages, walk.sequence(), startNanos + now, startNanos + now)) {
                    return;
                }
                walk.advance();
            }
        }
    }

    /** @return false when the message was not taken because the loop is stopping; it counts as unsent */
    private boolean send(
            Producer<byte[], byte[]> producer, Messages messages, long sequence, long fireNanos, long sendNanos) {
        ProducerRecord<byte[], byte[]> record = messages.of(sequence, sendNanos);
        SendSlot slot = slots.take().of(fireNanos, sendNanos);
        try {
            // the answer comes through the slot
            var unused = producer.send(record, slot);
        } catch (InterruptException e) {
            return false;
        } catch (RuntimeException e) {
            if (stopping) {
                return false;
            }
            outcomes.refused(e);
        }
        if (counters.get(SENT) == 0) {
            counters.set(FIRST_FIRE_NANOS, fireNanos);
            counters.set(FIRST_SEND_NANOS, sendNanos);
        }
        counters.add(SENT, 1);
        return true;
    }

    /** Messages per second over the whole fleet at a time after the start; NaN at rate max. */
    double rateAt(long nanos) {
        return switch (schedule) {
            case Schedule.Paced paced -> paced.fireTimes().rateAt(nanos);
            case Schedule.AtMax atMax -> atMax.held() ? 0 : Double.NaN;
        };
    }

    long sent() {
        return counters.get(SENT);
    }

    /** Ticker time of the first send; means something once there is one. */
    long firstSendNanos() {
        return counters.get(FIRST_SEND_NANOS);
    }

    /** Ticker time at which that message was due. */
    long firstFireNanos() {
        return counters.get(FIRST_FIRE_NANOS);
    }

    LatencyRecorder sendLag() {
        return sendLag;
    }
}
