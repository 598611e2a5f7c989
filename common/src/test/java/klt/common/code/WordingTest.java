package klt.common.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

    private static String text(String template, Object... args) {
        return new Wording(template).text(Args.of(args));
    }

    @ParameterizedTest
    @CsvSource({
        "30,       timeoutSeconds,  30 s",
        "1.5,      outageSeconds,   1.5 s",
        "7200,     jumpSeconds,     '7,200 s'",
        "-0.25,    jumpSeconds,     -0.3 s",
        "6.5,      fromSecond,      6.5",
        "250,      pausedMillis,    250 ms",
        "12345,    sendLagP99Micros, 12.3 ms",
        "1536,     batchBytes,      1.5 KiB",
        "4711,     producerId,      4711",
        "1804,     startOffset,     1804",
        "1000,     transactionPartition, 1000",
        "0.909,    sentShare,       90.90 %",
        "0.001234, errorShare,      0.1234 %",
        "6.5123,   second,          6.5",
        "33.25,    rate,            33.25",
        "0.001,    rate,            0.001",
        "1234567,  messages,        '1,234,567'"
    })
    void aNumberIsShownByTheUnitThatEndsItsName(double value, String name, String words) {
        assertThat(text("{" + name + "}", name, value)).isEqualTo(words);
    }

    @Test
    void aNumberOrListCanHaveANoun() {
        assertThat(text("{workers:worker}", "workers", 1)).isEqualTo("1 worker");
        assertThat(text("{acked:acked message} missing", "acked", 1_000)).isEqualTo("1,000 acked messages missing");
        assertThat(text("{partitions:partition}", "partitions", List.of(3))).isEqualTo("partition 3");
        assertThat(text(
                        "{partitions:partition} lost",
                        "partitions",
                        IntStream.range(0, 22).boxed().toList()))
                .startsWith("partitions 0, 1, ")
                .endsWith(", 19 … and 2 more lost");
        assertThat(text("{findings;}", "findings", List.of("a", "b"))).isEqualTo("a; b");
    }

    @Test
    void aNumberOfMoreItemsThatIsNoneIsIgnored() {
        assertThat(text("{findings;}", "findings", List.of("a", "b"), "findingsMore", "many"))
                .isEqualTo("a; b");
    }

    @Test
    void aPartIsLeftOutIfItsArgumentIsNotGiven() {
        String template = "{worker} left[ ({shards:shard})]";

        assertThat(text(template, "worker", "a", "shards", 2)).isEqualTo("a left (2 shards)");
        assertThat(text(template, "worker", "a")).isEqualTo("a left");
    }

    @Test
    void aPartCanBeOfOneValueOnly() {
        String template = "blocked by [{cause=QUOTA}a quota][{cause=SLOW_ACKS}slow acks]";

        assertThat(text(template, "cause", "QUOTA")).isEqualTo("blocked by a quota");
        assertThat(text(template, "cause", "SLOW_ACKS")).isEqualTo("blocked by slow acks");
    }

    @Test
    void theTextIsThatWithExactlyTheArguments() {
        Wording wording = new Wording("topic {topic}", "topic {topic}: {error}", "{created=true}new {topic}");

        assertThat(wording.text(Args.of("topic", "t"))).isEqualTo("topic t");
        assertThat(wording.text(Args.of("topic", "t", "error", "no"))).isEqualTo("topic t: no");
        assertThat(wording.text(Args.of("created", true, "topic", "t"))).isEqualTo("new t");
        assertThat(wording.fits(Args.of("created", false, "topic", "t"))).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wording.text(Args.of("topic", "t", "other", 1)))
                .withMessageContaining("other");
        assertThatIllegalArgumentException().isThrownBy(() -> wording.text(Args.NONE));
    }

    @Test
    void whatAnEarlierBuildRecordedIsItsText() {
        assertThat(text("{worker} left", Wording.MESSAGE, "name-of-a left")).isEqualTo("name-of-a left");
    }
}
