package klt.worker.produce.payload.protobuf;

import com.squareup.wire.schema.MessageType;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.Schema;
import com.squareup.wire.schema.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import klt.worker.core.PayloadException;
import klt.worker.produce.payload.segment.BinaryNumbers;
import klt.worker.produce.payload.segment.ParsedSchema;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.registry.SchemaText;

/**
 * A message type in a .proto file. Its values begin with the type's position in the file, in the format of Confluent's serializers.
 *
 * @param schema the file, together with its imports
 * @param indexes index of the outermost message type in the file, followed by that of the type nested in it, and so on
 * @param name the schema's name, for messages to users
 */
public record ProtobufSchema(Schema schema, MessageType message, List<Integer> indexes, String name)
        implements ParsedSchema {

    /**
     * @param message name of the message type, including its package; empty for the first message type
     * @throws PayloadException if the text is not a .proto file, or has no such message type
     */
    public static ProtobufSchema parse(SchemaText text, Optional<String> message) {
        Schema schema = ProtoFiles.parse(text);
        ProtoFile file = ProtoFiles.main(schema);
        List<Integer> indexes = new ArrayList<>();
        return find(file.getTypes(), message, indexes)
                .map(found -> new ProtobufSchema(schema, found, List.copyOf(indexes), text.name()))
                .orElseThrow(() -> new PayloadException(text.name()
                        + message.map(given -> " has no message " + given
                                        + "; set payload.message to the full name of one of its messages")
                                .orElse(" has no message; add one")));
    }

    /**
     * @param message name of the message type; empty for any
     * @param indexes receives the message type's position
     */
    private static Optional<MessageType> find(List<Type> types, Optional<String> message, List<Integer> indexes) {
        int index = 0;
        for (Type type : types) {
            if (!(type instanceof MessageType candidate)) {
                continue;
            }
            indexes.add(index);
            if (message.filter(name -> !name.equals(candidate.getType().toString()))
                    .isEmpty()) {
                return Optional.of(candidate);
            }
            Optional<MessageType> within = find(candidate.getNestedTypes(), message, indexes);
            if (within.isPresent()) {
                return within;
            }
            indexes.removeLast();
            index++;
        }
        return Optional.empty();
    }

    @Override
    public ValueNode compile(MessageRandom random, long seed) {
        ValueNode datum = new ProtobufCompiler(random, seed, schema).compile(message, name);
        return ValueNode.inSequence(List.of(ValueNode.of(place()), datum));
    }

    /** Encodes the number of indexes, followed by the indexes, or a single 0 for a file's first message type. */
    private byte[] place() {
        if (indexes.equals(List.of(0))) {
            return new byte[1];
        }
        byte[] bytes = new byte[(1 + indexes.size()) * BinaryNumbers.INT_BYTES_MAX];
        int at = BinaryNumbers.varint(BinaryNumbers.zigzag(indexes.size()), bytes, 0);
        for (int index : indexes) {
            at = BinaryNumbers.varint(BinaryNumbers.zigzag(index), bytes, at);
        }
        return Arrays.copyOf(bytes, at);
    }
}
