package klt.controller.core.preflight.contents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultValueTest {

    /** As in the documentation of the worker's format, and as checked by its test. */
    private static final String VALUE =
            "{\"id\":\"msg-12345\",\"timestamp\":\"2026-01-11T12:34:56.123456Z\",\"sequence\":12345,"
                    + "\"payload\":\"k}~ {,:[x\",\"metadata\":{\"producer\":\"worker-1.2_a\",\"test_run\":\"r-20260111-1234-k3f\"}}";

    private static boolean matches(String value) {
        return DefaultValue.matches(value.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aValueOfTheDefaultFormatIsRecognised() {
        assertThat(matches(VALUE)).isTrue();
        assertThat(matches(VALUE.replace("k}~ {,:[x", ""))).isTrue();
    }

    @Test
    void theLargestValueIsRecognisedToo() {
        assertThat(matches(VALUE.replace("k}~ {,:[x", "a".repeat(10_000_000)))).isTrue();
        assertThat(matches(VALUE.replace("k}~ {,:[x", "a".repeat(10_000_000)).replace("test_run", "run")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"sequence\":12345 | \"sequence\":12346",
                "msg-12345 | 12345",
                ".123456Z | Z",
                "\"test_run\" | \"run\"",
                "\"payload\":\"k | \"payload\":\"\\nk",
                "\"metadata\" | \"more\":1,\"metadata\"",
                "{\"id\" | { \"id\"",
                "}} | }}}",
            })
    void anotherShapeIsNot(String part, String other) {
        assertThat(VALUE).contains(part);
        assertThat(matches(VALUE.replace(part, other))).isFalse();
    }

    @Test
    void otherValuesAreNot() {
        assertThat(DefaultValue.matches(null)).isFalse();
        assertThat(matches("")).isFalse();
        assertThat(matches("{\"id\":\"msg-1\"}")).isFalse();
    }
}
