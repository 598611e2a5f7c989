package klt.worker.produce.payload.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.worker.core.PayloadException;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;
import klt.worker.produce.registry.SchemaText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas that are too large, as a registry may have them. */
class ProtobufLimitsTest {

    private static final int MANY = 100_000;

    private static ValueNode compile(String schema) {
        return ProtobufSchema.parse(SchemaText.alone("schema", schema), Optional.empty())
                .compile(new MessageRandom(0, Purpose.SCHEMA), 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"message A {", "message A {optional int32 a = 1 [(b) = [", "message A {map<"})
    void bracketsWithinEachOtherAreLimited(String text) {
        String last = text.endsWith("map<") ? "map<" : text.endsWith("[") ? "[" : text;

        assertThatThrownBy(() -> compile(text + last.repeat(MANY)))
                .isInstanceOf(PayloadException.class)
                .hasMessage("schema is not a Protobuf schema: more than 100 nested brackets");
    }

    @Test
    void bracketsInCommentsAndStringsAreNotWithinEachOther() {
        String brackets = "{[<".repeat(MANY);
        String closed = "}]>".repeat(MANY);

        ValueNode node = compile("// " + brackets + "\n/* " + brackets + " // */ message A {optional string a = 1"
                + " [default = \"\\\"" + brackets + "\"]; optional string b = 2 [default = '" + closed + "\"'];}");

        assertThat(node.bytesMax()).isPositive();
    }

    @Test
    void bracketsAreCountedAfterCommentsAndStringsThatCloseSome() {
        String closed = "}]>".repeat(MANY);

        assertThatThrownBy(() -> compile("/* " + closed + " */ message A {optional string a = 1 [default = \"" + closed
                        + "\", (b) = " + "[".repeat(MANY)))
                .isInstanceOf(PayloadException.class)
                .hasMessageContaining("more than 100 nested brackets");
    }

    @Test
    void eachUseOfAMessageIsAPart() {
        StringBuilder schema = new StringBuilder("message M0 {optional int32 a = 1;}");
        IntStream.rangeClosed(1, 30)
                .forEach(i -> schema.insert(
                        0, "message M" + i + " {optional M" + (i - 1) + " a = 1; optional M" + (i - 1) + " b = 2;}"));

        assertThatThrownBy(() -> compile(schema.toString()))
                .isInstanceOf(PayloadException.class)
                .hasMessageContaining("the schema has more than 10,000 parts");
    }

    @Test
    void aPackedFieldIsAPart() {
        String fields = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> "repeated int32 f" + i + " = " + i + ";")
                .collect(Collectors.joining());
        String uses = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> "B b" + i + " = " + i + ";")
                .collect(Collectors.joining());

        assertThatThrownBy(() -> compile("syntax = \"proto3\"; message A {" + uses + "} message B {" + fields + "}"))
                .isInstanceOf(PayloadException.class)
                .hasMessageContaining("the schema has more than 10,000 parts");
    }
}
