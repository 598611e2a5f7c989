package klt.common.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class ArgsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private enum Cause {
        QUOTA
    }

    @Test
    void areTheSameAfterTheyWereWrittenAndRead() {
        Args args = Args.of(
                "worker", "a", "shards", 22, "second", 6.5, "whole", 6.0, "lost", true, "partitions", List.of(0, 1));

        String json = JSON.writeValueAsString(args);

        assertThat(json)
                .isEqualTo(
                        "{\"worker\":\"a\",\"shards\":22,\"second\":6.5,\"whole\":6.0,\"lost\":true,\"partitions\":[0,1]}");
        assertThat(JSON.readValue(json, Args.class)).isEqualTo(args);
    }

    @Test
    void areMadeOfDurationsConstantsAndWhatIsPresent() {
        assertThat(Args.of(
                                "timeoutSeconds", Duration.ofMillis(1_500),
                                "cause", Cause.QUOTA,
                                "some", Optional.of("x"),
                                "none", Optional.empty())
                        .values())
                .containsExactly(Map.entry("timeoutSeconds", 1.5), Map.entry("cause", "QUOTA"), Map.entry("some", "x"));
    }

    @Test
    void aLongListIsCutAndSaysByHowMany() {
        Args args = Args.of("partitions", IntStream.range(0, 2_000).boxed().toList());

        assertThat((List<?>) args.get("partitions").orElseThrow()).hasSize(20);
        assertThat(args.get("partitionsMore")).contains(1_980L);
    }

    @Test
    void aNumberBeyondTheLimitIsTheLimit() {
        Args args =
                Args.of("limit", (double) Long.MAX_VALUE, "needed", Long.MIN_VALUE, "rate", Double.POSITIVE_INFINITY);

        assertThat(args.values())
                .containsExactly(
                        Map.entry("limit", 0x1.0p53), Map.entry("needed", -(1L << 53)), Map.entry("rate", 0x1.0p53));
    }

    @Test
    void aLongTextIsCut() {
        assertThat((String) Args.of("error", "x".repeat(5_000)).get("error").orElseThrow())
                .hasSize(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "{\"a\":null}",
                "{\"a\":{}}",
                "{\"a\":[{}]}",
                "{\"a\":[[1]]}",
                "{\"a\":[null]}",
                "{\"a\":1e300}",
                "{\"a\":99999999999999999999}",
                "{\"a\":9007199254740993}",
                "{\"\":1}",
                "{\"A\":1}",
                "{\"a b\":1}"
            })
    void ofAnotherShapeAreRefused(String json) {
        assertThat(JSON.readTree(json)).isNotNull();
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> JSON.readValue(json, Args.class));
    }

    @Test
    void tooManyAreRefused() {
        Map<String, Object> many = new LinkedHashMap<>();
        IntStream.range(0, 21).forEach(i -> many.put("a" + i, i));

        assertThatIllegalArgumentException().isThrownBy(() -> new Args(many));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Args(Map.of("list", IntStream.range(0, 21).boxed().toList())));
    }
}
