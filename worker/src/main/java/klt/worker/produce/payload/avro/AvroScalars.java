package klt.worker.produce.payload.avro;

import java.util.concurrent.TimeUnit;
import klt.common.spec.message.template.TemplatePart;
import klt.worker.core.PayloadException;
import klt.worker.produce.payload.segment.BinaryNumbers;
import klt.worker.produce.payload.segment.RandomSegments;
import klt.worker.produce.payload.segment.RandomUuid;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.random.MessageRandom;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Compiles Avro's scalar types. Their data is random, except for times, which are the message's fire time. */
final class AvroScalars {

    /** Maximum number of digits in a random decimal, so that its unscaled value fits in a long. */
    static final int DIGITS_MAX = 18;

    private static final int UUID_BYTES = 16;
    private static final long NANOS_PER_DAY = TimeUnit.DAYS.toNanos(1);
    private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final MessageRandom random;
    private final RandomSegments segments;

    /** @param random random numbers, restarted for each message */
    AvroScalars(MessageRandom random, long seed) {
        this.random = random;
        segments = new RandomSegments(random, seed);
    }

    /**
     * @param place the type's place in its schema
     * @throws PayloadException for a logical type for which no data can be generated
     */
    ValueNode of(Schema schema, String place) {
        LogicalType logical = schema.getLogicalType();
        return switch (logical == null ? "" : logical.getName()) {
            case "date" -> epoch(NANOS_PER_DAY);
            case "time-millis" -> timeOfDay(MILLI);
            case "time-micros" -> timeOfDay(MICRO);
            case "timestamp-millis", "local-timestamp-millis" -> epoch(MILLI);
            case "timestamp-micros", "local-timestamp-micros" -> epoch(MICRO);
            case "timestamp-nanos", "local-timestamp-nanos" -> epoch(1);
            case "decimal" -> decimal(schema, ((LogicalTypes.Decimal) logical).getPrecision());
            case "uuid" -> schema.getType() == Schema.Type.FIXED ? uuidBytes() : uuidText();
            case "big-decimal" ->
                throw new PayloadException(
                        place + " has the logical type big-decimal, which is not supported; use decimal");
            default -> plain(schema, place);
        };
    }

    /**
     * Writes an int, a long, a length or an index.
     *
     * @return the position after it
     */
    static int number(long number, byte[] target, int at) {
        return BinaryNumbers.varint(BinaryNumbers.zigzag(number), target, at);
    }

    private static int numberBytes(long number) {
        return BinaryNumbers.varintBytes(BinaryNumbers.zigzag(number));
    }

    private ValueNode plain(Schema schema, String place) {
        return switch (schema.getType()) {
            case NULL -> ValueNode.ofSize(0, (sequence, fireAt, target, at) -> at);
            case BOOLEAN -> segments.bool();
            case INT ->
                new ValueNode(
                        (sequence, fireAt, target, at) -> number(random.nextInt(), target, at),
                        BinaryNumbers.INT_BYTES_MAX,
                        BinaryNumbers.INT_BYTES_AVERAGE);
            case LONG ->
                new ValueNode(
                        (sequence, fireAt, target, at) -> number(random.nextLong(), target, at),
                        BinaryNumbers.LONG_BYTES_MAX,
                        BinaryNumbers.LONG_BYTES_AVERAGE);
            case FLOAT ->
                ValueNode.ofSize(
                        Float.BYTES,
                        (sequence, fireAt, target, at) -> BinaryNumbers.floating(random.nextFloat(), target, at));
            case DOUBLE ->
                ValueNode.ofSize(
                        Double.BYTES,
                        (sequence, fireAt, target, at) -> BinaryNumbers.floating(random.nextDouble(), target, at));
            case STRING -> string();
            case BYTES -> segments.bytes(AvroScalars::number);
            case FIXED -> ValueNode.ofSize(schema.getFixedSize(), segments.bytes(schema.getFixedSize()));
            case ENUM -> symbol(schema.getEnumSymbols().size(), place);
            case RECORD, ARRAY, MAP, UNION -> throw new IllegalArgumentException(schema.getType() + " is not a scalar");
        };
    }

    /** Writes the time from the epoch to the fire time, in the given unit. */
    private static ValueNode epoch(long unitNanos) {
        return new ValueNode(
                (sequence, fireAt, target, at) -> number(Math.floorDiv(fireAt, unitNanos), target, at),
                BinaryNumbers.LONG_BYTES_MAX,
                numberBytes(Long.MAX_VALUE / 5 / unitNanos));
    }

    private static ValueNode timeOfDay(long unitNanos) {
        return new ValueNode(
                (sequence, fireAt, target, at) -> number(Math.floorMod(fireAt, NANOS_PER_DAY) / unitNanos, target, at),
                BinaryNumbers.LONG_BYTES_MAX,
                numberBytes(NANOS_PER_DAY / 2 / unitNanos));
    }

    private ValueNode decimal(Schema schema, int precision) {
        long bound = 1;
        for (int i = 0; i < Math.min(precision, DIGITS_MAX); i++) {
            bound *= 10;
        }
        long max = bound - 1;
        long count = 2 * max + 1;
        if (schema.getType() == Schema.Type.FIXED) {
            int size = schema.getFixedSize();
            return ValueNode.ofSize(
                    size,
                    (sequence, fireAt, target, at) ->
                            BinaryNumbers.twosComplement(random.nextLong(count) - max, size, target, at));
        }
        int bytesMax = BinaryNumbers.twosComplementBytes(max);
        return new ValueNode(
                (sequence, fireAt, target, at) -> {
                    long number = random.nextLong(count) - max;
                    int bytes = BinaryNumbers.twosComplementBytes(number);
                    return BinaryNumbers.twosComplement(number, bytes, target, number(bytes, target, at));
                },
                1 + bytesMax,
                1 + bytesMax);
    }

    private ValueNode uuidText() {
        return ValueNode.ofSize(
                1 + TemplatePart.Uuid.LENGTH,
                (sequence, fireAt, target, at) ->
                        RandomUuid.write(random, target, number(TemplatePart.Uuid.LENGTH, target, at)));
    }

    private ValueNode uuidBytes() {
        return ValueNode.ofSize(
                UUID_BYTES, (sequence, fireAt, target, at) -> RandomUuid.writeBytes(random, target, at));
    }

    ValueNode string() {
        return segments.text(AvroScalars::number);
    }

    private ValueNode symbol(int count, String place) {
        if (count == 0) {
            throw new PayloadException(place + " is an enum without symbols");
        }
        return new ValueNode(
                (sequence, fireAt, target, at) -> number(random.nextInt(count), target, at),
                numberBytes(count - 1),
                numberBytes(count / 2));
    }
}
