package klt.worker.produce.payload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import klt.common.random.SplitMix64;
import klt.common.spec.message.template.TemplateLimits;
import klt.common.spec.message.template.TemplatePart;
import klt.worker.core.PayloadException;
import net.datafaker.Faker;
import org.jspecify.annotations.Nullable;

/** Values from the Datafaker library, drawn before a run because drawing a value takes microseconds and allocates memory. */
final class FakeValues {

    private FakeValues() {}

    /**
     * Draws values for each expression in a template. They depend on the expression and the seed; some, such as a date in the past, also
     * depend on the current time.
     *
     * @throws PayloadException for an expression unknown to Datafaker
     */
    static Map<String, byte[][]> of(List<TemplatePart> parts, long seed) {
        Map<String, byte[][]> values = new HashMap<>();
        for (TemplatePart part : parts) {
            if (part instanceof TemplatePart.Fake fake && !values.containsKey(fake.expression())) {
                values.put(fake.expression(), draw(fake, seed));
            }
        }
        return values;
    }

    private static byte[][] draw(TemplatePart.Fake fake, long seed) {
        String expression = fake.expression();
        Random random = new Random(SplitMix64.mix(SplitMix64.mix(seed) + expression.hashCode()));
        Faker faker = new Faker(Locale.ENGLISH, random);
        byte[][] values = new byte[TemplateLimits.FAKE_VALUES][];
        for (int i = 0; i < values.length; i++) {
            values[i] = cut(value(faker, fake).getBytes(StandardCharsets.UTF_8));
        }
        return values;
    }

    private static String value(Faker faker, TemplatePart.Fake fake) {
        @Nullable String value;
        try {
            value = faker.expression("#{" + fake.expression() + "}");
        } catch (RuntimeException e) {
            // Datafaker throws no specific exception class
            throw new PayloadException(unknown(fake), e);
        }
        if (value == null) {
            throw new PayloadException(unknown(fake));
        }
        return value;
    }

    private static String unknown(TemplatePart.Fake fake) {
        return "payload.template " + fake.place() + ": '" + fake.expression()
                + "' is not a provider of Datafaker and its method, such as Name.fullName; see datafaker.net";
    }

    /** Truncates a text before the first character that does not fit. */
    private static byte[] cut(byte[] text) {
        if (text.length <= TemplateLimits.FAKE_BYTES_MAX) {
            return text;
        }
        int end = TemplateLimits.FAKE_BYTES_MAX;
        while ((text[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(text, end);
    }
}
