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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.interval.IntervalLatencies;
import klt.common.protocol.topics.Decoded;
import klt.worker.audit.Audits;
import klt.worker.clock.BusTime;
import klt.worker.consume.Consumers;
import klt.worker.produce.ProducerObserver;
import klt.worker.report.HarvestListener;
import klt.worker.report.RunReport.Harvest;
import klt.worker.report.StatusWriter;
import org.apache.kafka.clients.producer.Producer;

/**
 * This worker's Prometheus metrics, named {@code klt_worker_…} and updated by each harvest. All metrics are labelled with the worker's
 * name; a run's metrics also with the run's id.
 */
public final class WorkerMetrics implements HarvestListener, ProducerObserver, AutoCloseable {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Number of ended runs whose metrics are kept, so that the next scrape still finds them. */
    static final int ENDED_RUNS_MAX = 5;

    private static final double MICROS_PER_SECOND = 1e6;

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Map<Decoded.Kind, Counter> skipped = new EnumMap<>(Decoded.Kind.class);
    private final LatencyCollector responseTime;
    private final LatencyCollector serviceTime;
    private final LatencyCollector sendLag;
    private final LatencyCollector repairedResponseTime;
    private final LatencyCollector commitTime;

    // reporter thread only
    private final Map<String, RunMeters> runs = new HashMap<>();
    private final Deque<String> ended = new ArrayDeque<>();

    /** @param worker the worker's name */
    public WorkerMetrics(String worker) {
        registry.config().commonTags("worker", worker);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
        for (Decoded.Kind kind : Decoded.Kind.values()) {
            skipped.put(
                    kind,
                    Counter.builder("klt.worker.control.records.skipped")
                            .description("Records of the control topic that could not be decoded")
                            .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        responseTime = latency("response_time", "From a message's fire time to its ack", worker);
        serviceTime = latency("service_time", "From a message's send to its ack", worker);
        sendLag = latency("send_lag", "From a message's fire time to its send: the load tester's own lateness", worker);
        commitTime = latency("commit_time", "From the commit request of a transaction to the response", worker);
        repairedResponseTime = latency(
                "repaired_response_time",
                "From a message's fire time to its ack, for messages that another worker orphaned; no other histogram contains them",
                worker);
    }

    /**
     * Adds meters for the control and status topics.
     *
     * @param tickAgeSeconds seconds since the newest tick was read; NaN before the first
     */
    public void follow(StatusWriter status, BusTime busTime, DoubleSupplier tickAgeSeconds) {
        total("heartbeats.acked", "Heartbeats that Kafka acknowledged", status, StatusWriter::heartbeatsAcked);
        total("heartbeats.dropped", "Heartbeats that a newer one replaced", status, StatusWriter::heartbeatsDropped);
        total("intervals.dropped", "Measurement intervals that were dropped", status, StatusWriter::intervalsDropped);
        total(
                "clock.jumps",
                "Broker timestamps that contradicted all earlier timestamps",
                status,
                StatusWriter::clockJumps);
        Gauge.builder("klt.worker.tick.age", tickAgeSeconds::getAsDouble)
                .description("Time since the newest tick was read")
                .baseUnit("seconds")
                .register(registry);
        clock(
                "clock.offset",
                "Broker's clock minus this worker's wall clock",
                busTime,
                StatusRecord.Clock::offsetMicros);
        clock(
                "clock.uncertainty",
                "Uncertainty of the clock offset: the true offset is within ± this",
                busTime,
                StatusRecord.Clock::uncertaintyMicros);
    }

    /** Adds meters for the consumers. */
    public void follow(Consumers consumers) {
        FunctionCounter.builder("klt.worker.consumed.records", consumers, Consumers::records)
                .description("Records received by the consumers of runs")
                .register(registry);
        FunctionCounter.builder("klt.worker.redelivered.records", consumers, Consumers::redelivered)
                .description("Records that consumers of this worker had already received")
                .register(registry);
        FunctionCounter.builder(
                        "klt.worker.fetch.throttled", consumers, from -> from.throttledNanos() / NANOS_PER_SECOND)
                .description("Time during which Kafka quotas throttled consumers, summed across consumers")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Adds meters for the audits. */
    public void follow(Audits audits) {
        FunctionCounter.builder("klt.worker.audit.records", audits, Audits::records)
                .description("Records that audits have read")
                .register(registry);
    }

    /** Counts a skipped record on the control topic. */
    public void controlRecordSkipped(Decoded.Kind kind) {
        Objects.requireNonNull(skipped.get(kind)).increment();
    }

    @Override
    public void harvested(Harvest harvest) {
        String run = harvest.interval().run();
        runs.computeIfAbsent(run, id -> new RunMeters(id, registry)).add(harvest);
        IntervalLatencies reported = harvest.interval().latencies();
        responseTime.add(run, harvest.latencies().responseTime(), reported.unanswered());
        serviceTime.add(run, harvest.latencies().serviceTime(), reported.unanswered());
        sendLag.add(run, harvest.latencies().sendLag(), 0);
        commitTime.add(run, harvest.latencies().commitTime(), 0);
        repairedResponseTime.add(run, harvest.latencies().repairedResponseTime(), reported.repairedUnanswered());
        if (harvest.last()) {
            ended.add(run);
            if (ended.size() > ENDED_RUNS_MAX) {
                forget(ended.remove());
            }
        }
    }

    private void forget(String run) {
        Optional.ofNullable(runs.remove(run)).ifPresent(RunMeters::close);
        responseTime.remove(run);
        serviceTime.remove(run);
        sendLag.remove(run);
        repairedResponseTime.remove(run);
        commitTime.remove(run);
    }

    @Override
    public Observation observe(Producer<byte[], byte[]> producer) {
        KafkaClientMetrics metrics = new KafkaClientMetrics(producer);
        metrics.bindTo(registry);
        return metrics::close;
    }

    /** Returns the metrics in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    private void total(String name, String help, StatusWriter status, ToDoubleFunction<StatusWriter> value) {
        FunctionCounter.builder("klt.worker." + name, status, value)
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

    private LatencyCollector latency(String name, String help, String worker) {
        LatencyCollector collector = new LatencyCollector("klt_worker_" + name + "_seconds", help, worker);
        registry.getPrometheusRegistry().register(collector);
        return collector;
    }
}
