package klt.worker.produce.message;

import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import klt.common.protocol.Grant;
import klt.common.spec.RunSpec;
import klt.worker.TestRuns;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final Grant GRANT = TestRuns.everything(1, "w1.1");

    @Test
    void aSequentialKeyIsTheSequenceInDecimal() {
        Messages messages = messages("{messages: 1, topic: t1, key: {kind: sequential}}");
        for (long n : new long[] {0, 9, 10, 11, 99, 100, 12_345, 999_999_999_999L, 100, 99, 10, 9, 12_345, 0}) {
            ProducerRecord<byte[], byte[]> record = messages.of(n, 0, 0, GRANT);
            assertThat(new String(record.key(), StandardCharsets.US_ASCII)).isEqualTo(String.valueOf(n));
            assertThat(record.topic()).isEqualTo("t1");
            assertThat(record.partition()).isNull();
        }
    }

    @Test
    void messagesOfOneKeyLengthShareARecord() {
        Messages messages = messages("{messages: 1, key: {kind: sequential}}");
        assertThat(messages.of(100, 0, 0, GRANT))
                .isSameAs(messages.of(999, 0, 0, GRANT))
                .isNotSameAs(messages.of(1_000, 0, 0, GRANT));
    }

    @Test
    void withoutAKeyAllShareOneRecord() {
        Messages messages = messages("{messages: 1}");
        ProducerRecord<byte[], byte[]> record = messages.of(0, 0, 0, GRANT);
        assertThat(record.key()).isNull();
        assertThat(record).isSameAs(messages.of(123_456, 0, 0, GRANT));
    }

    @Test
    void aRawValueBeginsWithItsSequence() {
        Messages messages = messages("{messages: 1, payload: {format: raw, size: 100}}");
        for (long n : new long[] {0, 1, 999_999_999_999L}) {
            assertThat(ByteBuffer.wrap(messages.of(n, 0, 0, GRANT).value()).getLong())
                    .isEqualTo(n);
            assertThat(messages.of(n, 0, 0, GRANT).value()).hasSize(100);
        }
        byte[] once = messages.of(5, 0, 0, GRANT).value().clone();
        assertThat(messages.of(5, 1, 1, GRANT).value()).isEqualTo(once);
        assertThat(messages.of(6, 1, 1, GRANT).value()).isNotEqualTo(once);
    }

    @Test
    void aRawValueMayBeTooSmallForItsSequence() {
        for (int size = 0; size < 8; size++) {
            assertThat(messages("{messages: 1, payload: {format: raw, size: " + size + "}}")
                            .of(3, 0, 0, GRANT)
                            .value())
                    .hasSize(size);
        }
    }

    private static Messages messages(String yaml) {
        RunSpec spec = spec(yaml);
        return new Messages(
                spec, Messages.payload(spec, "worker-1", "r-1", new BusTimestamp(() -> 0)), new SendTime(() -> 0));
    }
}
