package klt.worker.produce.payload.avro;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import klt.worker.core.PayloadException;
import klt.worker.produce.payload.segment.BinaryNumbers;
import klt.worker.produce.payload.segment.SchemaWalk;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.payload.segment.ValueSegment;
import klt.worker.produce.random.MessageRandom;
import org.apache.avro.Schema;

/**
 * Compiles an Avro schema. If a record is nested within itself too deeply, the enclosing union uses another branch, or the enclosing array
 * or map is empty.
 */
final class AvroCompiler {

    private final MessageRandom random;
    private final AvroScalars scalars;
    private final SchemaWalk walk = new SchemaWalk();

    /** @param random random numbers, restarted for each message */
    AvroCompiler(MessageRandom random, long seed) {
        this.random = random;
        scalars = new AvroScalars(random, seed);
    }

    /**
     * @param name the schema's name, for error messages
     * @throws PayloadException if no data can be generated for it
     */
    ValueNode compile(Schema schema, String name) {
        String place = name + ": " + schema.getName();
        return node(schema, place)
                .orElseThrow(() -> new PayloadException(
                        place + " is infinitely recursive; add null to the union that leads to it"));
    }

    /**
     * @param place the part's place in its schema
     * @return empty if a record is nested within itself too deeply
     */
    private Optional<ValueNode> node(Schema schema, String place) {
        return walk.part(place, () -> switch (schema.getType()) {
            case RECORD -> walk.type(schema.getFullName(), () -> fields(schema, place));
            case UNION -> union(schema, place);
            case ARRAY -> Optional.of(array(node(schema.getElementType(), place + "[]")));
            case MAP ->
                Optional.of(array(node(schema.getValueType(), place + "{}")
                        .map(value -> ValueNode.inSequence(List.of(scalars.string(), value)))));
            default -> Optional.of(scalars.of(schema, place));
        });
    }

    private Optional<ValueNode> fields(Schema schema, String place) {
        List<ValueNode> nodes = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            Optional<ValueNode> node = node(field.schema(), place + "." + field.name());
            if (node.isEmpty()) {
                return node;
            }
            nodes.add(node.get());
        }
        return Optional.of(ValueNode.inSequence(nodes));
    }

    /** Compiles a union. Each branch is equally likely. */
    private Optional<ValueNode> union(Schema schema, String place) {
        if (schema.getTypes().isEmpty()) {
            throw new PayloadException(place + " is a union without branches");
        }
        List<ValueNode> branches = new ArrayList<>();
        for (int i = 0; i < schema.getTypes().size(); i++) {
            byte[] index = new byte[BinaryNumbers.INT_BYTES_MAX];
            int bytes = AvroScalars.number(i, index, 0);
            ValueNode written = ValueNode.of(Arrays.copyOf(index, bytes));
            node(schema.getTypes().get(i), place)
                    .ifPresent(node -> branches.add(ValueNode.inSequence(List.of(written, node))));
        }
        return branches.isEmpty() ? Optional.empty() : Optional.of(ValueNode.oneOf(random, branches));
    }

    /**
     * Compiles an array or a map. A map is encoded like an array of its entries.
     *
     * @param item empty if the array or map is always empty
     */
    private ValueNode array(Optional<ValueNode> item) {
        if (item.isEmpty()) {
            return ValueNode.of(new byte[1]);
        }
        ValueSegment datum = item.get().segment();
        return new ValueNode(
                (sequence, fireAt, target, from) -> {
                    int count = random.nextInt(SchemaWalk.ITEMS_MAX + 1);
                    int at = from;
                    if (count > 0) {
                        at = AvroScalars.number(count, target, at);
                        for (int i = 0; i < count; i++) {
                            at = datum.write(sequence, fireAt, target, at);
                        }
                    }
                    return AvroScalars.number(0, target, at);
                },
                2 + SchemaWalk.ITEMS_MAX * item.get().bytesMax(),
                2 + SchemaWalk.ITEMS_MAX / 2.0 * item.get().bytesAverage());
    }
}
