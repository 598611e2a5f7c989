package klt.worker.produce.payload.protobuf;

import com.squareup.wire.schema.EnumConstant;
import com.squareup.wire.schema.EnumType;
import com.squareup.wire.schema.ProtoType;
import java.util.stream.LongStream;
import klt.worker.produce.payload.segment.BinaryNumbers;
import klt.worker.produce.payload.segment.RandomSegments;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.payload.segment.ValueSegment;
import klt.worker.produce.random.MessageRandom;

/** Compiles the Protobuf types other than messages. Their data is random. */
final class ProtobufScalars {

    private final MessageRandom random;
    private final RandomSegments segments;

    /** The encoding of a datum, without the field's tag. */
    record Scalar(int wireType, ValueNode node) {}

    /** @param random random numbers, restarted for each message */
    ProtobufScalars(MessageRandom random, long seed) {
        this.random = random;
        segments = new RandomSegments(random, seed);
    }

    /** @param type a scalar */
    Scalar of(ProtoType type) {
        return switch (type.toString()) {
            case "int32" -> int32();
            case "uint32" ->
                int32Bits((sequence, fireAt, target, at) ->
                        BinaryNumbers.varint(Integer.toUnsignedLong(random.nextInt()), target, at));
            case "sint32" ->
                int32Bits((sequence, fireAt, target, at) ->
                        BinaryNumbers.varint(BinaryNumbers.zigzag(random.nextInt()), target, at));
            case "int64", "uint64", "sint64" -> int64();
            case "fixed32", "sfixed32" ->
                new Scalar(
                        FieldEncoding.FIXED_32,
                        ValueNode.ofSize(
                                Integer.BYTES,
                                (sequence, fireAt, target, at) -> BinaryNumbers.fixed(random.nextInt(), target, at)));
            case "fixed64", "sfixed64" ->
                new Scalar(
                        FieldEncoding.FIXED_64,
                        ValueNode.ofSize(
                                Long.BYTES,
                                (sequence, fireAt, target, at) -> BinaryNumbers.fixed(random.nextLong(), target, at)));
            case "float" ->
                new Scalar(
                        FieldEncoding.FIXED_32,
                        ValueNode.ofSize(
                                Float.BYTES,
                                (sequence, fireAt, target, at) ->
                                        BinaryNumbers.floating(random.nextFloat(), target, at)));
            case "double" ->
                new Scalar(
                        FieldEncoding.FIXED_64,
                        ValueNode.ofSize(
                                Double.BYTES,
                                (sequence, fireAt, target, at) ->
                                        BinaryNumbers.floating(random.nextDouble(), target, at)));
            case "bool" -> new Scalar(FieldEncoding.VARINT, segments.bool());
            case "string" -> new Scalar(FieldEncoding.DELIMITED, segments.text(BinaryNumbers::varint));
            case "bytes" -> new Scalar(FieldEncoding.DELIMITED, segments.bytes(BinaryNumbers::varint));
            default -> throw new IllegalArgumentException(type + " is not a scalar");
        };
    }

    /** Compiles 32-bit numbers. Half of them are negative, which are encoded like 64-bit numbers. */
    private Scalar int32() {
        return new Scalar(
                FieldEncoding.VARINT,
                new ValueNode(
                        (sequence, fireAt, target, at) -> BinaryNumbers.varint(random.nextInt(), target, at),
                        BinaryNumbers.LONG_BYTES_MAX,
                        (BinaryNumbers.INT_BYTES_AVERAGE + BinaryNumbers.LONG_BYTES_MAX) / 2));
    }

    private static Scalar int32Bits(ValueSegment segment) {
        return new Scalar(
                FieldEncoding.VARINT,
                new ValueNode(segment, BinaryNumbers.INT_BYTES_MAX, BinaryNumbers.INT_BYTES_AVERAGE));
    }

    /** Compiles 64-bit numbers. All bit patterns are valid, whether signed, unsigned or zigzag. */
    private Scalar int64() {
        return new Scalar(
                FieldEncoding.VARINT,
                new ValueNode(
                        (sequence, fireAt, target, at) -> BinaryNumbers.varint(random.nextLong(), target, at),
                        BinaryNumbers.LONG_BYTES_MAX,
                        BinaryNumbers.LONG_BYTES_AVERAGE));
    }

    /** Compiles an enum. Each number is equally likely; its aliases count once. */
    Scalar of(EnumType type) {
        long[] numbers = type.getConstants().stream()
                .mapToLong(EnumConstant::getTag)
                .distinct()
                .toArray();
        return new Scalar(
                FieldEncoding.VARINT,
                new ValueNode(
                        (sequence, fireAt, target, at) ->
                                BinaryNumbers.varint(numbers[random.nextInt(numbers.length)], target, at),
                        LongStream.of(numbers)
                                .map(BinaryNumbers::varintBytes)
                                .max()
                                .orElse(0),
                        LongStream.of(numbers)
                                .map(BinaryNumbers::varintBytes)
                                .average()
                                .orElse(0)));
    }
}
