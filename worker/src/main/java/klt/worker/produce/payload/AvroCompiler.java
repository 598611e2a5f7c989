package klt.worker.produce.payload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import klt.common.spec.message.MessageLimits;
import klt.worker.core.PayloadException;
import klt.worker.produce.random.MessageRandom;
import org.apache.avro.Schema;

/**
 * Compiles one schema to a tree of segments. Each use of a named type is compiled by itself. A record that contains itself ends after a few
 * levels: there the union that leads to it takes another branch, or the array or map is empty.
 */
final class AvroCompiler {

    /** Levels of a record that contains itself, with the outermost. */
    static final int LEVELS_MAX = 3;

    /** Items of an array, or entries of a map. Each number from 0 on is equally likely. */
    static final int ITEMS_MAX = 4;

    /** Parts of a schema, with each use of a named type counted. The largest schemas in use have some thousand fields. */
    static final int PARTS_MAX = 10_000;

    /** Parts within each other; the writer calls itself for each. */
    static final int DEPTH_MAX = 100;

    private final MessageRandom random;
    private final AvroScalars scalars;
    /** how often each record contains the part that is being compiled */
    private final Map<String, Integer> levels = new HashMap<>();

    private int parts;
    private int depth;

    /** @param random started for each message */
    AvroCompiler(MessageRandom random, long seed) {
        this.random = random;
        scalars = new AvroScalars(random, seed);
    }

    /**
     * @param name of the schema in errors
     * @throws PayloadException if no data of it can be made
     */
    AvroNode compile(Schema schema, String name) {
        return node(schema, name + " " + schema.getName())
                .orElseThrow(() -> new PayloadException(name + " " + schema.getName()
                        + " contains itself without an end; add null to the union that leads to it"));
    }

    /**
     * @param place of the part in its schema
     * @return empty if it contains a record too often
     */
    private Optional<AvroNode> node(Schema schema, String place) {
        parts++;
        depth++;
        if (parts > PARTS_MAX || depth > DEPTH_MAX) {
            throw new PayloadException(String.format(
                    Locale.ROOT,
                    "%s: the schema has more than %,d parts, or more than %,d within each other; use a smaller one",
                    place,
                    PARTS_MAX,
                    DEPTH_MAX));
        }
        Optional<AvroNode> node = switch (schema.getType()) {
            case RECORD -> record(schema, place);
            case UNION -> union(schema, place);
            case ARRAY -> Optional.of(array(node(schema.getElementType(), place + "[]")));
            case MAP ->
                Optional.of(array(node(schema.getValueType(), place + "{}")
                        .map(value -> inSequence(List.of(scalars.string(), value)))));
            default -> Optional.of(scalars.of(schema, place));
        };
        depth--;
        node.filter(part -> part.bytesMax() > MessageLimits.VALUE_BYTES_MAX).ifPresent(part -> {
            throw new PayloadException(String.format(
                    Locale.ROOT,
                    "%s has up to %,d bytes; the maximum is %,d",
                    place,
                    part.bytesMax(),
                    MessageLimits.VALUE_BYTES_MAX));
        });
        return node;
    }

    private Optional<AvroNode> record(Schema schema, String place) {
        int level = levels.merge(schema.getFullName(), 1, Integer::sum);
        Optional<AvroNode> node = level > LEVELS_MAX ? Optional.empty() : fields(schema, place);
        levels.put(schema.getFullName(), level - 1);
        return node;
    }

    private Optional<AvroNode> fields(Schema schema, String place) {
        List<AvroNode> nodes = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            Optional<AvroNode> node = node(field.schema(), place + "." + field.name());
            if (node.isEmpty()) {
                return node;
            }
            nodes.add(node.get());
        }
        return Optional.of(inSequence(nodes));
    }

    private static AvroNode inSequence(List<AvroNode> nodes) {
        ValueSegment[] segments = segments(nodes);
        return new AvroNode(
                (sequence, fireAt, target, from) -> {
                    int at = from;
                    for (ValueSegment segment : segments) {
                        at = segment.write(sequence, fireAt, target, at);
                    }
                    return at;
                },
                nodes.stream().mapToLong(AvroNode::bytesMax).sum(),
                nodes.stream().mapToDouble(AvroNode::bytesAverage).sum());
    }

    private static ValueSegment[] segments(List<AvroNode> nodes) {
        return nodes.stream().map(AvroNode::segment).toArray(ValueSegment[]::new);
    }

    /** Each branch is equally likely. */
    private Optional<AvroNode> union(Schema schema, String place) {
        if (schema.getTypes().isEmpty()) {
            throw new PayloadException(place + " is a union without branches");
        }
        List<AvroNode> nodes = new ArrayList<>();
        List<Integer> branches = new ArrayList<>();
        for (int i = 0; i < schema.getTypes().size(); i++) {
            int branch = i;
            node(schema.getTypes().get(i), place).ifPresent(node -> {
                nodes.add(node);
                branches.add(branch);
            });
        }
        if (nodes.isEmpty()) {
            return Optional.empty();
        }
        ValueSegment[] segments = segments(nodes);
        int[] indexes = branches.stream().mapToInt(Integer::intValue).toArray();
        int indexBytes = AvroBinary.bytes(schema.getTypes().size() - 1);
        return Optional.of(new AvroNode(
                (sequence, fireAt, target, at) -> {
                    int choice = random.nextInt(segments.length);
                    int datumAt = AvroBinary.number(indexes[choice], target, at);
                    return segments[choice].write(sequence, fireAt, target, datumAt);
                },
                indexBytes + nodes.stream().mapToLong(AvroNode::bytesMax).max().orElse(0),
                indexBytes
                        + nodes.stream()
                                .mapToDouble(AvroNode::bytesAverage)
                                .average()
                                .orElse(0)));
    }

    /**
     * An array, or a map, which is written like an array of its entries.
     *
     * @param item empty for an array without items
     */
    private AvroNode array(Optional<AvroNode> item) {
        if (item.isEmpty()) {
            return AvroNode.ofSize(1, (sequence, fireAt, target, at) -> AvroBinary.number(0, target, at));
        }
        ValueSegment datum = item.get().segment();
        return new AvroNode(
                (sequence, fireAt, target, from) -> {
                    int count = random.nextInt(ITEMS_MAX + 1);
                    int at = from;
                    if (count > 0) {
                        at = AvroBinary.number(count, target, at);
                        for (int i = 0; i < count; i++) {
                            at = datum.write(sequence, fireAt, target, at);
                        }
                    }
                    return AvroBinary.number(0, target, at);
                },
                2 + ITEMS_MAX * item.get().bytesMax(),
                2 + ITEMS_MAX / 2.0 * item.get().bytesAverage());
    }
}
