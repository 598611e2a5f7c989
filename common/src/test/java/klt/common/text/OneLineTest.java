package klt.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OneLineTest {

    private static final long SEED = 20_260_107L;

    @Test
    void aGoodTextStaysAsItIs() {
        assertThat(OneLine.of("no broker at kafka:9092 – Ärger 😀", 40))
                .isEqualTo("no broker at kafka:9092 – Ärger 😀");
        assertThat(OneLine.of("", 40)).isEmpty();
        assertThat(OneLine.of("abcde", 5)).isEqualTo("abcde");
    }

    @Test
    void whiteSpaceAndControlCharactersBecomeOneSpace() {
        assertThat(OneLine.of("  one\r\n\ttwo\u0000\u001b[31m three\u2028four \n", 40))
                .isEqualTo("one two [31m three four");
        assertThat(OneLine.of(" \n ", 40)).isEmpty();
    }

    @Test
    void whatIsTooLongEndsInAnEllipsisWithinTheLimit() {
        assertThat(OneLine.of("abcdef", 5)).isEqualTo("abcd…");
        assertThat(OneLine.of("abcd ef", 5)).isEqualTo("abcd…");
    }

    @Test
    void aPairIsNeverCutInTwo() {
        assertThat(OneLine.of("abc😀😀", 5)).isEqualTo("abc…");
        assertThat(OneLine.of("abc😀", 5)).isEqualTo("abc😀");
    }

    @Test
    void halfAPairIsReplaced() {
        assertThat(OneLine.of("a\ud800b\udc00", 9)).isEqualTo("a\uFFFDb\uFFFD");
    }

    @Test
    void anyTextBecomesOneLineThatCanBeEncodedAndStaysSo() {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < 20_000; i++) {
            int lengthMax = random.nextInt(1, 30);
            char[] chars = new char[random.nextInt(40)];
            for (int k = 0; k < chars.length; k++) {
                chars[k] = (char) (random.nextBoolean() ? random.nextInt(0xD7F0, 0xE010) : random.nextInt(128));
            }
            String line = OneLine.of(new String(chars), lengthMax);
            assertThat(line.length()).as("length, seed %d", SEED).isLessThanOrEqualTo(lengthMax);
            assertThat(line.chars()).as("seed %d", SEED).noneMatch(Character::isISOControl);
            assertThat(new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .as("seed %d", SEED)
                    .isEqualTo(line);
            assertThat(OneLine.of(line, lengthMax)).as("again, seed %d", SEED).isEqualTo(line);
        }
    }
}
