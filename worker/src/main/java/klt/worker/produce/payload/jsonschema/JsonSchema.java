package klt.worker.produce.payload.jsonschema;

import klt.worker.core.PayloadException;
import klt.worker.produce.payload.segment.ParsedSchema;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.registry.SchemaText;

/** A JSON Schema, of the drafts 6 to 2020-12. */
public final class JsonSchema implements ParsedSchema {

    private final Document document;

    private JsonSchema(Document document) {
        this.document = document;
    }

    /** @throws PayloadException if it is none */
    public static JsonSchema parse(SchemaText text) {
        return new JsonSchema(Document.parse(text));
    }

    @Override
    public ValueNode compile(MessageRandom random, long seed) {
        return new JsonCompiler(document, random, seed).compile();
    }
}
