package klt.worker.produce.payload;

import java.nio.ByteBuffer;
import java.util.Optional;
import klt.common.spec.message.RegistrySchema;
import klt.worker.core.PayloadException;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.payload.avro.AvroSchema;
import klt.worker.produce.payload.jsonschema.JsonSchema;
import klt.worker.produce.payload.protobuf.ProtobufSchema;
import klt.worker.produce.payload.segment.ParsedSchema;
import klt.worker.produce.payload.segment.SegmentPayload;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.payload.segment.ValueSegment;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;
import klt.worker.produce.registry.RegisteredSchema;
import klt.worker.produce.registry.RegistrySettings;
import klt.worker.produce.registry.SchemaRegistry;
import klt.worker.produce.registry.SchemaText;

/**
 * Values for a schema in the format of Confluent's serializers: a zero byte, the schema's id in four bytes, and the datum.
 *
 * @param name the schema's name, for messages to users
 * @param id the schema's id in the registry
 */
record SchemaValues(ParsedSchema schema, String name, int id, int bytesMax, double bytesAverage) {

    private static final byte MAGIC = 0;
    private static final int PREFIX_BYTES = 1 + Integer.BYTES;

    /** An arbitrary id, because the size of the data does not depend on it. */
    private static final long ANY_SEED = 0;

    /**
     * Registers the spec's schema or, if there is none, looks up a registered schema.
     *
     * @param registry the registry; empty if this worker has none
     * @throws PayloadException if the registry rejects the request, or no data can be generated for the schema
     */
    static SchemaValues prepare(RegistrySchema reference, String topic, Optional<RegistrySettings> registry)
            throws InterruptedException {
        RegistrySettings settings = registry.orElseThrow(() -> new PayloadException(
                "payload.format " + reference.type().format().word()
                        + " needs a schema registry, which this worker does not have; set "
                        + RegistrySettings.URL_VARIABLE + " on every worker"));
        String subject = reference.subject(topic);
        try (SchemaRegistry client = new SchemaRegistry(settings)) {
            if (reference.text().isEmpty()) {
                RegisteredSchema found = client.lookUp(subject, reference.type(), reference.version());
                ParsedSchema schema = parse(reference, found.schema());
                return of(schema, compiled(schema), found.schema().name(), found.id());
            }
            SchemaText text =
                    SchemaText.alone("payload.schema", reference.text().get());
            ParsedSchema schema = parse(reference, text);
            // compile the schema before registering it, so that no schema that workers cannot use is ever registered
            ValueNode node = compiled(schema);
            return of(schema, node, text.name(), client.register(subject, reference.type(), text.text()));
        }
    }

    private static ParsedSchema parse(RegistrySchema reference, SchemaText text) {
        return switch (reference.type()) {
            case AVRO -> AvroSchema.parse(text);
            case PROTOBUF -> ProtobufSchema.parse(text, reference.message());
            case JSON -> JsonSchema.parse(text);
        };
    }

    private static ValueNode compiled(ParsedSchema schema) {
        return schema.compile(new MessageRandom(ANY_SEED, Purpose.SCHEMA), ANY_SEED);
    }

    private static SchemaValues of(ParsedSchema schema, ValueNode node, String name, int id) {
        return new SchemaValues(
                schema, name, id, PREFIX_BYTES + (int) node.bytesMax(), PREFIX_BYTES + node.bytesAverage());
    }

    PayloadWriter writer(long seed) {
        MessageRandom random = new MessageRandom(seed, Purpose.SCHEMA);
        byte[] prefix = ByteBuffer.allocate(PREFIX_BYTES).put(MAGIC).putInt(id).array();
        ValueNode datum = schema.compile(random, seed);
        return new SegmentPayload(random, bytesMax, ValueSegment.of(prefix), datum.segment());
    }
}
