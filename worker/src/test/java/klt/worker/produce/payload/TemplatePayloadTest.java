package klt.worker.produce.payload;

import static klt.worker.TestRuns.payload;
import static klt.worker.TestRuns.payloads;
import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import klt.worker.core.PayloadException;
import klt.worker.produce.message.PayloadWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TemplatePayloadTest {

    private static final int MESSAGES = 20_000;
    private static final long FIRE_AT = 1_767_225_599_999_999_999L;

    private static PayloadWriter writer(String template) {
        return payload(spec(
                "{messages: 1, payload: {format: template, template: \"" + template.replace("\"", "\\\"") + "\"}}"));
    }

    private static LongFunction<String> values(String template) {
        PayloadWriter writer = writer(template);
        return sequence -> {
            writer.write(sequence, FIRE_AT + sequence, 0);
            return new String(writer.value(), StandardCharsets.UTF_8);
        };
    }

    @Test
    void everyFunctionIsRendered() {
        String value = values(
                        "{\"n\": {{sequence}}, \"id\": \"{{uuid}}\", \"at\": \"{{timestamp}}\", \"amount\": {{int 1 100}},"
                                + " \"kind\": \"{{oneOf ä b}}\", \"text\": \"{{string 50}}\", \"name\": \"{{fake 'Name.fullName'}}\"}")
                .apply(1_234);

        JsonNode json = JsonMapper.shared().readTree(value);
        assertThat(json.get("n").asLong()).isEqualTo(1_234);
        assertThat(json.get("id").asString())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(json.get("at").asString()).isEqualTo("2026-01-01T00:00:00.000001Z");
        assertThat(json.get("amount").asInt()).isBetween(1, 100);
        assertThat(json.get("kind").asString()).isIn("ä", "b");
        assertThat(json.get("text").asString()).matches("[0-9A-Za-z]{50}");
        assertThat(json.get("name").asString()).contains(" ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{int -7 12}}", "{{oneOf a b c d e f g h i j k l m n o p q r s t}}"})
    void alternativesAreEquallyLikely(String template) {
        LongFunction<String> values = values(template);
        Map<String, Integer> counts = new HashMap<>();
        for (long n = 0; n < MESSAGES; n++) {
            counts.merge(values.apply(n), 1, Integer::sum);
        }

        assertThat(counts).hasSize(20);
        assertThat(chiSquare(counts, MESSAGES / 20.0)).isLessThan(59);
    }

    @Test
    void everyPlaceOfAStringHasEveryCharacterEquallyOften() {
        LongFunction<String> values = values("{{string 24}}");
        for (int place : new int[] {0, 4, 5, 19, 20, 23}) {
            Map<Character, Integer> counts = new HashMap<>();
            for (long n = 0; n < MESSAGES; n++) {
                counts.merge(values.apply(n).charAt(place), 1, Integer::sum);
            }

            assertThat(counts).hasSize(62);
            // the last ones come from a pool of 16,384 pieces, which has a deviation of its own
            assertThat(chiSquare(counts, MESSAGES / 62.0)).as("place %d", place).isLessThan(place < 20 ? 125 : 280);
        }
    }

    /** One in 100,000 correct counts is beyond the limits above. */
    private static double chiSquare(Map<?, Integer> counts, double expected) {
        return counts.values().stream()
                .mapToDouble(count -> Math.pow(count - expected, 2) / expected)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{uuid}}", "{{string 20}}", "{{string 1000}}", "{{string 12}}"})
    void noTwoMessagesHaveTheSameValue(String template) {
        LongFunction<String> values = values(template);
        Set<String> seen = new HashSet<>();

        LongStream.range(0, MESSAGES).forEach(n -> seen.add(values.apply(n)));

        assertThat(seen).hasSize(MESSAGES);
    }

    @Test
    void theLargestRangeOfNumbersIsCovered() {
        LongFunction<String> values = values("{{int -9007199254740991 9007199254740991}}");

        List<Long> numbers = LongStream.range(0, 1_000)
                .mapToObj(n -> Long.parseLong(values.apply(n)))
                .toList();

        assertThat(numbers).anyMatch(n -> n < -8_900_000_000_000_000L).anyMatch(n -> n > 8_900_000_000_000_000L);
    }

    @Test
    void aValueHasTheLengthOfItsText() {
        LongFunction<String> values = values("{{sequence}};");

        for (long n : new long[] {0, 9, 10, 5, 999_999_999_999L, 7}) {
            assertThat(values.apply(n)).isEqualTo(n + ";");
        }
    }

    @Test
    void theChecksumIsThatOfTheValue() {
        PayloadWriter writer = writer("{{sequence}} {{uuid}}");
        for (long n : new long[] {3, 12_345}) {
            writer.write(n, FIRE_AT, 0);
            CRC32C whole = new CRC32C();
            whole.update(writer.value());

            assertThat(writer.after(new CRC32C())).isEqualTo((int) whole.getValue());
        }
    }

    @Test
    void valuesOfDatafakerDependOnTheSeedAndTheirExpressionOnly() {
        LongFunction<String> alone = values("{{fake 'Name.fullName'}}");
        LongFunction<String> second = values("{{fake Address.city}}|{{fake 'Name.fullName'}}");

        Set<String> names = new HashSet<>();
        Set<String> others = new HashSet<>();
        LongStream.range(0, MESSAGES).forEach(n -> {
            names.add(alone.apply(n));
            others.add(second.apply(n).split("\\|", 2)[1]);
        });

        assertThat(names).isEqualTo(others).hasSizeBetween(900, 1_000);
    }

    @Test
    void anUnknownExpressionIsNamedWithItsPlace() {
        assertThatThrownBy(() -> writer("a {{fake Name.fulName}}"))
                .isInstanceOf(PayloadException.class)
                .hasMessage(
                        "payload.template line 1, column 10: 'Name.fulName' is not a provider of Datafaker and its method,"
                                + " such as Name.fullName; see datafaker.net");
    }

    @Test
    void theLargestValueIsKnownBeforeItIsWritten() {
        assertThat(payloads(spec("{messages: 1, payload: {format: template, template: 'ab{{string 30}}{{int 1 10}}'}}"))
                        .bytesMax())
                .isEqualTo(34);
    }
}
