package klt.controller.http.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.ToLongFunction;
import klt.common.protocol.RunPhase;
import klt.common.protocol.topics.Decoded;
import klt.controller.bus.KafkaBus;
import klt.controller.loop.EventLoop;
import klt.controller.report.FleetView;
import klt.controller.report.Snapshot;
import klt.controller.store.RunStore;
import klt.controller.webhook.Notifier;

/** The controller's own metrics for Prometheus. The load's metrics are exposed by the workers. */
public final class ControllerMetrics implements AutoCloseable {

    private static final double MILLIS_PER_SECOND = 1e3;

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final EventLoop loop;

    public ControllerMetrics(EventLoop loop, KafkaBus bus, RunStore store) {
        this.loop = loop;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        gc.bindTo(registry);
        Gauge.builder("klt.controller.ready", () -> bus.problem().isEmpty() ? 1 : 0)
                .description("1 while Kafka is reachable and the state has been read")
                .register(registry);
        Gauge.builder("klt.controller.tick.silence", () -> loop.silence().toMillis() / MILLIS_PER_SECOND)
                .description("Time since Kafka acknowledged the newest tick; 0 while this controller does not lead")
                .baseUnit("seconds")
                .register(registry);
        worker("ready", FleetView.Counts::ready);
        worker("busy", FleetView.Counts::busy);
        worker("suspect", FleetView.Counts::suspect);
        worker("lost", FleetView.Counts::lost);
        for (RunPhase phase : RunPhase.values()) {
            if (!phase.isEnded()) {
                Gauge.builder("klt.controller.runs", () -> count(phase))
                        .description("Runs that have not ended")
                        .tag("phase", phase.name())
                        .register(registry);
            }
        }
        for (Decoded.Kind kind : Decoded.Kind.values()) {
            FunctionCounter.builder(
                            "klt.controller.skipped.records",
                            bus,
                            b -> Optional.ofNullable(b.skipped().get(kind))
                                    .map(LongAdder::sum)
                                    .orElse(0L))
                    .description("Bus records that could not be decoded")
                    .tag("kind", kind.name())
                    .register(registry);
        }
        registry.getPrometheusRegistry().register(new RunCollector(loop::snapshot, store));
    }

    /** Exposes the number of event stream clients. */
    public void showClients(IntSupplier watching) {
        Gauge.builder("klt.controller.event.clients", watching::getAsInt)
                .description("Clients that watch the event stream")
                .register(registry);
    }

    /** Exposes how many messages the webhook received; all are 0 without one. */
    public void showWebhook(Optional<Notifier> notifier) {
        webhookMessages("delivered", notifier, Notifier::delivered);
        webhookMessages("abandoned", notifier, Notifier::abandoned);
        Gauge.builder(
                        "klt.controller.webhook.pending",
                        () -> notifier.map(Notifier::pending).orElse(0))
                .description("Messages that the webhook has not received yet")
                .register(registry);
    }

    private void webhookMessages(String outcome, Optional<Notifier> notifier, ToLongFunction<Notifier> count) {
        FunctionCounter.builder(
                        "klt.controller.webhook.messages",
                        notifier,
                        known -> known.map(count::applyAsLong).orElse(0L))
                .description("Messages to the webhook")
                .tag("outcome", outcome)
                .register(registry);
    }

    private void worker(String state, ToLongFunction<FleetView.Counts> figure) {
        Gauge.builder("klt.controller.workers", () -> read(snapshot -> figure.applyAsLong(snapshot.fleet())))
                .description("Workers by state")
                .tag("state", state)
                .register(registry);
    }

    private double count(RunPhase phase) {
        return read(snapshot -> snapshot.runs().values().stream()
                .filter(run -> run.summary().phase() == phase)
                .count());
    }

    /** Reads a figure from the newest snapshot. A scrape must succeed even if the loop has not published one for a long time. */
    private double read(ToLongFunction<Snapshot> figure) {
        try {
            return figure.applyAsLong(loop.snapshot());
        } catch (EventLoop.BusyException e) {
            return Double.NaN;
        }
    }

    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
