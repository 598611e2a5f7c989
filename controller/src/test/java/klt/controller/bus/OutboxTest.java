package klt.controller.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.BusTopics;
import klt.common.protocol.ControlKey;
import klt.common.protocol.ControlRecord.Tick;
import klt.controller.core.ControllerCore;
import klt.controller.core.CoreHarness;
import klt.controller.core.run.Command;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    /** asked for nothing here */
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:1"));

    private final RunStore store = new RunStore();
    private final Outbox outbox = new Outbox(
            7,
            "controller.a",
            BusTopics.withPrefix("t"),
            producer,
            admin,
            new KafkaSettings("localhost:9092", "localhost:9092", Map.of(), "t"),
            new ClusterInspector(admin, Optional.empty()),
            new EventLoop(() -> new ControllerCore(1), new Reporter("test")::snapshot, () -> 0, Clock.systemUTC()),
            store,
            new Reporter("test"),
            new RunEventLogger(),
            () -> 0);

    @AfterEach
    void close() {
        admin.close(Duration.ZERO);
    }

    private List<String> keys() {
        return producer.history().stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void writesNothingAfterItWasClosed() {
        CoreHarness stage = new CoreHarness();
        stage.submit("r", "{messages: 1}");
        outbox.claim();
        outbox.execute(new Command.PublishTick(new Tick(1, List.of())));

        outbox.close();
        outbox.execute(new Command.PublishTick(new Tick(2, List.of())));
        outbox.execute(new Command.Store(stage.run("r")));
        outbox.execute(new Command.Forget("other"));
        outbox.retire(new ControlKey.Tick(6));
        outbox.claim();

        assertThat(keys()).containsExactly("7/claim/controller.a", "7/tick");
        assertThat(store.contains("r")).isFalse();
    }

    @Test
    void anEndIsTheEndOfItsTick() {
        outbox.claim();
        outbox.execute(new Command.PublishTick(new Tick(1, List.of())));

        outbox.leave();

        assertThat(keys()).containsExactly("7/claim/controller.a", "7/tick", "7/tick");
        assertThat(producer.history().getLast().value()).isNull();
    }
}
