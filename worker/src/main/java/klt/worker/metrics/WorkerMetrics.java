package klt.worker.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import klt.common.protocol.Decoded;
import klt.common.protocol.StatusRecord;
import klt.worker.clock.BusTime;
import klt.worker.produce.ProducerObserver;
import klt.worker.produce.RunMeter.Latencies;
import klt.worker.produce.RunTotals;
import klt.worker.report.HarvestListener;
import klt.worker.report.RunReport.Harvest;
import klt.worker.report.StatusWriter;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.Producer;

/** Everything that Prometheus reads of this worker, named {@code klt_worker_…}; brought up to date by each harvest. */
public final class WorkerMetrics implements HarvestListener, ProducerObserver, AutoCloseable {

    private static final double MICROS_PER_SECOND = 1e6;
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double[] QUANTILES = {0.5, 0.95, 0.99};
    private static final double PERCENT = 100;

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    /** the newest harvest of each run that is not over */
    private final Map<String, Harvest> running = new ConcurrentHashMap<>();

    private final Counter sent = counter("messages.sent", "Messages given to the Kafka client");
    private final Counter acked = counter("messages.acked", "Messages that the broker acknowledged");
    private final Counter failed = counter("messages.failed", "Messages that are surely not in the log");
    private final Counter indeterminate =
            counter("messages.indeterminate", "Messages that may be in the log: timeouts and broken connections");
    private final Counter retries = counter("retries", "Records that the Kafka client sent again");
    private final Counter payloadBytes = counter("payload", "Bytes of the values that were acknowledged", "bytes");
    private final Counter wireBytes = counter("wire", "Bytes that the Kafka client wrote to its sockets", "bytes");
    private final Counter bufferWait =
            counter("buffer.wait", "Time that send() was blocked by a full client buffer", "seconds");

    private final LatencyCollector responseTime =
            latency("response_time", "From a message's fire time to its ack", h -> h.responseTime());
    private final LatencyCollector serviceTime =
            latency("service_time", "From a message's send to its ack", h -> h.serviceTime());
    private final LatencyCollector sendLag =
            latency("send_lag", "From a message's fire time to its send: the tester's own lateness", h -> h.sendLag());

    public WorkerMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
        gauge("target.messages.per.second", "What this worker has to send by the schedule", Harvest::targetRate);
        gauge(
                "achieved.messages.per.second",
                "What was acknowledged in the last interval",
                harvest -> harvest.interval().acked() * NANOS_PER_SECOND / Math.max(1, harvest.nanos()));
        gauge(
                "messages.in.flight",
                "Messages sent and not answered",
                harvest -> harvest.after().inFlight());
    }

    /** Adds the meters of the bus. */
    public void follow(StatusWriter status, BusTime busTime) {
        total("heartbeats.acked", "Heartbeats that Kafka took", status, StatusWriter::heartbeatsAcked);
        total("heartbeats.dropped", "Heartbeats that a newer one replaced", status, StatusWriter::heartbeatsDropped);
        total("intervals.dropped", "Intervals of measurements that are lost", status, StatusWriter::intervalsDropped);
        total("clock.jumps", "Stamps of the broker that contradicted all before", status, StatusWriter::clockJumps);
        clock("clock.offset", "Bus time minus this worker's wall clock", busTime, StatusRecord.Clock::offsetMicros);
        clock("clock.uncertainty", "The true offset is within ± this", busTime, StatusRecord.Clock::uncertaintyMicros);
    }

    /** A record of the control topic was skipped. */
    public void controlRecordSkipped(Decoded.Kind kind) {
        Counter.builder("klt.worker.control.records.skipped")
                .description("Records of the control topic that were not understood")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    @Override
    public void harvested(Harvest harvest) {
        RunTotals before = harvest.before();
        RunTotals after = harvest.after();
        sent.increment((double) harvest.interval().sent());
        acked.increment((double) harvest.interval().acked());
        failed.increment((double) harvest.interval().failed());
        indeterminate.increment((double) harvest.interval().indeterminate());
        payloadBytes.increment((double) harvest.interval().payloadBytes());
        wireBytes.increment((double) (after.wireBytes() - before.wireBytes()));
        retries.increment((double) (after.retries() - before.retries()));
        bufferWait.increment((after.bufferWaitNanos() - before.bufferWaitNanos()) / NANOS_PER_SECOND);
        responseTime.add(harvest.latencies().responseTime());
        serviceTime.add(harvest.latencies().serviceTime());
        sendLag.add(harvest.latencies().sendLag());
        if (harvest.last()) {
            running.remove(harvest.interval().run());
        } else {
            running.put(harvest.interval().run(), harvest);
        }
    }

    @Override
    public Observation observe(Producer<byte[], byte[]> producer) {
        KafkaClientMetrics metrics = new KafkaClientMetrics(producer);
        metrics.bindTo(registry);
        return metrics::close;
    }

    /** In Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    private Counter counter(String name, String help) {
        return Counter.builder("klt.worker." + name).description(help).register(registry);
    }

    private Counter counter(String name, String help, String unit) {
        return Counter.builder("klt.worker." + name)
                .description(help)
                .baseUnit(unit)
                .register(registry);
    }

    private void total(String name, String help, StatusWriter status, ToDoubleFunction<StatusWriter> value) {
        FunctionCounter.builder("klt.worker." + name, status, value)
                .description(help)
                .register(registry);
    }

    /** A figure of the newest harvest, summed over the runs that are not over. */
    private void gauge(String name, String help, ToDoubleFunction<Harvest> value) {
        Gauge.builder(
                        "klt.worker." + name,
                        running,
                        runs -> runs.values().stream().mapToDouble(value).sum())
                .description(help)
                .register(registry);
    }

    private void clock(String name, String help, BusTime busTime, ToDoubleFunction<StatusRecord.Clock> micros) {
        Gauge.builder(
                        "klt.worker." + name,
                        busTime,
                        time -> time.clock()
                                .map(clock -> micros.applyAsDouble(clock) / MICROS_PER_SECOND)
                                .orElse(Double.NaN))
                .description(help)
                .baseUnit("seconds")
                .register(registry);
    }

    private interface Pick {
        Histogram of(Latencies latencies);
    }

    /** The histogram of a latency, and gauges of its quantiles in the last interval: the worst of the runs. */
    private LatencyCollector latency(String name, String help, Pick pick) {
        for (double quantile : QUANTILES) {
            Gauge.builder(
                            "klt.worker." + name.replace('_', '.') + ".interval",
                            running,
                            runs -> runs.values().stream()
                                    .map(harvest -> pick.of(harvest.latencies()))
                                    .filter(histogram -> histogram.getTotalCount() > 0)
                                    .mapToDouble(histogram ->
                                            histogram.getValueAtPercentile(quantile * PERCENT) / MICROS_PER_SECOND)
                                    .max()
                                    .orElse(Double.NaN))
                    .description(help + ", in the last interval")
                    .baseUnit("seconds")
                    .tag("quantile", String.valueOf(quantile))
                    .register(registry);
        }
        LatencyCollector collector = new LatencyCollector("klt_worker_" + name + "_seconds", help);
        registry.getPrometheusRegistry().register(collector);
        return collector;
    }
}
