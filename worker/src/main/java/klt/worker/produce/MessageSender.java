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
 * Passes the messages of a run to Kafka's producers, in transactions if the run is transactional. All messages of a partition go through
 * the same producer, which keeps them in order.
 *
 * <p>The hot path; sending thread only. Guarded by {@code SendLoopAllocationTest}.
 */
final class MessageSender {

    private final List<Producer<byte[], byte[]>> producers;
    private final Messages messages;
    private final AckRecorder outcomes;
    /** one for each producer */
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
     * @param warmupNanos length of the warm-up
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

    /** Sets the sizes of the next values after a change to the load. */
    void follow(StageSizes sizes) {
        messages.follow(sizes);
    }

    /**
     * @param cursor positioned at the message
     * @param fire when the message was due, nanoseconds after the start
     * @param now nanoseconds after the start
     * @return false if the message was not sent because the thread is about to end; it counts as unsent
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
        // a message that will be aborted gets no place in the ledger, because no read_committed consumer receives it
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
            // the slot is the callback that receives Kafka's response
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
        // the lateness of a repair is not this worker's send lag
        counters.sent(repair ? sendNanos : fireNanos, sendNanos);
        return true;
    }

    /** @return false if the thread is about to end; the producer may then be closed */
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

    /** Whether there is an open transaction that must end. */
    boolean isTransactionDue(long now) {
        return transactions != null && transactions.isDue(startNanos + now);
    }

    /** @return false if the thread is about to end; the transaction is then still open */
    boolean endTransaction() {
        return transactions == null || transactions.end();
    }

    /** The latest time for the thread to wake up, to stop or to end the open transaction, in nanoseconds after the start. */
    long wakeNanos(long stopNanos) {
        return transactions == null || !transactions.isOpen()
                ? stopNanos
                : Math.min(stopNanos, transactions.dueNanos() - startNanos);
    }
}
