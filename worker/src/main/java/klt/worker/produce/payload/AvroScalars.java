package klt.worker.produce.payload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import klt.common.spec.message.template.TemplatePart;
import klt.worker.core.PayloadException;
import klt.worker.produce.message.PayloadPool;
import klt.worker.produce.random.MessageRandom;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Compiles the types of Avro that contain no other type. Their data are random, except that times are the message's fire time. */
final class AvroScalars {

    /** Bytes or characters of a random text, as in the Avro random generator of Confluent's Datagen. */
    static final int TEXT_MIN = 8;

    static final int TEXT_MAX = 16;
    private static final double TEXT_AVERAGE = (TEXT_MIN + TEXT_MAX) / 2.0;

    /** Digits of a random decimal, so that its number fits in a long. */
    static final int DIGITS_MAX = 18;

    /** Bytes that are drawn one by one; a longer fixed continues with a piece of a pool, which is faster. */
    private static final int DRAWN_BYTES_MAX = 32;

    private static final int UUID_BYTES = 16;
    private static final long NANOS_PER_DAY = TimeUnit.DAYS.toNanos(1);
    private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    /** A random int or long has its sign and highest bit at random, so most take the most bytes. */
    private static final double INT_BYTES_AVERAGE = 4.9;

    private static final double LONG_BYTES_AVERAGE = 9.5;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageRandom random;
    private final long seed;
    /** made for the first type that needs it */
    private @Nullable PayloadPool pool;

    /** @param random started for each message */
    AvroScalars(MessageRandom random, long seed) {
        this.random = random;
        this.seed = seed;
    }

    /**
     * @param place of the type in its schema
     * @throws PayloadException for a logical type whose data cannot be made
     */
    AvroNode of(Schema schema, String place) {
        LogicalType logical = schema.getLogicalType();
        return switch (logical == null ? "" : logical.getName()) {
            case "date" -> number(NANOS_PER_DAY);
            case "time-millis" -> timeOfDay(MILLI);
            case "time-micros" -> timeOfDay(MICRO);
            case "timestamp-millis", "local-timestamp-millis" -> number(MILLI);
            case "timestamp-micros", "local-timestamp-micros" -> number(MICRO);
            case "timestamp-nanos", "local-timestamp-nanos" -> number(1);
            case "decimal" -> decimal(schema, ((LogicalTypes.Decimal) logical).getPrecision());
            case "uuid" -> schema.getType() == Schema.Type.FIXED ? uuidBytes() : uuidText();
            case "big-decimal" ->
                throw new PayloadException(
                        place + " has the logical type big-decimal, which is not supported; use decimal");
            default -> plain(schema, place);
        };
    }

    private AvroNode plain(Schema schema, String place) {
        return switch (schema.getType()) {
            case NULL -> AvroNode.ofSize(0, (sequence, fireAt, target, at) -> at);
            case BOOLEAN -> AvroNode.ofSize(1, this::bool);
            case INT ->
                new AvroNode(
                        (sequence, fireAt, target, at) -> AvroBinary.number(random.nextInt(), target, at),
                        AvroBinary.INT_BYTES_MAX,
                        INT_BYTES_AVERAGE);
            case LONG ->
                new AvroNode(
                        (sequence, fireAt, target, at) -> AvroBinary.number(random.nextLong(), target, at),
                        AvroBinary.LONG_BYTES_MAX,
                        LONG_BYTES_AVERAGE);
            case FLOAT ->
                AvroNode.ofSize(
                        Float.BYTES,
                        (sequence, fireAt, target, at) -> AvroBinary.floating(random.nextFloat(), target, at));
            case DOUBLE ->
                AvroNode.ofSize(
                        Double.BYTES,
                        (sequence, fireAt, target, at) -> AvroBinary.floating(random.nextDouble(), target, at));
            case STRING -> string();
            case BYTES -> text(this::bytes);
            case FIXED -> fixed(schema.getFixedSize());
            case ENUM -> symbol(schema.getEnumSymbols().size(), place);
            case RECORD, ARRAY, MAP, UNION -> throw new IllegalArgumentException(schema.getType() + " is no scalar");
        };
    }

    /** Units from the epoch to the fire time. */
    private static AvroNode number(long unitNanos) {
        return new AvroNode(
                (sequence, fireAt, target, at) -> AvroBinary.number(Math.floorDiv(fireAt, unitNanos), target, at),
                AvroBinary.LONG_BYTES_MAX,
                AvroBinary.bytes(Long.MAX_VALUE / 5 / unitNanos));
    }

    private static AvroNode timeOfDay(long unitNanos) {
        return new AvroNode(
                (sequence, fireAt, target, at) ->
                        AvroBinary.number(Math.floorMod(fireAt, NANOS_PER_DAY) / unitNanos, target, at),
                AvroBinary.LONG_BYTES_MAX,
                AvroBinary.bytes(NANOS_PER_DAY / 2 / unitNanos));
    }

    private AvroNode decimal(Schema schema, int precision) {
        long bound = 1;
        for (int i = 0; i < Math.min(precision, DIGITS_MAX); i++) {
            bound *= 10;
        }
        long max = bound - 1;
        long count = 2 * max + 1;
        if (schema.getType() == Schema.Type.FIXED) {
            int size = schema.getFixedSize();
            return AvroNode.ofSize(
                    size,
                    (sequence, fireAt, target, at) ->
                            AvroBinary.twosComplement(random.nextLong(count) - max, size, target, at));
        }
        int bytesMax = AvroBinary.twosComplementBytes(max);
        return new AvroNode(
                (sequence, fireAt, target, at) -> {
                    long number = random.nextLong(count) - max;
                    int bytes = AvroBinary.twosComplementBytes(number);
                    return AvroBinary.twosComplement(number, bytes, target, AvroBinary.number(bytes, target, at));
                },
                1 + bytesMax,
                1 + bytesMax);
    }

    private AvroNode uuidText() {
        return AvroNode.ofSize(
                1 + TemplatePart.Uuid.LENGTH,
                (sequence, fireAt, target, at) ->
                        RandomUuid.write(random, target, AvroBinary.number(TemplatePart.Uuid.LENGTH, target, at)));
    }

    private AvroNode uuidBytes() {
        return AvroNode.ofSize(UUID_BYTES, (sequence, fireAt, target, at) -> RandomUuid.writeBytes(random, target, at));
    }

    private int bool(long sequence, long fireAt, byte[] target, int at) {
        target[at] = (byte) (random.nextLong() >>> (Long.SIZE - 1));
        return at + 1;
    }

    AvroNode string() {
        return text(this::characters);
    }

    private static AvroNode text(ValueSegment segment) {
        return new AvroNode(segment, 1 + TEXT_MAX, 1 + TEXT_AVERAGE);
    }

    private int characters(long sequence, long fireAt, byte[] target, int at) {
        int count = length();
        int from = AvroBinary.number(count, target, at);
        RandomCharacters.write(random, target, from, count);
        return from + count;
    }

    private int bytes(long sequence, long fireAt, byte[] target, int at) {
        int count = length();
        return draw(target, AvroBinary.number(count, target, at), count);
    }

    private int length() {
        return TEXT_MIN + random.nextInt(TEXT_MAX - TEXT_MIN + 1);
    }

    private int draw(byte[] target, int from, int count) {
        int end = from + count;
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            LONG.set(target, at, random.nextLong());
        }
        if (at < end) {
            AvroBinary.twosComplement(random.nextLong(), end - at, target, at);
        }
        return end;
    }

    private AvroNode fixed(int size) {
        if (size <= DRAWN_BYTES_MAX) {
            return AvroNode.ofSize(size, (sequence, fireAt, target, at) -> draw(target, at, size));
        }
        PayloadPool rest = pool == null ? PayloadPool.ofBytes(seed, 0) : pool;
        pool = rest;
        return AvroNode.ofSize(size, (sequence, fireAt, target, at) -> {
            int drawn = draw(target, at, DRAWN_BYTES_MAX);
            rest.fill(PayloadPool.place(random.nextLong()), target, drawn, at + size);
            return at + size;
        });
    }

    private AvroNode symbol(int count, String place) {
        if (count == 0) {
            throw new PayloadException(place + " is an enum without symbols");
        }
        return new AvroNode(
                (sequence, fireAt, target, at) -> AvroBinary.number(random.nextInt(count), target, at),
                AvroBinary.bytes(count - 1),
                AvroBinary.bytes(count / 2));
    }
}
