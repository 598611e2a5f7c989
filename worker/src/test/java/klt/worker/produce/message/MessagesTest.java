package klt.worker.produce.message;

import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.Grant;
import klt.common.spec.RunSpec;
import klt.worker.TestRuns;
import klt.worker.clock.SendTime;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MessagesTest {

    private static final Grant GRANT = TestRuns.everything(1, "w1.1");

    @Test
    void aSequentialKeyIsTheSequenceInDecimal() {
        Messages messages = messages("{messages: 1, topic: t1, key: {kind: sequential}}");
        for (long n : new long[] {0, 9, 10, 11, 99, 100, 12_345, 999_999_999_999L, 100, 99, 10, 9, 12_345, 0}) {
            ProducerRecord<byte[], byte[]> record = messages.of(n, 0, 0, GRANT, false);
            assertThat(new String(record.key(), StandardCharsets.US_ASCII)).isEqualTo(String.valueOf(n));
            assertThat(record.topic()).isEqualTo("t1");
            assertThat(record.partition()).isNull();
        }
    }

    @Test
    void allShareOneRecord() {
        Messages messages = messages("{messages: 1, key: {kind: sequential}}");
        assertThat(messages.of(100, 0, 0, GRANT, false)).isSameAs(messages.of(1_000, 0, 0, GRANT, false));
    }

    @Test
    void withoutAKeyItIsNull() {
        assertThat(messages("{messages: 1}").of(0, 0, 0, GRANT, false).key()).isNull();
    }

    @Test
    void withoutAHeaderAPartitionerChoosesToo() {
        Messages messages = messages("{messages: 1, partitioner: round-robin}");

        assertThat(messages.of(7, 0, 0, GRANT, false).partition()).isEqualTo(1);
        assertThat(messages.of(11, 0, 0, GRANT, false).partition()).isEqualTo(5);
        messages.grow(9);
        assertThat(messages.of(8, 0, 0, GRANT, false).partition()).isEqualTo(8);
        assertThat(messages("{messages: 1, partitioner: key, key: {kind: single}}")
                        .of(7, 0, 0, GRANT, false)
                        .partition())
                .isNull();
    }

    @Test
    void allMessagesHaveTheHeadersOfTheSpec() {
        Messages messages = messages("{messages: 1, headers: {trace: abc, ü: ''}}");

        Header[] headers = messages.of(0, 0, 0, GRANT, false).headers().toArray();
        assertThat(headers).extracting(Header::key).containsExactly("trace", "ü");
        assertThat(headers[0].value()).isEqualTo("abc".getBytes(StandardCharsets.UTF_8));
        assertThat(messages.of(1, 0, 0, GRANT, false).headers().toArray()).isSameAs(headers);
        assertThat(messages.of(1, 0, 0, GRANT, false).headers().lastHeader("trace"))
                .isSameAs(headers[0]);
    }

    @Test
    void someMessagesAreTombstones() {
        Messages messages = messages("{messages: 1, payload: {tombstones: 0.2}, key: {kind: sequential}}");
        int tombstones = 0;
        for (long n = 0; n < 10_000; n++) {
            boolean tombstone = messages.of(n, 0, 0, GRANT, false).value() == null;
            assertThat(messages.valueBytes()).isEqualTo(tombstone ? 0 : 1_024);
            tombstones += tombstone ? 1 : 0;
        }
        assertThat(tombstones).isBetween(1_830, 2_170);
    }

    @Test
    void aRawValueBeginsWithItsSequence() {
        Messages messages = messages("{messages: 1, payload: {format: raw, size: 100}}");
        for (long n : new long[] {0, 1, 999_999_999_999L}) {
            assertThat(ByteBuffer.wrap(messages.of(n, 0, 0, GRANT, false).value())
                            .getLong())
                    .isEqualTo(n);
            assertThat(messages.of(n, 0, 0, GRANT, false).value()).hasSize(100);
        }
        byte[] once = messages.of(5, 0, 0, GRANT, false).value().clone();
        assertThat(messages.of(5, 1, 1, GRANT, false).value()).isEqualTo(once);
        assertThat(messages.of(6, 1, 1, GRANT, false).value()).isNotEqualTo(once);
    }

    @Test
    void aJsonValueOfAnySizeIsJson() {
        Messages messages = messages("{messages: 1, payload: {size: {uniform: {min: 256, max: 400}}}}");
        Set<Integer> sizes = new HashSet<>();
        for (long n = 0; n < 2_000; n++) {
            byte[] value = messages.of(n * 1_001, 0, 0, GRANT, false).value();
            JsonNode json = JsonMapper.shared().readTree(value);
            assertThat(json.get("sequence").longValue()).isEqualTo(n * 1_001);
            assertThat(json.get("metadata").get("test_run").stringValue()).isEqualTo("r-1");
            sizes.add(value.length);
        }
        assertThat(sizes).hasSize(145);
    }

    /** Two workers whose tickers differ, and whose clocks differ from the broker's by different amounts. */
    @Test
    void theTimeInATemplateIsTheFireTimeOnEveryWorker() {
        Instant start = Instant.parse("2026-01-11T23:59:59.9Z");
        Messages one = messages("{messages: 1, payload: {format: template, template: '{{timestamp}}'}}");
        Messages other = messages("{messages: 1, payload: {format: template, template: '{{timestamp}}'}}");

        one.startAt(start, 5_000_000_000L);
        other.startAt(start, -77L);

        assertThat(one.of(1, 5_000_000_000L + 123_456_789, 9_999_999_999L, GRANT, false)
                        .value())
                .isEqualTo(other.of(1, -77L + 123_456_789, 123_456_789, GRANT, false)
                        .value())
                .asString()
                .isEqualTo("2026-01-12T00:00:00.023456Z");
    }

    @Test
    void aRawValueMayBeTooSmallForItsSequence() {
        for (int size = 0; size < 8; size++) {
            assertThat(messages("{messages: 1, payload: {format: raw, size: " + size + "}}")
                            .of(3, 0, 0, GRANT, false)
                            .value())
                    .hasSize(size);
        }
    }

    private static Messages messages(String yaml) {
        RunSpec spec = spec(yaml);
        return new Messages(
                spec,
                TestRuns.payload(spec),
                new SendTime(() -> 0),
                new PartitionNumbers(spec.topic().names(), List.of(6)));
    }
}
