package klt.worker.kafka;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import klt.common.clock.Ticker;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.metrics.CompoundStat;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how long quotas throttled a set of Kafka clients: the time during which at least one broker throttled at least one client.
 *
 * <p>If a client exceeds a quota, the broker responds immediately with a throttle time, and reads nothing from the connection until that
 * time has passed (KIP-219). The client's metrics only report the average and the maximum of these times. This class attaches to those
 * metrics' sensor, and adds up the time covered by throttle times, so overlapping throttle times from several brokers or clients count
 * once.
 *
 * <p>Written by Kafka's network threads; any thread may read.
 */
public final class ThrottleMeter implements CompoundStat {

    private static final String PRODUCE = "produce-throttle-time";
    private static final String FETCH = "fetch-throttle-time";

    private static final Logger LOG = LoggerFactory.getLogger(ThrottleMeter.class);

    private final Ticker ticker;
    private final long originNanos;
    private long countedUntilNanos;
    private long throttledUntilNanos;
    private long totalNanos;

    ThrottleMeter(Ticker ticker) {
        this.ticker = ticker;
        originNanos = ticker.nanos();
    }

    /** Starts measuring a set of producers, or returns empty if this version of Kafka's client has no such sensor. */
    public static Optional<ThrottleMeter> of(List<? extends Producer<?, ?>> producers, Ticker ticker) {
        return join(field(KafkaProducer.class, "metrics"), producers, PRODUCE, ticker);
    }

    /** Starts measuring a consumer, or returns empty if this version of Kafka's client has no such sensor. */
    public static Optional<ThrottleMeter> of(Consumer<?, ?> consumer, Ticker ticker) {
        return join(method(KafkaConsumer.class, "metricsRegistry"), List.of(consumer), FETCH, ticker);
    }

    /** Starts measuring a share consumer, or returns empty if this version of Kafka's client has no such sensor. */
    public static Optional<ThrottleMeter> of(ShareConsumer<?, ?> consumer, Ticker ticker) {
        return join(method(KafkaShareConsumer.class, "metricsRegistry"), List.of(consumer), FETCH, ticker);
    }

    /** Accesses a client's metrics registry, which is not public. */
    private interface RegistryAccess {
        Metrics of(Object client) throws ReflectiveOperationException;
    }

    private static RegistryAccess field(Class<?> type, String name) {
        return client -> {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return (Metrics) field.get(client);
        };
    }

    private static RegistryAccess method(Class<?> type, String name) {
        return client -> {
            Method method = type.getDeclaredMethod(name);
            method.setAccessible(true);
            return (Metrics) method.invoke(client);
        };
    }

    private static Optional<ThrottleMeter> join(
            RegistryAccess access, List<?> clients, String sensorName, Ticker ticker) {
        ThrottleMeter meter = new ThrottleMeter(ticker);
        try {
            for (Object client : clients) {
                Sensor sensor = access.of(client).getSensor(sensorName);
                if (sensor == null) {
                    LOG.warn("throttle time is not measured: {} has no sensor {}", client.getClass(), sensorName);
                    return Optional.empty();
                }
                sensor.add(meter);
            }
            return Optional.of(meter);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.warn("throttle time is not measured: {}", e.toString());
            return Optional.empty();
        }
    }

    /** Returns nothing, so that Kafka registers no metrics: only this class reads the statistic. */
    @Override
    public List<NamedMeasurable> stats() {
        return List.of();
    }

    /** @param throttleMillis a response's throttle time; 0 if no quota was exceeded */
    @Override
    public synchronized void record(MetricConfig config, double throttleMillis, long atMillis) {
        long now = count();
        long until = now + (long) (throttleMillis * TimeUnit.MILLISECONDS.toNanos(1));
        throttledUntilNanos = Math.max(throttledUntilNanos, until);
    }

    /** Returns the total throttle time so far, in ns. */
    public synchronized long totalNanos() {
        count();
        return totalNanos;
    }

    private long count() {
        long now = ticker.nanos() - originNanos;
        totalNanos += Math.max(0, Math.min(now, throttledUntilNanos) - countedUntilNanos);
        countedUntilNanos = Math.max(countedUntilNanos, now);
        return now;
    }
}
