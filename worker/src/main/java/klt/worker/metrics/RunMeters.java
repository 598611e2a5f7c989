package klt.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.protocol.interval.IntervalLatencies;
import klt.common.protocol.interval.ProcessDelays;
import klt.worker.produce.RunMeter.Latencies;
import klt.worker.produce.RunTotals;
import klt.worker.report.RunReport.Harvest;
import org.HdrHistogram.Histogram;

/** A run's meters, labelled with its id. After the run, counters keep their values, and gauges have none. */
final class RunMeters implements AutoCloseable {

    private static final double MICROS_PER_SECOND = 1e6;
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final List<Percentile> PERCENTILES = List.of(
            new Percentile("50", LatencySummary::p50),
            new Percentile("95", LatencySummary::p95),
            new Percentile("99", LatencySummary::p99));

    private record Percentile(String name, Function<LatencySummary, Optional<Long>> pick) {

        /** Returns a percentile, or NaN if nothing was measured, or +Inf if the message at its rank has no ack. */
        double seconds(LatencySummary latency) {
            double other = latency.isEmpty() ? Double.NaN : Double.POSITIVE_INFINITY;
            return pick.apply(latency).map(micros -> micros / MICROS_PER_SECOND).orElse(other);
        }
    }

    private final String run;
    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();
    private final Counter sent;
    private final Counter acked;
    private final Counter failed;
    private final Counter indeterminate;
    private final Counter aborted;
    private final Counter retries;
    private final Counter payloadBytes;
    private final Counter wireBytes;
    private final Counter bufferWait;
    private final Counter throttled;
    private final Counter batchSplits;
    /** counters for the delays that this machine can measure, by name */
    private final Map<String, Counter> delays = new HashMap<>();

    /** empty after the run */
    private volatile Optional<Harvest> newest = Optional.empty();

    RunMeters(String run, MeterRegistry registry) {
        this.run = run;
        this.registry = registry;
        sent = counter("messages.sent", "", "Messages passed to the Kafka client");
        acked = counter("messages.acked", "", "Messages that the broker acknowledged");
        failed = counter("messages.failed", "", "Messages that are certainly not in the log");
        indeterminate = counter(
                "messages.indeterminate", "", "Messages that may be in the log: timeouts and broken connections");
        aborted = counter("messages.aborted", "", "Messages of transactions that were aborted on purpose");
        retries = counter("retries", "", "Records that the Kafka client resent");
        payloadBytes = counter("payload", "bytes", "Bytes of the values that were acknowledged");
        wireBytes = counter("wire", "bytes", "Bytes that the Kafka client wrote to its sockets");
        bufferWait = counter(
                "buffer.wait",
                "seconds",
                "Time during which sending was blocked by a full buffer, a missing leader or the end of a transaction");
        throttled = counter(
                "produce.throttled", "seconds", "Time during which a Kafka quota throttled at least one producer");
        batchSplits = counter(
                "batch.splits",
                "",
                "Batches that a broker rejected as too large, and that were resent as smaller batches");
        gauge(
                "send.queue.bytes",
                "Unacknowledged bytes in the longest send queue of a socket; NaN if not measured",
                harvest ->
                        delays(harvest).sendQueueBytes().map(Long::doubleValue).orElse(Double.NaN));
        gauge("target.messages.per.second", "This worker's share of the target rate", Harvest::targetRate);
        gauge(
                "achieved.messages.per.second",
                "Messages acknowledged, or aborted on purpose, per second in the last interval",
                harvest -> harvest.interval().completed().accepted() * NANOS_PER_SECOND / Math.max(1, harvest.nanos()));
        gauge(
                "messages.in.flight",
                "Messages sent and not acknowledged yet",
                harvest -> harvest.after().inFlight());
        percentiles(
                "response.time",
                "From a message's fire time to its ack",
                Latencies::responseTime,
                IntervalLatencies::unanswered);
        percentiles(
                "service.time",
                "From a message's send to its ack",
                Latencies::serviceTime,
                IntervalLatencies::unanswered);
        percentiles(
                "commit.time",
                "From the commit request of a transaction to the response",
                Latencies::commitTime,
                reported -> 0);
        percentiles("send.lag", "From a message's fire time to its send", Latencies::sendLag, reported -> 0);
    }

    void add(Harvest harvest) {
        RunTotals before = harvest.before();
        RunTotals after = harvest.after();
        sent.increment((double) harvest.interval().sent());
        acked.increment((double) harvest.interval().completed().acked());
        failed.increment((double) harvest.interval().completed().failed());
        indeterminate.increment((double) harvest.interval().completed().indeterminate());
        aborted.increment((double) harvest.interval().completed().aborted());
        payloadBytes.increment((double) harvest.interval().payloadBytes());
        ProducerTotals clientBefore = before.producer();
        ProducerTotals client = after.producer();
        wireBytes.increment((double) (client.wireBytes() - clientBefore.wireBytes()));
        retries.increment((double) (client.retries() - clientBefore.retries()));
        bufferWait.increment((client.blockedNanos() - clientBefore.blockedNanos()) / NANOS_PER_SECOND);
        client.throttledSince(clientBefore).ifPresent(nanos -> throttled.increment(nanos / NANOS_PER_SECOND));
        batchSplits.increment((double) (client.batchSplits() - clientBefore.batchSplits()));
        addDelays(delays(harvest));
        newest = harvest.last() ? Optional.empty() : Optional.of(harvest);
    }

    private static ProcessDelays delays(Harvest harvest) {
        return harvest.interval().times().delays();
    }

    private void addDelays(ProcessDelays now) {
        now.throttling().ifPresent(cpu -> {
            delay("cpu.periods", "", "Enforcement periods of the CPU quota", (double) cpu.periods());
            delay(
                    "cpu.throttled.periods",
                    "",
                    "Enforcement periods in which the process used up its quota and was stopped",
                    (double) cpu.throttledPeriods());
        });
        now.runQueueNanos()
                .ifPresent(nanos -> delay(
                        "run.queue.delay",
                        "seconds",
                        "Time during which a thread that sends or receives waited for a CPU",
                        nanos / NANOS_PER_SECOND));
        now.gcPauseNanos()
                .ifPresent(nanos -> delay(
                        "gc.pauses",
                        "seconds",
                        "Time during which garbage collections stopped the process",
                        nanos / NANOS_PER_SECOND));
    }

    private void delay(String name, String unit, String help, double more) {
        delays.computeIfAbsent(name, absent -> counter(name, unit, help)).increment(more);
    }

    /** Removes the meters from the registry. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
    }

    private Counter counter(String name, String unit, String help) {
        Counter counter = Counter.builder("klt.worker." + name)
                .description(help)
                .baseUnit(unit.isEmpty() ? null : unit)
                .tag("run", run)
                .register(registry);
        meters.add(counter);
        return counter;
    }

    private void gauge(String name, String help, ToDoubleFunction<Harvest> value) {
        meters.add(Gauge.builder(
                        "klt.worker." + name,
                        () -> newest.map(value::applyAsDouble).orElse(0.0))
                .description(help)
                .tag("run", run)
                .register(registry));
    }

    private void percentiles(
            String name,
            String help,
            Function<Latencies, Histogram> pick,
            ToLongFunction<IntervalLatencies> unanswered) {
        for (Percentile percentile : PERCENTILES) {
            meters.add(Gauge.builder(
                            "klt.worker." + name + ".interval",
                            () -> newest.map(harvest -> LatencySummary.of(
                                            pick.apply(harvest.latencies()),
                                            unanswered.applyAsLong(
                                                    harvest.interval().latencies())))
                                    .map(percentile::seconds)
                                    .orElse(Double.NaN))
                    .description(help + ", in the last interval")
                    .baseUnit("seconds")
                    .tag("percentile", percentile.name())
                    .tag("run", run)
                    .register(registry));
        }
    }
}
