package klt.worker.produce.payload.protobuf;

import klt.worker.produce.payload.segment.BinaryNumbers;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.payload.segment.ValueSegment;

/** Encodes fields. A field consists of a tag (the field's number and wire type) followed by the datum. */
final class FieldEncoding {

    /** Wire types. */
    static final int VARINT = 0;

    static final int FIXED_64 = 1;
    static final int DELIMITED = 2;
    static final int FIXED_32 = 5;

    static final int WIRE_TYPE_BITS = 3;

    private FieldEncoding() {}

    /** Encodes a field and its datum. */
    static ValueNode tagged(int number, int wireType, ValueNode datum) {
        long tag = (long) number << WIRE_TYPE_BITS | wireType;
        int tagBytes = BinaryNumbers.varintBytes(tag);
        ValueSegment segment = datum.segment();
        return new ValueNode(
                (sequence, fireAt, target, at) ->
                        segment.write(sequence, fireAt, target, BinaryNumbers.varint(tag, target, at)),
                tagBytes + datum.bytesMax(),
                tagBytes + datum.bytesAverage());
    }

    /** Encodes a field that is omitted if all its datum's bytes are 0. */
    static ValueNode unlessZero(int number, int wireType, ValueNode datum) {
        ValueNode tagged = tagged(number, wireType, datum);
        int tagBytes = (int) (tagged.bytesMax() - datum.bytesMax());
        ValueSegment segment = tagged.segment();
        return new ValueNode(
                (sequence, fireAt, target, from) -> {
                    int end = segment.write(sequence, fireAt, target, from);
                    int at = from + tagBytes;
                    while (at < end && target[at] == 0) {
                        at++;
                    }
                    return at == end ? from : end;
                },
                tagged.bytesMax(),
                tagged.bytesAverage());
    }

    /**
     * Prefixes a datum with its length. Room is left for a length of average size before the datum is written; if the actual length takes
     * fewer or more bytes, the datum is moved.
     */
    static ValueNode delimited(ValueNode datum) {
        ValueSegment segment = datum.segment();
        int usualBytes = BinaryNumbers.varintBytes(Math.round(datum.bytesAverage()));
        int bytesMax = BinaryNumbers.varintBytes(datum.bytesMax());
        return new ValueNode(
                (sequence, fireAt, target, at) -> {
                    int from = at + usualBytes;
                    int length = segment.write(sequence, fireAt, target, from) - from;
                    int lengthBytes = BinaryNumbers.varintBytes(length);
                    if (lengthBytes != usualBytes) {
                        System.arraycopy(target, from, target, at + lengthBytes, length);
                    }
                    return BinaryNumbers.varint(length, target, at) + length;
                },
                bytesMax + datum.bytesMax(),
                usualBytes + datum.bytesAverage());
    }
}
