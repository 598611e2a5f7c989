package klt.worker.produce.payload.protobuf;

import com.squareup.wire.Syntax;
import com.squareup.wire.schema.EnumType;
import com.squareup.wire.schema.Field;
import com.squareup.wire.schema.MessageType;
import com.squareup.wire.schema.OneOf;
import com.squareup.wire.schema.Options;
import com.squareup.wire.schema.ProtoMember;
import com.squareup.wire.schema.ProtoType;
import com.squareup.wire.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import klt.worker.core.PayloadException;
import klt.worker.produce.payload.protobuf.ProtobufScalars.Scalar;
import klt.worker.produce.payload.segment.SchemaWalk;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.random.MessageRandom;

/**
 * Compiles a Protobuf message. Fields are written in order of their numbers, a oneof at the position of its lowest number. If a message is
 * nested within itself too deeply, the field that leads to it is omitted.
 */
final class ProtobufCompiler {

    private static final ProtoMember PACKED = ProtoMember.get(Options.FIELD_OPTIONS, "packed");

    private final MessageRandom random;
    private final Schema schema;
    private final ProtobufScalars scalars;
    private final WellKnownTypes wellKnown;
    private final SchemaWalk walk = new SchemaWalk();

    /** @param random random numbers, restarted for each message */
    ProtobufCompiler(MessageRandom random, long seed, Schema schema) {
        this.random = random;
        this.schema = schema;
        scalars = new ProtobufScalars(random, seed);
        wellKnown = new WellKnownTypes(random);
    }

    /**
     * @param name the schema's name, for error messages
     * @throws PayloadException if no data can be generated for it
     */
    ValueNode compile(MessageType message, String name) {
        String place = name + ": " + message.getType();
        return walk.part(place, () -> message(message, place))
                .orElseThrow(() -> new PayloadException(
                        place + " is infinitely recursive; make the field that leads to it optional"));
    }

    private Optional<ValueNode> message(MessageType message, String place) {
        String type = message.getType().toString();
        return wellKnown.of(type).or(() -> walk.type(type, () -> fields(message, place)));
    }

    private Optional<ValueNode> fields(MessageType message, String place) {
        Map<Integer, ValueNode> byNumber = new TreeMap<>();
        for (Field field : ordinary(message)) {
            Optional<ValueNode> node = field(message, field, place + "." + field.getName());
            if (node.isEmpty() && field.isRequired()) {
                return node;
            }
            node.ifPresent(present -> byNumber.put(field.getTag(), present));
        }
        for (OneOf oneOf : message.getOneOfs()) {
            int first = oneOf.getFields().stream().mapToInt(Field::getTag).min().orElse(0);
            List<ValueNode> members = new ArrayList<>();
            oneOf.getFields()
                    .forEach(field ->
                            single(field, place + "." + field.getName()).ifPresent(members::add));
            if (!members.isEmpty()) {
                byNumber.put(first, ValueNode.oneOf(random, members));
            }
        }
        return Optional.of(ValueNode.inSequence(List.copyOf(byNumber.values())));
    }

    private static List<Field> ordinary(MessageType message) {
        return Stream.concat(message.getDeclaredFields().stream(), message.getExtensionFields().stream())
                .toList();
    }

    /** @return empty if a message is nested within itself too deeply */
    private Optional<ValueNode> field(MessageType message, Field field, String place) {
        return switch (Objects.requireNonNull(field.getEncodeMode())) {
            case REPEATED, PACKED ->
                isPacked(message, field)
                        ? packed(field, place)
                        : single(field, place).map(this::repeated);
            case MAP -> entry(field, place).map(this::repeated);
            case REQUIRED -> single(field, place);
            case NULL_IF_ABSENT -> single(field, place).map(this::optional);
            case OMIT_IDENTITY -> implicit(field, place);
        };
    }

    /**
     * Returns whether a field is packed. Proto3 packs every packable type, but Wire's parser only marks numbers as packed, not booleans or
     * enums.
     */
    private boolean isPacked(MessageType message, Field field) {
        Object option = field.getOptions().get(PACKED);
        boolean isRequested =
                option == null ? message.getSyntax() == Syntax.PROTO_3 : Boolean.parseBoolean(option.toString());
        return isRequested
                && scalar(typeOf(field))
                        .filter(scalar -> scalar.wireType() != FieldEncoding.DELIMITED)
                        .isPresent();
    }

    /** Encodes consecutive numbers with a single tag. Without numbers, the field is omitted. */
    private Optional<ValueNode> packed(Field field, String place) {
        return walk.part(
                place,
                () -> scalar(typeOf(field))
                        .map(scalar -> FieldEncoding.delimited(repeated(scalar.node())))
                        .map(numbers -> FieldEncoding.unlessZero(field.getTag(), FieldEncoding.DELIMITED, numbers)));
    }

    /** Compiles a scalar without presence, which serializers omit if it is 0. */
    private Optional<ValueNode> implicit(Field field, String place) {
        Optional<Scalar> scalar = scalar(typeOf(field));
        return scalar.isEmpty()
                ? single(field, place)
                : walk.part(
                        place,
                        () -> scalar.map(
                                found -> FieldEncoding.unlessZero(field.getTag(), found.wireType(), found.node())));
    }

    private static ProtoType typeOf(Field field) {
        return Objects.requireNonNull(field.getType());
    }

    /** Compiles a field's datum, which follows the field's tag. */
    private Optional<ValueNode> single(Field field, String place) {
        return walk.part(place, () -> tagged(field.getTag(), typeOf(field), place));
    }

    private Optional<ValueNode> tagged(int number, ProtoType type, String place) {
        Optional<Scalar> scalar = scalar(type);
        return scalar.isPresent()
                ? scalar.map(found -> FieldEncoding.tagged(number, found.wireType(), found.node()))
                : message((MessageType) Objects.requireNonNull(schema.getType(type)), place)
                        .map(content -> FieldEncoding.tagged(
                                number, FieldEncoding.DELIMITED, FieldEncoding.delimited(content)));
    }

    /** @return empty for a message */
    private Optional<Scalar> scalar(ProtoType type) {
        if (type.isScalar()) {
            return Optional.of(scalars.of(type));
        }
        return schema.getType(type) instanceof EnumType values ? Optional.of(scalars.of(values)) : Optional.empty();
    }

    /** Compiles a map entry. A map is encoded as a repeated message with two fields: field 1 is the key, and field 2 is the value. */
    private Optional<ValueNode> entry(Field field, String place) {
        ProtoType type = typeOf(field);
        return walk.part(
                place,
                () -> tagged(1, Objects.requireNonNull(type.getKeyType()), place)
                        .flatMap(key -> tagged(2, Objects.requireNonNull(type.getValueType()), place + "{}")
                                .map(value -> FieldEncoding.tagged(
                                        field.getTag(),
                                        FieldEncoding.DELIMITED,
                                        FieldEncoding.delimited(ValueNode.inSequence(List.of(key, value)))))));
    }

    private ValueNode repeated(ValueNode item) {
        return ValueNode.repeated(random, item, "", 0, SchemaWalk.ITEMS_MAX);
    }

    private ValueNode optional(ValueNode node) {
        return ValueNode.oneOf(random, List.of(ValueNode.of(""), node));
    }
}
