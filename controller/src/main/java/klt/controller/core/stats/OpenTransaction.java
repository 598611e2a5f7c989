package klt.controller.core.stats;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import klt.common.code.Args;

/**
 * An open transaction in a partition. Consumers with read_committed read only up to its first record, excluding it.
 *
 * @param number the partition's number within the run
 * @param transactionalId the id; empty if Kafka does not report it, because the controller lacks the permission or the coordinator no
 *     longer knows the transaction
 * @param startOffset offset of the transaction's first record in the partition
 * @param since the transaction's start, according to its coordinator's clock; empty if unknown
 */
public record OpenTransaction(
        int number,
        String topic,
        int partition,
        long producerId,
        Optional<String> transactionalId,
        long startOffset,
        Optional<Instant> since) {

    /** Orders transactions by start; those with an unknown start come last. */
    public static final Comparator<OpenTransaction> OLDEST_FIRST = Comparator.<OpenTransaction, Instant>comparing(
                    open -> open.since().orElse(Instant.MAX))
            .thenComparingInt(OpenTransaction::number)
            .thenComparingLong(OpenTransaction::startOffset);

    /** Returns the transaction as a reason's arguments. */
    public Args args() {
        return Args.of(
                "producerId",
                producerId,
                "transactionalId",
                transactionalId,
                "transactionUnnamed",
                transactionalId.isEmpty() ? Optional.of(true) : Optional.empty(),
                "transactionTopic",
                topic,
                "transactionPartition",
                partition,
                "startOffset",
                startOffset,
                "openSince",
                since.map(begun -> begun.truncatedTo(ChronoUnit.SECONDS).toString()));
    }
}
