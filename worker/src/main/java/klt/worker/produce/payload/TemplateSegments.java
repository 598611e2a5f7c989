package klt.worker.produce.payload;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import klt.common.spec.message.template.TemplatePart;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.message.Decimal;
import klt.worker.produce.payload.segment.RandomSegments;
import klt.worker.produce.payload.segment.RandomUuid;
import klt.worker.produce.payload.segment.ValueSegment;
import klt.worker.produce.random.MessageRandom;

/** Compiles a template's parts into segments of a value. */
final class TemplateSegments {

    private final MessageRandom random;
    private final RandomSegments segments;
    private final Map<String, byte[][]> fakes;

    /**
     * @param random random numbers, restarted for each message
     * @param fakes values by expression
     */
    TemplateSegments(MessageRandom random, long seed, Map<String, byte[][]> fakes) {
        this.random = random;
        segments = new RandomSegments(random, seed);
        this.fakes = fakes;
    }

    ValueSegment of(TemplatePart part) {
        return switch (part) {
            case TemplatePart.Text(String text) -> ValueSegment.of(text.getBytes(StandardCharsets.UTF_8));
            case TemplatePart.Sequence() -> TemplateSegments::sequence;
            case TemplatePart.Uuid() -> uuid();
            case TemplatePart.Timestamp() -> timestamp();
            case TemplatePart.IntRange(long min, long max) -> intRange(min, max);
            case TemplatePart.OneOf oneOf ->
                oneOf(oneOf.texts().stream()
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new));
            case TemplatePart.RandomString(int count) -> segments.characters(count);
            case TemplatePart.Fake fake -> oneOf(Objects.requireNonNull(fakes.get(fake.expression())));
        };
    }

    private static int sequence(long sequence, long fireAt, byte[] target, int at) {
        return decimal(sequence, target, at);
    }

    /** @param number must not be negative */
    private static int decimal(long number, byte[] target, int at) {
        int digits = Decimal.digits(number);
        Decimal.write(number, target, at, digits);
        return at + digits;
    }

    private ValueSegment uuid() {
        return (sequence, fireAt, target, at) -> RandomUuid.write(random, target, at);
    }

    private static ValueSegment timestamp() {
        BusTimestamp text = new BusTimestamp(() -> 0);
        return (sequence, fireAt, target, at) -> {
            text.write(fireAt, target, at);
            return at + BusTimestamp.LENGTH;
        };
    }

    private ValueSegment intRange(long min, long max) {
        long count = max - min + 1;
        // a random int is enough for a range of up to 2³¹ − 1 numbers
        return count <= Integer.MAX_VALUE
                ? (sequence, fireAt, target, at) -> signed(min + random.nextInt((int) count), target, at)
                : (sequence, fireAt, target, at) -> signed(min + random.nextLong(count), target, at);
    }

    private static int signed(long number, byte[] target, int at) {
        if (number >= 0) {
            return decimal(number, target, at);
        }
        target[at] = '-';
        return decimal(-number, target, at + 1);
    }

    private ValueSegment oneOf(byte[][] texts) {
        return (sequence, fireAt, target, at) -> {
            byte[] text = texts[random.nextInt(texts.length)];
            System.arraycopy(text, 0, target, at, text.length);
            return at + text.length;
        };
    }
}
