package klt.controller.core.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.EndCode;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Outcome;
import klt.controller.core.run.Run;
import klt.controller.core.stats.RunStats;

/**
 * Decides whether Kafka permanently refuses every message of a run. Such a run measures nothing and ends early, with Kafka's own message
 * and a cure.
 */
final class Refusal {

    /** This many outcomes without an ack are a refusal. */
    static final long OUTCOMES_MIN = 1_000;

    /** For a slower run, all outcomes until this long after the first send count. */
    static final Duration SENDING_MIN = Duration.ofSeconds(5);

    /** Errors of messages that are not in the log, after which Kafka may accept later messages. */
    private static final Set<String> PASSING = Set.of(
            "TimeoutException",
            "BufferExhaustedException",
            "NotEnoughReplicasException",
            "ThrottlingQuotaExceededException");

    /** The class of errors without a class of their own: Kafka is more specific about the other records of the batch. */
    private static final String UNSPECIFIC = "KafkaException";

    private Refusal() {}

    /** Why the run must end now; empty if it continues. */
    static Optional<String> whileSending(Run run, Instant now) {
        boolean enough = run.stats().totals().failed() >= OUTCOMES_MIN
                || firstSendAt(run)
                        .map(first -> !now.isBefore(first.plus(SENDING_MIN)))
                        .orElse(false);
        return enough ? atTheEnd(run) : Optional.empty();
    }

    /** Why a run with all its outcomes has failed; empty if any message was acked or is indeterminate. */
    static Optional<String> atTheEnd(Run run) {
        RunStats stats = run.stats();
        RunStats.Totals totals = stats.totals();
        List<ErrorCount> errors = stats.errors();
        boolean refused = totals.failed() > 0
                && totals.acked() + totals.indeterminate() == 0
                && stats.lastAckAt().isEmpty()
                && errors.stream().allMatch(Refusal::isForGood);
        if (!refused) {
            return Optional.empty();
        }
        return errors.stream()
                .min(Comparator.comparing(error -> error.errorClass().equals(UNSPECIFIC)))
                .map(error -> EndCode.MESSAGES_REFUSED.reason(String.format(
                        Locale.ROOT,
                        "Kafka refused all %,d messages: %s: %s; %s",
                        totals.failed(),
                        error.errorClass(),
                        error.sample(),
                        cure(error, run.spec().topic().name()))));
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

    private static String cure(ErrorCount error, String topic) {
        return switch (error.errorClass()) {
            case "RecordTooLargeException", "RecordBatchTooLargeException" ->
                "lower payload.size or raise max.message.bytes of topic " + topic;
            case "InvalidTimestampException" -> timestampCure(topic);
            // several invalid records of one batch have this class, whatever their errors
            case "InvalidRecordException" -> invalidRecordCure(error.sample().toLowerCase(Locale.ROOT), topic);
            case "UnsupportedCompressionTypeException" -> "change producer.compression";
            case "InvalidTopicException" -> "change topic.name";
            case "PolicyViolationException" -> "change the spec or the brokers' policy";
            default -> "see the logs of the brokers";
        };
    }

    private static String invalidRecordCure(String words, String topic) {
        if (words.contains("compacted")) {
            return "set key.kind to sequential, or use a topic without cleanup.policy=compact";
        }
        return words.contains("timestamp") ? timestampCure(topic) : "see the logs of the brokers";
    }

    private static String timestampCure(String topic) {
        return "raise message.timestamp.before.max.ms and message.timestamp.after.max.ms of topic " + topic;
    }
}
