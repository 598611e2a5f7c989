package klt.worker.produce.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Outcome;
import klt.worker.produce.outcome.AckRecorder.Category;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class ErrorTableTest {

    private final ErrorTable errors = new ErrorTable();

    @Test
    void countsByClassAndOutcomeWithTheFirstMessage() {
        errors.add(Category.MEASURED, ErrorClassifier.INDETERMINATE, new TimeoutException("first"), 1);
        errors.add(Category.MEASURED, ErrorClassifier.INDETERMINATE, new TimeoutException("second"), 5);
        errors.add(Category.MEASURED, ErrorClassifier.FAILED, new TimeoutException("no metadata"), 7);
        errors.add(Category.MEASURED, ErrorClassifier.FATAL, new TopicAuthorizationException("no"), 9);

        assertThat(errors.counts(Instant::ofEpochSecond))
                .containsExactly(
                        count("TimeoutException", Outcome.INDETERMINATE, 2, 1, 5, "first"),
                        count("TimeoutException", Outcome.FAILED, 1, 7, 7, "no metadata"),
                        count("TopicAuthorizationException", Outcome.FATAL, 1, 9, 9, "no"));
        assertThat(errors.count(Outcome.FAILED)).isEqualTo(2);
        assertThat(errors.count(Outcome.INDETERMINATE)).isEqualTo(2);
    }

    @Test
    void isBounded() {
        List<Exception> kinds = List.of(
                new IOException(),
                new EOFException(),
                new TimeoutException(),
                new NetworkException(),
                new RecordTooLargeException(),
                new KafkaStorageException(),
                new InvalidTopicException(),
                new IllegalStateException(),
                new IllegalArgumentException(),
                new ArithmeticException(),
                new UnsupportedOperationException());
        for (Exception kind : kinds) {
            errors.add(Category.MEASURED, ErrorClassifier.FAILED, kind, 1);
            errors.add(Category.MEASURED, ErrorClassifier.INDETERMINATE, kind, 1);
        }

        List<ErrorCount> counts = errors.counts(Instant::ofEpochSecond);
        assertThat(counts).hasSizeLessThanOrEqualTo(ErrorTable.KINDS_MAX + 2);
        assertThat(counts.stream().mapToLong(ErrorCount::count).sum()).isEqualTo(22);
        assertThat(counts).extracting(ErrorCount::errorClass).contains(ErrorTable.OTHER);
    }

    @Test
    void shortensSamples() {
        errors.add(Category.MEASURED, ErrorClassifier.FAILED, new TimeoutException("x".repeat(10_000)), 2);
        assertThat(errors.counts(Instant::ofEpochSecond).getFirst().sample()).hasSize(ErrorTable.SAMPLE_LENGTH_MAX + 1);
    }

    private static ErrorCount count(String name, Outcome outcome, long count, long first, long last, String sample) {
        return new ErrorCount(name, outcome, count, Instant.ofEpochSecond(first), Instant.ofEpochSecond(last), sample);
    }
}
