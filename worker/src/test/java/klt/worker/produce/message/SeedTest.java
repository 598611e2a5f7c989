package klt.worker.produce.message;

import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import klt.common.protocol.Grant;
import klt.common.spec.RunSpec;
import klt.worker.TestRuns;
import klt.worker.clock.SendTime;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message is a function of seed and sequence: any worker sends the same message, whatever it sent before. */
class SeedTest {

    private static final Grant GRANT = TestRuns.everything(1, "w1.1");
    private static final List<Long> SEQUENCES = LongStream.concat(
                    LongStream.range(0, 300), LongStream.of(9_999, 10_000, 123_456_789_012L, 999_999_999_999L))
            .boxed()
            .toList();

    /** The contents of a message, as text. */
    private record Content(String key, String value) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payload: {format: raw, size: 100}",
                "payload: {format: raw, size: 0}",
                "payload: {format: json, size: 300}, key: {kind: sequential}",
                "key: {kind: random, cardinality: 1k}, payload: {format: raw}",
                "key: {kind: zipf, cardinality: 1M}, payload: {format: raw}",
                "key: {kind: hotset, cardinality: 50}, payload: {format: raw}",
                "key: {kind: single}, payload: {format: raw}",
                "payload: {format: raw, size: {uniform: {min: 0, max: 500}}}",
                "payload: {format: json, size: {normal: {mean: 400, deviation: 100, min: 256, max: 600}}}",
                "payload: {format: raw, size: {lognormal: {median: 400, sigma: 2, min: 0, max: 20MB}}}",
                "payload: {format: raw, size: {histogram: {0-256: 234, 256-1KiB: 456}}}",
                "payload: {format: template, template: '{{sequence}} {{uuid}} {{timestamp}} {{int -9 999}} {{string 200}}'}",
                "payload: {format: template, template: '{{oneOf a bc def}} {{fake Name.fullName}} {{fake Address.city}}'}",
                "payload: {format: hex, hex: '00 ff'}",
                "payload: {format: avro, schema: '[\"string\", {\"type\": \"map\", \"values\": \"long\"}, \"bytes\"]'}",
                "payload: {format: protobuf, schema: 'message A {repeated string a = 1; optional A b = 2; map<string, int64> c = 3;}'}",
                "payload: {format: json-schema, schema: '{\"properties\": {\"a\": {}, \"b\": {\"minLength\": 99}, \"c\": {\"items\": {}}}}'}",
                "payload: {format: raw, tombstones: 0.5, compressibility: 0.5}, key: {kind: random}"
            })
    void theSameSeedGivesTheSameMessagesInAnyOrder(String keys) {
        List<Long> shuffled = new ArrayList<>(SEQUENCES);
        Collections.shuffle(shuffled, new Random(7));
        Messages one = messages(keys, 42);
        Messages other = messages(keys, 42);

        List<Content> inOrder = SEQUENCES.stream().map(n -> content(one, n)).toList();
        Content[] inAnyOrder = new Content[SEQUENCES.size()];
        for (long n : shuffled) {
            inAnyOrder[SEQUENCES.indexOf(n)] = content(other, n);
        }

        assertThat(Arrays.asList(inAnyOrder)).isEqualTo(inOrder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payload: {format: raw, size: 100}",
                "payload: {format: json, size: 300}",
                "payload: {format: template, template: '{{uuid}}'}",
                "payload: {format: template, template: '{{string 100}}'}",
                "payload: {format: avro, schema: '\"string\"'}",
                "payload: {format: avro, schema: '{\"type\": \"fixed\", \"name\": \"F\", \"size\": 100}'}",
                "payload: {format: protobuf, schema: 'message A {required string a = 1;}'}",
                "payload: {format: json-schema, schema: '{\"type\": \"string\"}'}",
                "payload: {format: template, template: '{{int 0 1000000000}}{{string 12}}'}"
            })
    void anotherSeedGivesOtherMessages(String keys) {
        Messages one = messages(keys, 42);
        Messages other = messages(keys, 43);

        for (long n : SEQUENCES) {
            assertThat(content(one, n)).isNotEqualTo(content(other, n));
        }
    }

    /** Each purpose has its own random numbers, so one part of the message is compared at a time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "key: {kind: random, cardinality: 1M}, payload: {format: raw, size: 0}",
                "key: {kind: zipf, cardinality: 1M, exponent: 0.5}, payload: {format: raw, size: 0}",
                "payload: {format: raw, size: {uniform: {min: 0, max: 7}}}",
                "key: {kind: single}, payload: {format: raw, size: 0, tombstones: 0.5}"
            })
    void anotherSeedGivesOtherKeysSizesAndTombstones(String keys) {
        Messages one = messages(keys, 42);
        Messages other = messages(keys, 43);

        assertThat(SEQUENCES.stream().filter(n -> shape(one, n).equals(shape(other, n))))
                .hasSizeLessThan(SEQUENCES.size() * 2 / 3);
    }

    /** A message without the bytes of its value. */
    private static String shape(Messages messages, long sequence) {
        ProducerRecord<byte[], byte[]> record = messages.of(sequence, 0, 0, GRANT, false);
        return Arrays.toString(record.key()) + (record.value() == null ? "null" : record.value().length);
    }

    private static Messages messages(String keys, long seed) {
        RunSpec spec = spec("{messages: 1, seed: " + seed + ", " + keys + "}");
        return new Messages(spec, TestRuns.payload(spec), new SendTime(() -> 0), TestRuns.partitions(6));
    }

    private static Content content(Messages messages, long sequence) {
        ProducerRecord<byte[], byte[]> record = messages.of(sequence, 0, 0, GRANT, false);
        return new Content(text(record.key()), text(record.value()));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
