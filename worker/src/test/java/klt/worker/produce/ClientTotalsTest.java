package klt.worker.produce;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ClientTotalsTest {

    /** No broker listens there; the client need not connect. */
    private static final Map<String, Object> NOWHERE = Map.of("bootstrap.servers", "127.0.0.1:9");

    private final FakeTime time = new FakeTime(5);

    private static Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(NOWHERE, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void throttle(Producer<byte[], byte[]> producer, long millis) throws ReflectiveOperationException {
        Field metrics = KafkaProducer.class.getDeclaredField("metrics");
        metrics.setAccessible(true);
        ((Metrics) metrics.get(producer)).getSensor("produce-throttle-time").record((double) millis);
    }

    private void pass(long millis) {
        time.pass(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void theThrottleTimeIsThatInWhichAtLeastOneProducerIsThrottled() throws ReflectiveOperationException {
        try (Producer<byte[], byte[]> one = producer();
                Producer<byte[], byte[]> other = producer()) {
            ClientTotals totals = new ClientTotals(List.of(one, other), time);

            throttle(one, 500);
            pass(1_000);
            throttle(other, 300);
            pass(1_000);
            throttle(one, 200);
            throttle(other, 100);
            pass(1_000);

            assertThat(totals.totals().throttledNanos()).contains(TimeUnit.MILLISECONDS.toNanos(500 + 300 + 200));
        }
    }
}
