package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import klt.common.protocol.topics.BusTopics;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Control topics to which other programs have written, or which they have created. */
class BusIT {

    private static final OpenApi CONTRACT = new OpenApi();

    private static final byte[][] GARBAGE = {
        {},
        {(byte) 0xff, 0, (byte) 0xfe},
        Broker.bytes("not json"),
        Broker.bytes("[]"),
        Broker.bytes("{\"v\":99,\"type\":\"tick\"}"),
        Broker.bytes("{\"v\":8,\"type\":\"surprise\",\"term\":1,\"writer\":\"x\",\"wseq\":1}"),
        Broker.bytes("{\"v\":8,\"type\":\"tick\",\"term\":1,\"writer\":\"x\",\"wseq\":1,\"workers\":\"many\"}"),
        Broker.bytes("{\"v\":8,\"type\":\"heartbeat\",\"term\":1,\"writer\":\"x\",\"wseq\":1}"),
        Broker.bytes("{\"v\":8,\"type\":\"interval\",\"term\":1,\"writer\":\"x\",\"wseq\":1,\"run\":null}"),
        new byte[BusTopics.RECORD_BYTES_MAX + 1]
    };

    private static Map<String, Double> skipped(Controller controller) {
        Map<String, Double> counts = new TreeMap<>();
        controller
                .api()
                .call("get /metrics", "")
                .body()
                .lines()
                .filter(line -> line.startsWith("klt_controller_skipped_records_total"))
                .forEach(line -> counts.put(
                        line.replaceAll(".*kind=\"([A-Z_]+)\".*", "$1"),
                        Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
        return counts;
    }

    @Test
    void garbageIsCountedAndSkippedAndTheNextRecordWorks() {
        String prefix = Broker.newPrefix();
        BusTopics topics = BusTopics.withPrefix(prefix);
        Broker.create(large(topics.control()), large(topics.status()), large(topics.state()));
        Broker.write(topics.control(), "1/tick", GARBAGE);
        Broker.write(topics.state(), "r-some", GARBAGE);
        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            controller.join("one");
            Broker.write(topics.status(), "x", GARBAGE);
            Broker.write(topics.control(), "1/tick", GARBAGE);

            String run = controller.submit("{messages: 50, rate: 50}");
            controller.awaitPhase(run, "DONE");

            assertThat(skipped(controller))
                    .contains(entry("EMPTY", 3.0), entry("OVERSIZED", 3.0), entry("UNKNOWN_VERSION", 6.0))
                    .allSatisfy((kind, count) -> assertThat(count).as(kind).isPositive());
            assertThat(controller
                            .api()
                            .call("get /api/runs", "")
                            .json()
                            .path("total")
                            .intValue())
                    .isEqualTo(1);
        }
    }

    private static NewTopic large(String topic) {
        return new NewTopic(topic, 1, (short) 1).configs(Map.of("max.message.bytes", String.valueOf(4 << 20)));
    }

    @Test
    void topicsThatWereMadeInAnotherWayWorkWithAWarning() {
        String prefix = Broker.newPrefix();
        BusTopics topics = BusTopics.withPrefix(prefix);
        List<NewTopic> made = new ArrayList<>();
        for (BusTopics.Definition definition : topics.definitions()) {
            made.add(new NewTopic(definition.name(), 12, (short) 1)
                    .configs(Map.of("cleanup.policy", "delete", "message.timestamp.type", "CreateTime")));
        }
        Broker.create(made.toArray(NewTopic[]::new));
        try (Controller controller = Controller.ready(prefix, CONTRACT)) {
            controller.join("one");
            String run = controller.submit("{messages: 50, rate: 50}");
            controller.awaitPhase(run, "DONE");

            JsonNode shown =
                    controller.api().call("get /api/cluster", "").json().path("controlTopics");
            assertThat(warnings(shown.path(0)))
                    .containsExactlyInAnyOrder(
                            topics.control() + " has 12 partitions; only partition 0 is used",
                            topics.control() + " has cleanup.policy=delete instead of compact",
                            topics.control() + " has message.timestamp.type=CreateTime instead of LogAppendTime");
            assertThat(warnings(shown.path(1))).hasSize(3);
            assertThat(warnings(shown.path(2))).hasSize(3);
        }
    }

    private static List<String> warnings(JsonNode topic) {
        List<String> warnings = new ArrayList<>();
        topic.path("warnings").forEach(warning -> warnings.add(warning.stringValue()));
        return warnings;
    }
}
