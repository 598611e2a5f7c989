package klt.worker.produce.payload;

import java.nio.ByteBuffer;
import java.util.Optional;
import klt.common.spec.message.RegistrySchema;
import klt.common.text.OneLine;
import klt.worker.core.PayloadException;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;
import klt.worker.produce.registry.RegisteredSchema;
import klt.worker.produce.registry.RegistrySettings;
import klt.worker.produce.registry.SchemaRegistry;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Values of an Avro schema, as Confluent's serializers write them: a zero, the id of the schema in four bytes, and the datum.
 *
 * @param name of the schema in errors
 * @param id in the registry
 */
record AvroValues(Schema schema, String name, int id, int bytesMax, double bytesAverage) {

    private static final byte MAGIC = 0;
    private static final int PREFIX_BYTES = 1 + Integer.BYTES;
    private static final int PROBLEM_LENGTH_MAX = 300;

    /**
     * Registers the schema that the spec contains, or else looks one up.
     *
     * @param registry empty if this worker has none
     * @throws PayloadException if the registry refuses, or no data of the schema can be made
     */
    static AvroValues prepare(RegistrySchema wanted, String topic, Optional<RegistrySettings> registry)
            throws InterruptedException {
        RegistrySettings settings = registry.orElseThrow(() -> new PayloadException(
                "payload.format avro needs a schema registry, which this worker does not have; set "
                        + RegistrySettings.URL_VARIABLE + " on every worker"));
        String subject = wanted.subject(topic);
        try (SchemaRegistry client = new SchemaRegistry(settings)) {
            if (wanted.text().isPresent()) {
                String text = wanted.text().get();
                AvroValues values = of(text, "payload.schema", 0);
                return values.withId(client.register(subject, text));
            }
            RegisteredSchema found = client.lookUp(subject, wanted.version());
            return of(found.text(), found.name(), found.id());
        }
    }

    private static AvroValues of(String text, String name, int id) {
        Schema schema = parse(text, name);
        AvroNode node = new AvroCompiler(new MessageRandom(0, Purpose.SCHEMA), 0).compile(schema, name);
        return new AvroValues(
                schema, name, id, PREFIX_BYTES + (int) node.bytesMax(), PREFIX_BYTES + node.bytesAverage());
    }

    private static Schema parse(String text, String name) {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw new PayloadException(
                    name + " is not an Avro schema: " + OneLine.of(String.valueOf(e.getMessage()), PROBLEM_LENGTH_MAX),
                    e);
        }
    }

    private AvroValues withId(int registered) {
        return new AvroValues(schema, name, registered, bytesMax, bytesAverage);
    }

    PayloadWriter writer(long seed) {
        MessageRandom random = new MessageRandom(seed, Purpose.SCHEMA);
        byte[] prefix = ByteBuffer.allocate(PREFIX_BYTES).put(MAGIC).putInt(id).array();
        AvroNode datum = new AvroCompiler(random, seed).compile(schema, name);
        return new SegmentPayload(random, bytesMax, ValueSegment.of(prefix), datum.segment());
    }
}
