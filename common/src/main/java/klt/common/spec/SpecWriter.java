package klt.common.spec;

import java.util.Locale;
import klt.common.spec.RunSpec.Extent;
import klt.common.spec.RunSpec.Rate;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A spec as JSON, every key present, in the order in which people write them. */
final class SpecWriter {

    private SpecWriter() {}

    static ObjectNode write(RunSpec spec) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", spec.name());
        json.putObject("topic")
                .put("name", spec.topic().name())
                .put("partitions", spec.topic().partitions())
                .put("replication", spec.topic().replication());
        switch (spec.extent()) {
            case Extent.Messages messages ->
                json.put("messages", messages.count()).putNull("duration");
            case Extent.For time -> json.putNull("messages").put("duration", Quantity.format(time.duration()));
        }
        switch (spec.rate()) {
            case Rate.PerSecond perSecond -> putNumber(json, perSecond.value());
            case Rate.Max() -> json.put("rate", "max");
        }
        json.putObject("payload")
                .put("format", word(spec.payload().format()))
                .put("size", spec.payload().size());
        json.putObject("key").put("kind", word(spec.key()));
        RunSpec.Producer producer = spec.producer();
        json.putObject("producer")
                .put("acks", producer.acks())
                .put("idempotence", producer.idempotence())
                .put("compression", producer.compression())
                .put("lingerMs", producer.lingerMs())
                .put("batchSize", producer.batchSize())
                .put("bufferMemory", producer.bufferMemory())
                .put("maxInFlight", producer.maxInFlight())
                .put("requestTimeoutMs", producer.requestTimeoutMs())
                .put("deliveryTimeoutMs", producer.deliveryTimeoutMs());
        json.putObject("workers")
                .put("expected", spec.workers().expected())
                .put("timeout", Quantity.format(spec.workers().timeout()))
                .put("lapse", word(spec.workers().lapse()));
        json.put("verification", word(spec.verification()));
        var objectives = json.putArray("objectives");
        spec.objectives().forEach(objective -> objectives.add(objective.expression()));
        return json;
    }

    private static void putNumber(ObjectNode json, double value) {
        if (value == Math.rint(value)) {
            json.put("rate", (long) value);
        } else {
            json.put("rate", value);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
