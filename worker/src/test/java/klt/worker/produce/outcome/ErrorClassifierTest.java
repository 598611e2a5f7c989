package klt.worker.produce.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import klt.common.protocol.StatusRecord.Outcome;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorClassifierTest {

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerHasItsClassification(Exception error, ErrorClassifier classification) {
        assertThat(ErrorClassifier.ofAnswer(error)).isEqualTo(classification);
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(new RecordTooLargeException(), ErrorClassifier.FAILED),
                Arguments.of(new InvalidTopicException(), ErrorClassifier.FAILED),
                Arguments.of(new NotEnoughReplicasException(), ErrorClassifier.FAILED),
                Arguments.of(new InvalidRecordException("x"), ErrorClassifier.FAILED),
                Arguments.of(new PolicyViolationException("x"), ErrorClassifier.FAILED),
                Arguments.of(new CorruptRecordException(), ErrorClassifier.FAILED),
                Arguments.of(new TimeoutException(), ErrorClassifier.INDETERMINATE),
                Arguments.of(new NetworkException(), ErrorClassifier.INDETERMINATE),
                Arguments.of(DisconnectException.INSTANCE, ErrorClassifier.INDETERMINATE),
                Arguments.of(new NotEnoughReplicasAfterAppendException("x"), ErrorClassifier.INDETERMINATE),
                Arguments.of(new OutOfOrderSequenceException("x"), ErrorClassifier.INDETERMINATE),
                Arguments.of(new UnknownServerException(), ErrorClassifier.INDETERMINATE),
                Arguments.of(new KafkaException("Producer is closed forcefully."), ErrorClassifier.INDETERMINATE),
                Arguments.of(
                        new KafkaException(
                                "Failed to append record because it was part of a batch which had one more more invalid records"),
                        ErrorClassifier.FAILED),
                Arguments.of(new IllegalStateException(), ErrorClassifier.INDETERMINATE),
                Arguments.of(new TopicAuthorizationException(Set.of("t")), ErrorClassifier.FATAL),
                Arguments.of(new ClusterAuthorizationException("x"), ErrorClassifier.FATAL),
                Arguments.of(new SaslAuthenticationException("x"), ErrorClassifier.FATAL),
                Arguments.of(new SslAuthenticationException("x"), ErrorClassifier.FATAL),
                Arguments.of(new UnsupportedVersionException("x"), ErrorClassifier.FATAL),
                Arguments.of(new UnknownTopicOrPartitionException(), ErrorClassifier.FATAL),
                Arguments.of(new KafkaStorageException(), ErrorClassifier.FATAL_INDETERMINATE),
                Arguments.of(new ProducerFencedException("x"), ErrorClassifier.FATAL_INDETERMINATE),
                Arguments.of(new InvalidProducerEpochException("x"), ErrorClassifier.FATAL_INDETERMINATE));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusedMessageIsNeverInTheLog(Exception error, ErrorClassifier classification) {
        assertThat(ErrorClassifier.ofRefusal(error)).isEqualTo(classification);
        assertThat(ErrorClassifier.ofRefusal(error).messageOutcome()).isEqualTo(Outcome.FAILED);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(new TimeoutException("no metadata"), ErrorClassifier.FAILED),
                Arguments.of(
                        new TimeoutException("unknown topic", new UnknownTopicOrPartitionException()),
                        ErrorClassifier.FATAL),
                Arguments.of(new BufferExhaustedException("full"), ErrorClassifier.FAILED),
                Arguments.of(new RecordTooLargeException(), ErrorClassifier.FAILED),
                Arguments.of(new SerializationException(), ErrorClassifier.FAILED),
                Arguments.of(new TopicAuthorizationException(Set.of("t")), ErrorClassifier.FATAL),
                Arguments.of(new SaslAuthenticationException("x"), ErrorClassifier.FATAL),
                Arguments.of(new IllegalArgumentException("larger than the buffer"), ErrorClassifier.FATAL));
    }
}
