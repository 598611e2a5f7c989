package klt.worker.produce;

import klt.common.clock.Ticker;
import klt.common.spec.RunSpec;
import klt.worker.produce.outcome.ProducerAcks;
import klt.worker.produce.outcome.SendSlot;
import klt.worker.produce.outcome.TransactionMessages;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The consecutive transactions in which a worker sends a run's messages. The seed and the sequence of a transaction's first message
 * determine whether it is aborted on purpose.
 *
 * <p>On the hot path; sending thread only.
 */
final class Transactions {

    private final int messagesMax;
    private final long ageNanosMax;
    private final double abortShare;
    private final MessageRandom random;
    private final Producer<byte[], byte[]> producer;
    private final Ticker ticker;
    private final TransactionMessages messages;

    private boolean open;
    private boolean aborting;
    private long dueNanos;
    /** the error that keeps the open transaction from being committed */
    private @Nullable Exception failure;

    Transactions(
            RunSpec.Transactions spec, long seed, Producer<byte[], byte[]> producer, ProducerAcks acks, Ticker ticker) {
        messagesMax = spec.messagesMax();
        ageNanosMax = spec.ageMax().toNanos();
        abortShare = spec.abortShare();
        random = new MessageRandom(seed, Purpose.ABORT);
        this.producer = producer;
        this.ticker = ticker;
        messages = new TransactionMessages(acks);
    }

    boolean isOpen() {
        return open;
    }

    /**
     * @param sequence sequence of the transaction's first message
     * @param nowNanos ticker time
     * @throws KafkaException if the producer can no longer be used
     */
    void begin(long sequence, long nowNanos) {
        producer.beginTransaction();
        random.at(sequence);
        aborting = random.nextDouble() < abortShare;
        dueNanos = nowNanos + ageNanosMax;
        open = true;
    }

    /** Returns whether the open transaction will be aborted. */
    boolean isAborting() {
        return aborting;
    }

    /** Returns the next message's slot. */
    SendSlot next() {
        return messages.next();
    }

    /** Called when that message has been sent. */
    void sent() {
        messages.sent();
    }

    /**
     * Returns whether there is an open transaction that must end, which is also the case after a message has failed, because Kafka's client
     * would reject all further messages.
     */
    boolean isDue(long nowNanos) {
        return open && (messages.size() >= messagesMax || nowNanos - dueNanos >= 0 || messages.failure() != null);
    }

    /** Returns the ticker time at which the open transaction must end; valid only while there is one. */
    long dueNanos() {
        return dueNanos;
    }

    /**
     * Ends the open transaction, and waits for Kafka to complete it.
     *
     * @return false if the thread was interrupted, in which case the transaction is still open and another call must end it
     */
    boolean end() {
        if (!open) {
            return true;
        }
        try {
            if (failure == null) {
                tryToEnd();
            }
            if (failure != null) {
                abortBecauseOf(failure);
                failure = null;
            }
            open = false;
            return true;
        } catch (InterruptException e) {
            return false;
        }
    }

    private void tryToEnd() {
        try {
            if (aborting) {
                // an abort discards the messages that the client has not sent yet
                producer.flush();
                repeatUntilAnswered(producer::abortTransaction);
                messages.aborted();
            } else if (messages.failure() != null) {
                failure = messages.failure();
            } else {
                long begunNanos = ticker.nanos();
                repeatUntilAnswered(producer::commitTransaction);
                messages.committed(ticker.nanos() - begunNanos);
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            failure = e;
        }
    }

    private void abortBecauseOf(Exception cause) {
        try {
            repeatUntilAnswered(producer::abortTransaction);
            messages.failed(cause);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            messages.unknown(cause);
        }
    }

    /** Repeats the request until the producer is closed, because the result is unknown until Kafka responds. */
    private static void repeatUntilAnswered(Runnable request) {
        while (true) {
            try {
                request.run();
                return;
            } catch (TimeoutException e) {
                // retry
            }
        }
    }
}
