package klt.worker.produce.payload.segment;

import java.nio.charset.StandardCharsets;
import java.util.List;
import klt.worker.produce.random.MessageRandom;

/**
 * A compiled part of a schema.
 *
 * @param segment writes a random datum of this part
 * @param bytesMax upper bound for the size of a datum
 * @param bytesAverage approximate average size of a datum
 */
public record ValueNode(ValueSegment segment, long bytesMax, double bytesAverage) {

    /** Creates a part with data of fixed size. */
    public static ValueNode ofSize(long bytes, ValueSegment segment) {
        return new ValueNode(segment, bytes, bytes);
    }

    /** Writes the same bytes in every datum. */
    public static ValueNode of(byte[] bytes) {
        return ofSize(bytes.length, ValueSegment.of(bytes));
    }

    /** Writes the same text in every datum. */
    public static ValueNode of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes one datum of each node, in order. */
    public static ValueNode inSequence(List<ValueNode> nodes) {
        ValueSegment[] segments = segments(nodes);
        return new ValueNode(
                (sequence, fireAt, target, from) -> {
                    int at = from;
                    for (ValueSegment segment : segments) {
                        at = segment.write(sequence, fireAt, target, at);
                    }
                    return at;
                },
                nodes.stream().mapToLong(ValueNode::bytesMax).sum(),
                nodes.stream().mapToDouble(ValueNode::bytesAverage).sum());
    }

    /**
     * Writes a datum of one of the nodes, which are all equally likely.
     *
     * @param nodes the nodes, at least one
     */
    public static ValueNode oneOf(MessageRandom random, List<ValueNode> nodes) {
        if (nodes.size() == 1) {
            return nodes.getFirst();
        }
        ValueSegment[] segments = segments(nodes);
        return new ValueNode(
                (sequence, fireAt, target, at) ->
                        segments[random.nextInt(segments.length)].write(sequence, fireAt, target, at),
                nodes.stream().mapToLong(ValueNode::bytesMax).max().orElse(0),
                nodes.stream().mapToDouble(ValueNode::bytesAverage).average().orElse(0));
    }

    /**
     * Writes a random number of consecutive data of a node. Each possible number is equally likely.
     *
     * @param separator written between two data
     */
    public static ValueNode repeated(MessageRandom random, ValueNode node, String separator, int min, int max) {
        ValueSegment segment = node.segment();
        byte[] between = separator.getBytes(StandardCharsets.UTF_8);
        return new ValueNode(
                (sequence, fireAt, target, from) -> {
                    int count = min + random.nextInt(max - min + 1);
                    int at = from;
                    for (int i = 0; i < count; i++) {
                        if (i > 0) {
                            System.arraycopy(between, 0, target, at, between.length);
                            at += between.length;
                        }
                        at = segment.write(sequence, fireAt, target, at);
                    }
                    return at;
                },
                max * (between.length + node.bytesMax()),
                (min + max) / 2.0 * (between.length + node.bytesAverage()));
    }

    private static ValueSegment[] segments(List<ValueNode> nodes) {
        return nodes.stream().map(ValueNode::segment).toArray(ValueSegment[]::new);
    }
}
