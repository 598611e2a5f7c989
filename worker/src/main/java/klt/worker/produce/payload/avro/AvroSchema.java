package klt.worker.produce.payload.avro;

import java.util.Locale;
import klt.common.spec.message.MessageLimits;
import klt.common.text.OneLine;
import klt.worker.core.PayloadException;
import klt.worker.produce.payload.segment.ParsedSchema;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.registry.SchemaText;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * An Avro schema.
 *
 * @param name the schema's name, for messages to users
 */
public record AvroSchema(Schema schema, String name) implements ParsedSchema {

    private static final int PROBLEM_LENGTH_MAX = 300;

    /** @throws PayloadException if it is not an Avro schema */
    public static AvroSchema parse(SchemaText text) {
        try {
            Schema.Parser parser = new Schema.Parser();
            text.references().forEach(reference -> parser.parse(reference.text()));
            return new AvroSchema(parser.parse(text.text()), text.name());
        } catch (AvroRuntimeException e) {
            throw new PayloadException(
                    text.name() + " is not an Avro schema: "
                            + OneLine.of(String.valueOf(e.getMessage()), PROBLEM_LENGTH_MAX),
                    e);
        } catch (UnsupportedOperationException e) {
            // longer than any array
            throw new PayloadException(
                    String.format(
                            Locale.ROOT,
                            "%s has a fixed that is too large; the maximum is %,d bytes",
                            text.name(),
                            MessageLimits.VALUE_BYTES_MAX),
                    e);
        }
    }

    @Override
    public ValueNode compile(MessageRandom random, long seed) {
        return new AvroCompiler(random, seed).compile(schema, name);
    }
}
