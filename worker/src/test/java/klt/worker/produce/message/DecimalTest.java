package klt.worker.produce.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DecimalTest {

    @Test
    void aNumberHasItsDigits() {
        LongStream powers = LongStream.iterate(1, power -> power <= Long.MAX_VALUE / 10, power -> power * 10);
        LongStream.concat(
                        powers.flatMap(power -> LongStream.of(power - 1, power, power + 1, 7 * power)),
                        LongStream.of(Long.MAX_VALUE))
                .forEach(number -> {
                    String text = Long.toString(number);
                    byte[] written = new byte[text.length() + 2];

                    Decimal.write(number, written, 1, Decimal.digits(number));

                    assertThat(Decimal.digits(number)).as(text).isEqualTo(text.length());
                    assertThat(new String(written, StandardCharsets.US_ASCII)).isEqualTo("\0" + text + "\0");
                });
    }

    @Test
    void missingDigitsAreZerosAndTheFirstOnesMayBeLeftOut() {
        byte[] written = new byte[7];

        Decimal.write(1_234, written, 0, 7);
        assertThat(written).asString().isEqualTo("0001234");
        Decimal.write(1_234, written, 4, 3);
        assertThat(written).asString().isEqualTo("0001234");
        Decimal.write(98_765, written, 4, 3);
        assertThat(written).asString().isEqualTo("0001765");
    }
}
