package klt.controller.core.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import klt.common.code.Args;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Outcome;
import klt.controller.core.run.Run;
import klt.controller.core.stats.RunStats;

/**
 * Detects runs whose messages are all rejected by Kafka for good. They measure nothing and end early, with Kafka's own message and a
 * remedy.
 */
final class Refusal {

    /** Number of failed messages, without any ack, that counts as a rejection of all messages. */
    static final long OUTCOMES_MIN = 1_000;

    /** If a run sends too slowly for that, its outcomes are judged this long after its first send. */
    static final Duration SENDING_MIN = Duration.ofSeconds(5);

    /** Errors that keep a message out of the log, although Kafka may accept later ones. */
    private static final Set<String> PASSING = Set.of(
            "TimeoutException",
            "BufferExhaustedException",
            "NotEnoughReplicasException",
            "ThrottlingQuotaExceededException");

    /** Used only if there is no other error class, because Kafka reports a more specific class for the batch's other records. */
    private static final String UNSPECIFIC = "KafkaException";

    /** The remedy, as an argument of {@link EndCode#MESSAGES_REFUSED}. */
    private enum Cure {
        MESSAGE_SIZE,
        TIMESTAMP_LIMIT,
        KEY,
        COMPRESSION,
        TOPIC_NAME,
        POLICY,
        BROKER_LOGS
    }

    private Refusal() {}

    /** Returns why the run must end now, or empty if it continues. */
    static Optional<End> whileSending(Run run, Instant now) {
        boolean enough = run.stats().totals().failed() >= OUTCOMES_MIN
                || firstSendAt(run)
                        .map(first -> !now.isBefore(first.plus(SENDING_MIN)))
                        .orElse(false);
        return enough ? atTheEnd(run) : Optional.empty();
    }

    /** Returns why a run has failed once all its outcomes are known, or empty if any message was acked or aborted, or is indeterminate. */
    static Optional<End> atTheEnd(Run run) {
        RunStats stats = run.stats();
        RunStats.Totals totals = stats.totals();
        List<ErrorCount> errors = stats.errors();
        boolean refused = totals.failed() > 0
                && totals.acked() + totals.aborted() + totals.indeterminate() == 0
                && stats.lastAckAt().isEmpty()
                && errors.stream().allMatch(Refusal::isForGood);
        if (!refused) {
            return Optional.empty();
        }
        return errors.stream()
                .min(Comparator.comparing(error -> error.errorClass().equals(UNSPECIFIC)))
                .map(error -> Args.of(
                        "messages",
                        totals.failed(),
                        "errorClass",
                        error.errorClass(),
                        "error",
                        error.sample(),
                        "cure",
                        cure(error)))
                .map(args -> new End(
                        EndCode.MESSAGES_REFUSED,
                        args.and(Args.named("topic", run.spec().topic().names()))));
    }

    private static boolean isForGood(ErrorCount error) {
        return error.outcome() != Outcome.INDETERMINATE && !PASSING.contains(error.errorClass());
    }

    private static Optional<Instant> firstSendAt(Run run) {
        return run.stats().workers().stream()
                .flatMap(worker -> worker.progress().stream())
                .map(progress -> progress.times().firstSendAt())
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private static Cure cure(ErrorCount error) {
        return switch (error.errorClass()) {
            case "RecordTooLargeException", "RecordBatchTooLargeException" -> Cure.MESSAGE_SIZE;
            case "InvalidTimestampException" -> Cure.TIMESTAMP_LIMIT;
            // if a batch has several invalid records, Kafka reports this class for all of them, whatever their errors
            case "InvalidRecordException" -> invalidRecordCure(error.sample().toLowerCase(Locale.ROOT));
            case "UnsupportedCompressionTypeException" -> Cure.COMPRESSION;
            case "InvalidTopicException" -> Cure.TOPIC_NAME;
            case "PolicyViolationException" -> Cure.POLICY;
            default -> Cure.BROKER_LOGS;
        };
    }

    private static Cure invalidRecordCure(String words) {
        if (words.contains("compacted")) {
            return Cure.KEY;
        }
        return words.contains("timestamp") ? Cure.TIMESTAMP_LIMIT : Cure.BROKER_LOGS;
    }
}
