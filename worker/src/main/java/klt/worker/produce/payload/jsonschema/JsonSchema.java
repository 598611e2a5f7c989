package klt.worker.produce.payload.jsonschema;

import klt.worker.core.PayloadException;
import klt.worker.produce.payload.segment.ParsedSchema;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.registry.SchemaText;
import tools.jackson.databind.JsonNode;

/**
 * A JSON Schema, from draft 6 to draft 2020-12.
 *
 * @param name the schema's name, for messages to users
 */
public record JsonSchema(JsonNode root, String name) implements ParsedSchema {

    /** @throws PayloadException if it is not a JSON Schema */
    public static JsonSchema parse(SchemaText text) {
        return new JsonSchema(Document.read(text), text.name());
    }

    @Override
    public ValueNode compile(MessageRandom random, long seed) {
        return new JsonCompiler(new Document(name, root), random, seed).compile();
    }
}
