package klt.worker.produce;

import java.util.List;
import java.util.function.BooleanSupplier;
import klt.common.spec.load.StageSizes;
import klt.worker.core.GrantCursor;
import klt.worker.produce.message.Messages;
import klt.worker.produce.outcome.AckRecorder;
import klt.worker.produce.outcome.PartitionLedger;
import klt.worker.produce.outcome.SendSlot;
import klt.worker.produce.outcome.SlotRing;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Passes a run's messages to Kafka's producers, in transactions if the run is transactional. All messages for a partition go through the
 * same producer, which keeps them in order.
 *
 * <p>The hot path; sending thread only. Guarded by {@code SendLoopAllocationTest}.
 */
final class MessageSender {

    private final List<Producer<byte[], byte[]>> producers;
    private final Messages messages;
    private final AckRecorder outcomes;
    /** one per producer */
    private final List<SlotRing> slots;

    private final @Nullable Transactions transactions;
    private final SendCounters counters;
    private final long startNanos;
    private final long warmupNanos;
    private final BooleanSupplier stopping;

    /**
     * @param outcomes records the outcomes; must have been created for the same number of producers
     * @param transactions null if messages are sent without transactions
     * @param startNanos ticker time of the run's start
     * @param warmupNanos the warm-up's length
     * @param stopping whether the sending thread is about to end
     */
    MessageSender(
            List<Producer<byte[], byte[]>> producers,
            Messages messages,
            AckRecorder outcomes,
            @Nullable Transactions transactions,
            SendCounters counters,
            long startNanos,
            long warmupNanos,
            BooleanSupplier stopping) {
        this.producers = producers;
        this.messages = messages;
        this.outcomes = outcomes;
        this.slots = outcomes.producers().stream().map(SlotRing::new).toList();
        this.transactions = transactions;
        this.counters = counters;
        this.startNanos = startNanos;
        this.warmupNanos = warmupNanos;
        this.stopping = stopping;
    }

    /** Sets the sizes of further values after a change to the load. */
    void follow(StageSizes sizes) {
        messages.follow(sizes);
    }

    /**
     * @param cursor positioned at the message
     * @param fire when the message was due, nanoseconds after the start
     * @param now nanoseconds after the start
     * @return false if the message was not sent because the thread is about to end, in which case it counts as unsent
     */
    boolean send(GrantCursor cursor, long sequence, long fire, long now) {
        long fireNanos = startNanos + fire;
        long sendNanos = startNanos + now;
        boolean repair = cursor.grant().repair();
        AckRecorder.Category category = AckRecorder.Category.of(fire < warmupNanos, repair);
        if (transactions != null && !begin(transactions, sequence, sendNanos)) {
            return false;
        }
        boolean aborted = transactions != null && transactions.isAborting();
        ProducerRecord<byte[], byte[]> record = messages.of(sequence, fireNanos, sendNanos, cursor.grant(), aborted);
        // a message to be aborted gets no place in the ledger, because no read_committed consumer will receive it
        PartitionLedger ledger = aborted ? null : messages.ledger();
        int index = producers.size() == 1 ? 0 : messages.partition() % producers.size();
        SendSlot slot = (transactions == null ? slots.get(index).take() : transactions.next())
                .of(
                        fireNanos,
                        sendNanos,
                        category,
                        cursor,
                        outcomes.topic(messages.topic()),
                        ledger,
                        sequence,
                        messages.valueBytes());
        try {
            // the slot is the callback for Kafka's response
            var unused = producers.get(index).send(record, slot);
        } catch (InterruptException e) {
            return false;
        } catch (RuntimeException e) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            slot.refused(e);
        }
        if (transactions != null) {
            transactions.sent();
        }
        if (ledger != null) {
            ledger.advance();
        }
        // a repair's lateness is not this worker's send lag
        counters.sent(repair ? sendNanos : fireNanos, sendNanos);
        return true;
    }

    /** @return false if the thread is about to end, in which case the producer may be closed */
    private boolean begin(Transactions these, long sequence, long sendNanos) {
        if (these.isOpen()) {
            return true;
        }
        try {
            these.begin(sequence, sendNanos);
        } catch (RuntimeException e) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            throw e;
        }
        return true;
    }

    /** Returns whether there is an open transaction that must end. */
    boolean isTransactionDue(long now) {
        return transactions != null && transactions.isDue(startNanos + now);
    }

    /** @return false if the thread is about to end, in which case the transaction is still open */
    boolean endTransaction() {
        return transactions == null || transactions.end();
    }

    /** Returns the latest time for the thread to wake up, either to stop or to end the open transaction, in nanoseconds after the start. */
    long wakeNanos(long stopNanos) {
        return transactions == null || !transactions.isOpen()
                ? stopNanos
                : Math.min(stopNanos, transactions.dueNanos() - startNanos);
    }
}
