package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.spec.input.FieldError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CeilingsTest {

    private static final Ceilings ONE_MEBIBYTE_PER_SECOND =
            new Ceilings(1 << 20, Long.MAX_VALUE, 10_000, Optional.empty());
    private static final Ceilings ONE_KIBIBYTE =
            new Ceilings(Double.POSITIVE_INFINITY, 1 << 10, 10_000, Optional.empty());
    private static final Ceilings TWELVE_PARTITIONS =
            new Ceilings(Double.POSITIVE_INFINITY, Long.MAX_VALUE, 12, Optional.empty());
    private static final Ceilings ONE_HOUR =
            new Ceilings(Double.POSITIVE_INFINITY, Long.MAX_VALUE, 10_000, Optional.of(Duration.ofHours(1)));

    private static List<FieldError> errors(Ceilings ceilings, String yaml) {
        return ceilings.check(CoreHarness.spec(yaml));
    }

    @Test
    void withoutBoundsEverythingIsAllowed() {
        assertThat(errors(Ceilings.NONE, "{messages: 1000000000, rate: max, topic: {partitions: 10000}}"))
                .isEmpty();
        assertThat(errors(Ceilings.NONE, "{rate: 0, consumers: {groups: 1}}")).isEmpty();
        assertThat(errors(Ceilings.NONE, "{messages: 1, payload: {format: file, file: a}}"))
                .isEmpty();
    }

    @Test
    void theThroughputCountsWholeMessages() {
        String payload = ", payload: {format: raw, size: 1000}}";
        assertThat(errors(ONE_MEBIBYTE_PER_SECOND, "{messages: 1, rate: 1030" + payload))
                .isEmpty();
        assertThat(errors(ONE_MEBIBYTE_PER_SECOND, "{messages: 1, rate: 2000" + payload))
                .containsExactly(new FieldError(
                        "rate",
                        "needs 1.9 MiB per second at its highest load, which exceeds MAX_BYTES_PER_SECOND of this controller:"
                                + " 1 MiB per second; lower the rate or payload.size"));
        assertThat(errors(
                        ONE_MEBIBYTE_PER_SECOND,
                        "{messages: 1, rate: 1030, headers: {trace: '" + "x".repeat(100) + "'}" + payload))
                .as("a header belongs to the message")
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{messages: 1, rate: max} | rate",
                "{load: {stages: '10s:10,10s:5k'}} | load.stages",
                "{load: {stages: [{duration: 9s, target: 10, size: 10MiB}]}} | load.stages",
                "{kind: limit, limit: {from: 10, to: 5000}, objectives: ['response.p99<20ms']} | limit.to",
                "{messages: 1, payload: {format: file, file: a}} | payload.format",
            })
    void theHighestLoadMustBeKnownAndWithinTheBound(String yaml, String field) {
        assertThat(errors(ONE_MEBIBYTE_PER_SECOND, yaml))
                .extracting(FieldError::field)
                .containsExactly(field);
    }

    @Test
    void aNewRateOfALiveRunIsBoundedToo() {
        Guardrails guardrails = GuardrailsTest.with(ONE_MEBIBYTE_PER_SECOND);
        var spec = CoreHarness.spec("{messages: 1, rate: 1, payload: {format: raw, size: 1000}}");

        assertThat(guardrails.checkRate(1_000, Optional.of(spec))).isEmpty();
        assertThat(guardrails.checkRate(2_000, Optional.of(spec)))
                .map(FieldError::field)
                .contains("rate");
        assertThat(guardrails.checkRate(2_000, Optional.empty())).isEmpty();
        assertThat(guardrails.checkFactor(1_000, spec)).isEmpty();
        assertThat(guardrails.checkFactor(2_000, spec)).map(FieldError::field).contains("factor");
    }

    @Test
    void eachStageOfALiveRunCountsWithItsOwnSize() {
        Guardrails guardrails = GuardrailsTest.with(ONE_MEBIBYTE_PER_SECOND);
        // about 100 KiB/s in each stage
        var spec = CoreHarness.spec(
                "load: {stages: [{duration: 0s, target: 100}, {duration: 10s, target: 100, size: 1KiB},"
                        + " {duration: 0s, target: 1}, {duration: 10s, target: 1, size: 100KiB}]}");

        assertThat(guardrails.checkFactor(9, spec)).isEmpty();
        assertThat(guardrails.checkFactor(11, spec)).map(FieldError::field).contains("factor");
        assertThat(guardrails.checkRate(10, Optional.of(spec))).isEmpty();
        assertThat(guardrails.checkRate(11, Optional.of(spec))).isPresent();
    }

    @Test
    void theLargestMessageCountsWithKeyHeadersAndFraming() {
        assertThat(errors(ONE_KIBIBYTE, "{messages: 1, payload: {format: raw, size: 900}}"))
                .isEmpty();
        assertThat(errors(ONE_KIBIBYTE, "{messages: 1, payload: {format: raw, size: {uniform: {min: 1, max: 2000}}}}"))
                .containsExactly(new FieldError(
                        "payload.size",
                        "makes messages of up to 2.0 KiB with key, headers and framing, which exceeds MAX_MESSAGE_SIZE of this"
                                + " controller: 1 KiB"));
        assertThat(errors(ONE_KIBIBYTE, "{messages: 1, payload: {format: file, file: a}}"))
                .containsExactly(new FieldError(
                        "payload.format",
                        "only the workers know the sizes of these values, so they cannot be compared with MAX_MESSAGE_SIZE of"
                                + " this controller; use another format"));
    }

    @Test
    void thePartitionsOfAllTopicsCount() {
        assertThat(errors(TWELVE_PARTITIONS, "{messages: 1, topic: {name: 'a,b', partitions: 6}}"))
                .isEmpty();
        assertThat(errors(TWELVE_PARTITIONS, "{messages: 1, topic: {name: 'a,b', partitions: 7}}"))
                .containsExactly(new FieldError(
                        "topic.partitions",
                        "makes 14 partitions in 2 topics, which exceeds MAX_PARTITIONS of this controller: 12"));
        assertThat(errors(TWELVE_PARTITIONS, "{rate: 0, topic: {partitions: 100}, consumers: {groups: 1}}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "{duration: 1h, rate: max} | none",
                "{messages: 3600, rate: 1} | none",
                "{duration: 61m, rate: 1} | duration",
                "{messages: 3601, rate: 1} | messages",
                "{load: {stages: '30m:10,31m:10'}} | load.stages",
                "{messages: 10, rate: max} | duration",
                "{rate: 0, consumers: {groups: 1}} | duration",
                "{rate: 0, duration: 1h, consumers: {groups: 1}} | none",
            })
    void theScheduleMustBeKnownAndWithinTheBound(String yaml, String field) {
        assertThat(errors(ONE_HOUR, yaml))
                .extracting(FieldError::field)
                .isEqualTo(Optional.ofNullable(field).map(List::of).orElse(List.of()));
    }

    @Test
    void aLengthThatIsTooLongIsNamed() {
        assertThat(errors(ONE_HOUR, "{duration: 2h30m, rate: 1}"))
                .extracting(FieldError::message)
                .containsExactly("makes the run last 2h30m, which exceeds MAX_DURATION of this controller: 1h");
        assertThat(errors(ONE_HOUR, "{messages: 10, rate: max}"))
                .extracting(FieldError::message)
                .containsExactly(
                        "must be set, because the run would have no known length, and must not exceed MAX_DURATION of"
                                + " this controller: 1h");
    }
}
