package klt.worker.produce.outcome;

import klt.common.protocol.StatusRecord.Outcome;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidRequiredAcksException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Determines what an error means for its message, and whether it ends the run on this worker. */
enum ErrorClassifier {
    /** The message is certainly not in the log. */
    FAILED(false),
    /** The message may be in the log. */
    INDETERMINATE(false),
    /** The message is certainly not in the log; the next message will also fail. */
    FATAL(true),
    /** The message may be in the log; the next message will certainly fail. */
    FATAL_INDETERMINATE(true);

    private static final String REFUSED_BATCH = "because it was part of a batch which had";

    private final boolean fatal;

    ErrorClassifier(boolean fatal) {
        this.fatal = fatal;
    }

    boolean isFatal() {
        return fatal;
    }

    /** Returns how the message is counted. */
    Outcome messageOutcome() {
        return this == INDETERMINATE || this == FATAL_INDETERMINATE ? Outcome.INDETERMINATE : Outcome.FAILED;
    }

    /** Returns the outcome listed with the error. */
    Outcome errorOutcome() {
        return fatal ? Outcome.FATAL : messageOutcome();
    }

    /** Classifies the error of a message rejected by {@code send()}. */
    static ErrorClassifier ofRefusal(Throwable error) {
        // a non-Kafka exception comes from an invalid setting or a bug, so every message would fail; a deleted topic
        // shows as a timeout's cause
        Throwable reason = error instanceof TimeoutException && error.getCause() != null ? error.getCause() : error;
        return isFatalRefusal(reason) || !(error instanceof KafkaException) ? FATAL : FAILED;
    }

    /** Classifies the error of a message that was sent. */
    static ErrorClassifier ofAnswer(Throwable error) {
        if (isFatalRefusal(error)) {
            return FATAL;
        }
        return switch (error) {
            // the client retries this error until the delivery timeout, so it has persisted
            case KafkaStorageException e -> FATAL_INDETERMINATE;
            case ProducerFencedException e -> FATAL_INDETERMINATE;
            case InvalidProducerEpochException e -> FATAL_INDETERMINATE;
            case RecordTooLargeException e -> FAILED;
            case RecordBatchTooLargeException e -> FAILED;
            case InvalidTopicException e -> FAILED;
            case NotEnoughReplicasException e -> FAILED;
            case InvalidRecordException e -> FAILED;
            case InvalidTimestampException e -> FAILED;
            case InvalidRequiredAcksException e -> FAILED;
            case CorruptRecordException e -> FAILED;
            case PolicyViolationException e -> FAILED;
            case ThrottlingQuotaExceededException e -> FAILED;
            case UnsupportedCompressionTypeException e -> FAILED;
            case UnsupportedForMessageFormatException e -> FAILED;
            case SerializationException e -> FAILED;
            case KafkaException e when isOfRefusedBatch(e) -> FAILED;
            // timeouts, disconnects, NotEnoughReplicasAfterAppend, OutOfOrderSequence, and everything unknown
            default -> INDETERMINATE;
        };
    }

    /**
     * Returns whether the broker rejected the record's entire batch because of other records. Kafka's producer has no separate exception
     * type for this case, only a message (Sender.failBatch).
     */
    private static boolean isOfRefusedBatch(KafkaException error) {
        return error.getClass() == KafkaException.class
                && String.valueOf(error.getMessage()).contains(REFUSED_BATCH);
    }

    /** Returns whether the broker will reject every message. */
    private static boolean isFatalRefusal(Throwable error) {
        return error instanceof AuthorizationException
                || error instanceof AuthenticationException
                || error instanceof UnsupportedVersionException
                || error instanceof UnknownTopicOrPartitionException
                || error instanceof UnknownTopicIdException;
    }
}
