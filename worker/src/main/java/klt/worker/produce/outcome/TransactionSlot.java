package klt.worker.produce.outcome;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.jspecify.annotations.Nullable;

/**
 * The slot of a message in a transaction, which holds Kafka's response until the transaction ends. A message with an error keeps that
 * error, no matter how the transaction ends. On the hot path.
 */
final class TransactionSlot extends SendSlot {

    private final TransactionMessages transaction;

    private long answerNanos;
    private long offset;
    private @Nullable Exception error;
    /** the response's error */
    private ErrorClassifier classification = ErrorClassifier.INDETERMINATE;

    TransactionSlot(ProducerAcks acks, TransactionMessages transaction) {
        super(acks);
        this.transaction = transaction;
    }

    /** Discards the response to the previous message. */
    void clear() {
        error = null;
    }

    @Override
    public void refused(Exception refusal) {
        fail(ErrorClassifier.ofRefusal(refusal), refusal);
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (failure == null) {
            answerNanos = acks.nanos();
            offset = offsetOf(metadata);
        } else {
            fail(recorder.classify(failure), failure);
        }
    }

    private void fail(ErrorClassifier classified, Exception failure) {
        classification = classified;
        error = failure;
        transaction.fail(failure);
    }

    /** Called when the transaction was committed, so that the message counts as acked. */
    void committed(long nowNanos) {
        if (error == null) {
            completeAcked(answerNanos, nowNanos, offset);
        } else {
            completeUnacked(classification, error);
        }
    }

    /** Called when the transaction was aborted on purpose. */
    void aborted(long nowNanos) {
        if (error == null) {
            completeAborted(nowNanos);
        } else {
            completeFailed(classification, error);
        }
    }

    /** Called when the transaction was aborted because of an error. */
    void uncommitted(Exception cause) {
        // when a transaction is aborted, Kafka's client reports this error for unsent messages
        if (error == null || error instanceof TransactionAbortedException) {
            completeFailed(ErrorClassifier.ofAnswer(cause), cause);
        } else {
            completeFailed(classification, error);
        }
    }

    /** Called when the transaction's result is unknown. */
    void unknown(Exception cause) {
        if (error == null) {
            boolean fatal = ErrorClassifier.ofAnswer(cause).isFatal();
            completeUnacked(fatal ? ErrorClassifier.FATAL_INDETERMINATE : ErrorClassifier.INDETERMINATE, cause);
        } else {
            completeUnacked(classification, error);
        }
    }

    /** Completes a message as failed. A message from an aborted transaction is certainly not in the log, whatever its error. */
    private void completeFailed(ErrorClassifier classified, Exception cause) {
        completeUnacked(classified.isFatal() ? ErrorClassifier.FATAL : ErrorClassifier.FAILED, cause);
    }
}
