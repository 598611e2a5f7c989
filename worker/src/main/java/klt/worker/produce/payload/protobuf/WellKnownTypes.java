package klt.worker.produce.payload.protobuf;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import klt.worker.produce.payload.segment.BinaryNumbers;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.payload.segment.ValueSegment;
import klt.worker.produce.random.MessageRandom;

/** Compiles messages in {@code google/protobuf} with rules beyond the types of their fields. */
final class WellKnownTypes {

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long NANOS_PER_DAY = TimeUnit.DAYS.toNanos(1);

    /** Maximum size in bytes: two tags, a long and an int. */
    private static final int TIME_BYTES_MAX = 2 + BinaryNumbers.LONG_BYTES_MAX + BinaryNumbers.INT_BYTES_MAX;

    private static final int TIME_BYTES_AVERAGE = 2 + 2 * BinaryNumbers.INT_BYTES_MAX;

    /** The type of an Any, which readers need to know in order to unpack it. All readers know this one. */
    private static final String ANY_TYPE = "type.googleapis.com/google.protobuf.Empty";

    private final MessageRandom random;

    /** @param random random numbers, restarted for each message */
    WellKnownTypes(MessageRandom random) {
        this.random = random;
    }

    /** @return empty for a message without such rules */
    Optional<ValueNode> of(String type) {
        return switch (type) {
            case "google.protobuf.Timestamp" ->
                Optional.of(time((sequence, fireAt, target, at) -> write(fireAt, target, at)));
            case "google.protobuf.Duration" ->
                Optional.of(time((sequence, fireAt, target, at) -> write(random.nextLong(NANOS_PER_DAY), target, at)));
            case "google.protobuf.Any" -> {
                ValueNode url = FieldEncoding.delimited(ValueNode.of(ANY_TYPE));
                yield Optional.of(FieldEncoding.tagged(1, FieldEncoding.DELIMITED, url));
            }
            default -> Optional.empty();
        };
    }

    private static ValueNode time(ValueSegment segment) {
        return new ValueNode(segment, TIME_BYTES_MAX, TIME_BYTES_AVERAGE);
    }

    /** Writes whole seconds and the remaining nanoseconds, omitting either if it is 0. */
    private static int write(long nanos, byte[] target, int from) {
        int at = number(1, Math.floorDiv(nanos, NANOS_PER_SECOND), target, from);
        return number(2, Math.floorMod(nanos, NANOS_PER_SECOND), target, at);
    }

    private static int number(int field, long number, byte[] target, int at) {
        if (number == 0) {
            return at;
        }
        target[at] = (byte) (field << FieldEncoding.WIRE_TYPE_BITS | FieldEncoding.VARINT);
        return BinaryNumbers.varint(number, target, at + 1);
    }
}
