package klt.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import klt.common.clock.Ticker;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ThrottleMeterTest {

    private static final MetricConfig CONFIG = new MetricConfig();

    /** No broker listens there; the client need not connect. */
    private static final Map<String, Object> NOWHERE = Map.of("bootstrap.servers", "127.0.0.1:9", "group.id", "g");

    private final AtomicLong now = new AtomicLong(-5);
    private final ThrottleMeter meter = new ThrottleMeter(now::get);

    private void pass(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void answerIsThrottledBy(long millis) {
        meter.record(CONFIG, (double) millis, 0);
    }

    private void assertThrottledMillis(long millis) {
        assertThat(Duration.ofNanos(meter.totalNanos())).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void anAnswerWithoutThrottleTimeAddsNothing() {
        pass(1_000);
        answerIsThrottledBy(0);
        pass(1_000);

        assertThrottledMillis(0);
    }

    @Test
    void aThrottleIsCountedAsItPasses() {
        pass(1_000);
        answerIsThrottledBy(500);
        assertThrottledMillis(0);

        pass(200);
        assertThrottledMillis(200);
        assertThrottledMillis(200);

        pass(10_000);
        assertThrottledMillis(500);
    }

    @Test
    void throttlesOfSeveralBrokersThatOverlapCountOnce() {
        answerIsThrottledBy(500);
        pass(100);
        answerIsThrottledBy(200);
        answerIsThrottledBy(600);
        pass(2_000);
        assertThrottledMillis(700);

        answerIsThrottledBy(50);
        answerIsThrottledBy(0);
        pass(2_000);
        assertThrottledMillis(750);
    }

    @Test
    void findsTheSensorOfEachClientOfThisVersion() {
        Ticker ticker = now::get;
        try (var producer = new KafkaProducer<>(NOWHERE, new ByteArraySerializer(), new ByteArraySerializer());
                var consumer = new KafkaConsumer<>(NOWHERE, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                var share =
                        new KafkaShareConsumer<>(NOWHERE, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            assertThat(ThrottleMeter.of(List.of(producer), ticker)).isPresent();
            assertThat(ThrottleMeter.of(consumer, ticker)).isPresent();
            assertThat(ThrottleMeter.of(share, ticker)).isPresent();
        }
    }
}
