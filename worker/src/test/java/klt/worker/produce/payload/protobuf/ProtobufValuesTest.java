package klt.worker.produce.payload.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import klt.embedded.EmbeddedRegistry;
import klt.worker.TestRuns;
import klt.worker.core.PayloadException;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.payload.Payloads;
import klt.worker.produce.payload.SchemaRuns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protobuf itself reads the generated values, with descriptors that protoc created. */
class ProtobufValuesTest {

    private static final int MESSAGES = 2_000;
    private static final int PREFIX_BYTES = 5;

    /** Offset of the message in a value, if it is the first message of its file. */
    private static final int FIRST_MESSAGE_AT = PREFIX_BYTES + 1;

    /** Values of the first message in every-kind-3. */
    private static List<DynamicMessage> three;

    private EmbeddedRegistry registry;

    @BeforeAll
    static void readThree() throws Exception {
        try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
            three = every(registry, "every-kind-3", "Three", "", FIRST_MESSAGE_AT);
        }
    }

    @BeforeEach
    void start() throws IOException {
        registry = EmbeddedRegistry.start();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private LongFunction<byte[]> values(String schema, String more) {
        return values(registry, schema, more);
    }

    private static LongFunction<byte[]> values(EmbeddedRegistry registry, String schema, String more) {
        return SchemaRuns.values(SchemaRuns.spec("protobuf", schema, more), registry);
    }

    private static DynamicMessage read(Descriptor type, ByteString value) {
        ExtensionRegistry extensions = ExtensionRegistry.newInstance();
        type.getFile().getExtensions().stream()
                .filter(field -> field.getJavaType() != FieldDescriptor.JavaType.MESSAGE)
                .forEach(extensions::add);
        type.getFile().getExtensions().stream()
                .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                .forEach(field -> extensions.add(field, DynamicMessage.getDefaultInstance(field.getMessageType())));
        try {
            return DynamicMessage.parseFrom(type, value, extensions);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads generated values, which must have the same bytes that Protobuf would write. */
    private static List<DynamicMessage> every(
            EmbeddedRegistry registry, String file, String message, String more, int at) throws Exception {
        Descriptor type = ProtoDescriptors.message(file, message);
        LongFunction<byte[]> values = values(registry, ProtoDescriptors.text(file), more);
        List<DynamicMessage> read = new ArrayList<>();
        int compared = 0;
        for (int n = 0; n < MESSAGES; n++) {
            byte[] value = values.apply(n);
            ByteString written = ByteString.copyFrom(value, at, value.length - at);
            DynamicMessage datum = read(type, written);
            assertThat(withinEachOther(datum))
                    .allMatch(part -> part.getUnknownFields().asMap().isEmpty());
            if (withinEachOther(datum).noneMatch(ProtobufValuesTest::isEntryWithZero)) {
                assertThat(datum.toByteString()).isEqualTo(written);
                compared++;
            }
            read.add(datum);
        }
        assertThat(compared).isGreaterThan(MESSAGES / 10);
        return read;
    }

    /** Unlike a message of a generated class, a dynamic message does not write a 0 in a map entry. */
    private static boolean isEntryWithZero(Message message) {
        return message.getDescriptorForType().getOptions().getMapEntry()
                && message.getAllFields().size() < 2;
    }

    private static Stream<Message> withinEachOther(Message message) {
        return Stream.concat(Stream.of(message), parts(message).flatMap(ProtobufValuesTest::withinEachOther));
    }

    private static Stream<Message> parts(Message message) {
        return message.getAllFields().values().stream()
                .flatMap(value -> value instanceof Collection<?> many ? many.stream() : Stream.of(value))
                .filter(Message.class::isInstance)
                .map(Message.class::cast);
    }

    /** How often each field has a value. */
    private static Map<String, Integer> counts(List<DynamicMessage> messages) {
        Map<String, Integer> counts = new HashMap<>();
        messages.forEach(message ->
                message.getAllFields().keySet().forEach(field -> counts.merge(field.getName(), 1, Integer::sum)));
        return counts;
    }

    @Test
    void everyKindOfFieldOfVersionThreeIsReadBack() {
        Map<String, Integer> counts = counts(three);
        Descriptor type = three.getFirst().getDescriptorForType();
        assertThat(counts.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        type.getFields().stream().map(FieldDescriptor::getName).toList());
        assertThat(counts.get("a_int32")).isEqualTo(MESSAGES);
        assertThat(counts.get("a_line")).isEqualTo(MESSAGES);
        // a half
        assertThat(counts.get("maybe_int32")).isBetween(900, 1_100);
        assertThat(counts.get("a_bool")).isBetween(900, 1_100);
        // four fifths
        assertThat(counts.get("many_double")).isBetween(1_500, 1_700);
        assertThat(counts.get("by_bool")).isBetween(1_500, 1_700);
        // one of the oneof
        assertThat(counts.get("as_text")).isBetween(420, 580);
        assertThat(counts.get("as_text") + counts.get("as_number") + counts.get("as_line") + counts.get("as_nothing"))
                .isEqualTo(MESSAGES);
    }

    @Test
    void everyKindOfFieldOfVersionTwoIsReadBack() throws Exception {
        // after the number of indexes and the index: it is the second message
        List<DynamicMessage> read =
                every(registry, "every-kind-2", "Two", ", message: every.kind.Two", PREFIX_BYTES + 2);

        Map<String, Integer> counts = counts(read);
        assertThat(counts.get("id")).isEqualTo(MESSAGES);
        assertThat(counts.get("inner")).isEqualTo(MESSAGES);
        assertThat(counts.get("count")).isBetween(900, 1_100);
        assertThat(counts.get("maybe")).isBetween(900, 1_100);
        assertThat(counts.get("yes")).isBetween(900, 1_100);
        assertThat(counts.get("list")).isBetween(900, 1_100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 0",
                "A | 0",
                "A.C | 2 0 1",
                "A.C.D | 3 0 1 0",
                "B | 1 1",
                "B.E | 2 1 0",
            })
    void aValueBeginsWithTheIdOfItsSchemaAndThePlaceOfItsMessage(String message, String indexes) {
        String schema =
                "syntax = \"proto3\"; enum X {Y = 0;} message A {enum Z {Q = 0;} message B {} message C {message D {}}}"
                        + " message B {message E {}}";
        registry.register("other", "\"long\"");

        byte[] value =
                values(schema, message.isEmpty() ? "" : ", message: " + message).apply(0);

        // zigzag encoding doubles small numbers
        byte[] expected = new byte[PREFIX_BYTES + indexes.split(" ", -1).length];
        expected[PREFIX_BYTES - 1] = 2;
        for (int i = PREFIX_BYTES; i < expected.length; i++) {
            expected[i] = (byte) (2 * Integer.parseInt(indexes.split(" ", -1)[i - PREFIX_BYTES]));
        }
        assertThat(value).isEqualTo(expected);
    }

    private static int levels(Message message, Descriptor type) {
        int within = parts(message).mapToInt(part -> levels(part, type)).max().orElse(0);
        return within + (message.getDescriptorForType().equals(type) ? 1 : 0);
    }

    @Test
    void aMessageThatContainsItselfEnds() throws Exception {
        Set<Integer> levels = new HashSet<>();
        every(registry, "every-kind-3", "Tree", ", message: every.kind.Tree", PREFIX_BYTES + 2)
                .forEach(tree -> levels.add(levels(tree, tree.getDescriptorForType())));
        assertThat(levels).containsExactly(3);

        Set<Integer> lists = new TreeSet<>();
        every(registry, "every-kind-2", "List", ", message: every.kind.List", PREFIX_BYTES + 2)
                .forEach(list -> lists.add(levels(list, list.getDescriptorForType())));
        assertThat(lists).containsExactly(1, 2, 3);
    }

    @Test
    void scalarsCoverTheirRange() {
        for (String field : List.of("a_int32", "a_uint32", "a_sint32", "a_fixed32", "a_sfixed32")) {
            assertThat(numbers(three, field))
                    .anyMatch(n -> n.intValue() < -2_100_000_000)
                    .anyMatch(n -> n.intValue() > 2_100_000_000);
        }
        for (String field : List.of("a_int64", "a_uint64", "a_sint64", "a_fixed64", "a_sfixed64")) {
            assertThat(numbers(three, field))
                    .anyMatch(n -> n.longValue() < -9_000_000_000_000_000_000L)
                    .anyMatch(n -> n.longValue() > 9_000_000_000_000_000_000L);
        }
        for (String field : List.of("a_double", "a_float")) {
            assertThat(numbers(three, field)).allMatch(n -> n.doubleValue() >= 0 && n.doubleValue() < 1);
        }
        assertThat(three).allMatch(message -> text(message, "a_string").matches("[0-9A-Za-z]{8,16}"));
        assertThat(three.stream().map(message -> text(message, "a_string")).distinct())
                .hasSize(MESSAGES);
        assertThat(three.stream()
                        .map(message -> ((EnumValueDescriptor) value(message, "a_color")).getNumber())
                        .distinct())
                .containsExactlyInAnyOrder(0, 1, 70_000, -3);
    }

    private static Object value(Message message, String field) {
        return message.getField(message.getDescriptorForType().findFieldByName(field));
    }

    private static String text(Message message, String field) {
        return value(message, field).toString();
    }

    private static List<Number> numbers(List<DynamicMessage> messages, String field) {
        return messages.stream().map(message -> (Number) value(message, field)).toList();
    }

    @Test
    void timesAreValid() {
        Message first = (Message) value(three.get(0), "at");
        assertThat(value(first, "seconds")).isEqualTo(1_767_225_599L);
        assertThat(value(first, "nanos")).isEqualTo(999_999_999);
        Message second = (Message) value(three.get(1), "at");
        assertThat(value(second, "seconds")).isEqualTo(1_767_225_600L);
        assertThat(value(second, "nanos")).isEqualTo(0);
        List<DynamicMessage> durations = three.stream()
                .map(message -> (DynamicMessage) value(message, "took"))
                .toList();
        assertThat(numbers(durations, "seconds")).allMatch(n -> n.longValue() >= 0 && n.longValue() < 86_400);
        assertThat(numbers(durations, "nanos")).allMatch(n -> n.intValue() >= 0 && n.intValue() < 1_000_000_000);
        assertThat(text((Message) value(three.get(0), "any"), "type_url"))
                .isEqualTo("type.googleapis.com/google.protobuf.Empty");
    }

    @Test
    void theLengthOfAMessageTakesAsManyBytesAsItNeeds() {
        Set<Boolean> isShort = new HashSet<>();
        three.forEach(message -> isShort.add(((Message) value(message, "tree")).getSerializedSize() < 128));

        // all of which were read back
        assertThat(isShort).containsExactlyInAnyOrder(false, true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "message A {required A a = 1;} | A is infinitely recursive; make the field that leads to it optional",
                "message A {optional group B = 1 {}} | is not a Protobuf schema: schema:1:12: 'group' is not supported",
                "edition = \"2023\"; message A {} | is not a Protobuf schema: Syntax error in schema:1:8: edition is not currently",
                "syntax = \"proto3\"; message A {int32 a = 1} | is not a Protobuf schema: Syntax error in schema:1:43: expected ';'",
                "message A {optional Nothing a = 1;} | is not a Protobuf schema: unable to resolve Nothing for field a (sch",
                "message A {optional int32 a = 1; optional int32 b = 1;} | is not a Protobuf schema: multiple fields share tag 1",
                "message A {map<A, int32> a = 1;} | is not a Protobuf schema: map key must be",
                "enum E {A = 0;} | has no message; add one",
                "import \"shop/money.proto\"; message A {optional Money m = 1;} | imports shop/money.proto, which the registry has no",
                "{} | is not a Protobuf schema: Syntax error in schema:1:1: expected a word"
            })
    void aSchemaOfWhichNoValueCanBeMadeIsNamedAndNotRegistered(String schema, String problem) {
        assertThatThrownBy(() -> values(schema, ""))
                .isInstanceOf(PayloadException.class)
                .hasMessageStartingWith("payload.schema")
                .hasMessageContaining(problem);
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void aMessageThatTheSchemaDoesNotHaveIsNamed() {
        assertThatThrownBy(() -> values("package a; message B {enum C {D = 0;}}", ", message: B"))
                .hasMessage("payload.schema has no message B;"
                        + " set payload.message to the full name of one of its messages");
        assertThatThrownBy(() -> values("package a; message B {enum C {D = 0;}}", ", message: a.B.C"))
                .hasMessageContaining("has no message a.B.C");
    }

    @Test
    void optionsThatTheSchemaDefinesHaveNoEffect() {
        String schema =
                "syntax = \"proto3\"; import \"google/protobuf/descriptor.proto\"; message A {int32 a = 1 [(b) = {c: [1, 2]}];}"
                        + " extend google.protobuf.FieldOptions {B b = 50000;} message B {repeated int32 c = 1;}";

        assertThat(values(schema, "").apply(0)[FIRST_MESSAGE_AT]).isEqualTo((byte) (1 << 3));
    }

    @Test
    void aRegisteredSchemaIsUsedWithThoseThatItRefersTo() throws Exception {
        registry.register(
                "money", "PROTOBUF", "syntax = \"proto3\"; package shop; message Money {int64 units = 1;}", "[]");
        int id = registry.register(
                "orders-value",
                "PROTOBUF",
                "syntax = \"proto3\"; import \"shop/money.proto\"; message Order {shop.Money price = 1;}",
                "[{\"name\": \"shop/money.proto\", \"subject\": \"money\", \"version\": 1}]");
        LongFunction<byte[]> values =
                SchemaRuns.values(TestRuns.spec("{messages: 1, topic: orders, payload: {format: protobuf}}"), registry);

        byte[] value = values.apply(0);

        assertThat(value).startsWith(0, 0, 0, 0, id, 0, 1 << 3 | 2);
        assertThat(value[FIRST_MESSAGE_AT + 2]).isEqualTo((byte) (1 << 3));
    }

    @Test
    void theAverageSizeIsAboutThatOfTheValues() throws Exception {
        String schema = ProtoDescriptors.text("every-kind-3");
        Payloads payloads = TestRuns.payloads(SchemaRuns.spec("protobuf", schema, ""), TestRuns.withRegistry(registry));
        var writer = payloads.writer("worker-1", "r-1", new BusTimestamp(() -> 0));

        double average = LongStream.range(0, MESSAGES)
                .map(n -> {
                    writer.write(n, SchemaRuns.FIRE_AT, 0);
                    return writer.value().length;
                })
                .average()
                .orElseThrow();

        assertThat(payloads.bytesAverage()).isBetween(average * 0.9, average * 1.1);
    }
}
