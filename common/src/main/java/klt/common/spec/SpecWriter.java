package klt.common.spec;

import java.util.Locale;
import klt.common.spec.RunSpec.Extent;
import klt.common.spec.RunSpec.Rate;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A spec as JSON, with every key, in the usual order. */
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
            case Extent.Timed time -> json.putNull("messages").put("duration", Quantity.format(time.duration()));
        }
        putRate(json, spec.rate());
        json.put("warmup", Quantity.format(spec.warmup()));
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
        RunSpec.Consumers consumers = spec.consumers();
        ObjectNode group = json.putObject("consumers")
                .put("groups", consumers.groups())
                .put("members", consumers.members())
                .put("protocol", word(consumers.protocol()))
                .put("isolation", word(consumers.isolation()))
                .put("start", word(consumers.start()))
                .put("backlog", consumers.backlog())
                .put("processingMicros", consumers.processingMicros());
        putRate(group, consumers.rate());
        group.put("maxPollRecords", consumers.maxPollRecords())
                .put("fetchMinBytes", consumers.fetchMinBytes())
                .put("fetchMaxWaitMs", consumers.fetchMaxWaitMs())
                .put("catchUp", Quantity.format(consumers.catchUp()));
        json.put("verification", word(spec.verification()));
        var objectives = json.putArray("objectives");
        spec.objectives().forEach(objective -> objectives.add(objective.expression()));
        return json;
    }

    private static void putRate(ObjectNode json, Rate rate) {
        switch (rate) {
            case Rate.PerSecond(double value) when value == Math.rint(value) -> json.put("rate", (long) value);
            case Rate.PerSecond(double value) -> json.put("rate", value);
            case Rate.Max() -> json.put("rate", "max");
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
