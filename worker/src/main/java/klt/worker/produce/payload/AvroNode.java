package klt.worker.produce.payload;

/**
 * A part of a schema, compiled.
 *
 * @param segment writes a random datum of it
 * @param bytesMax no datum is longer
 * @param bytesAverage about
 */
record AvroNode(ValueSegment segment, long bytesMax, double bytesAverage) {

    static AvroNode ofSize(long bytes, ValueSegment segment) {
        return new AvroNode(segment, bytes, bytes);
    }
}
