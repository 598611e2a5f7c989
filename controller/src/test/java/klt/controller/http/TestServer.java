package klt.controller.http;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import klt.common.clock.Ticker;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.topics.BusTopics;
import klt.common.settings.Environment;
import klt.controller.bus.KafkaBus;
import klt.controller.core.Ceilings;
import klt.controller.core.ControllerCore;
import klt.controller.core.Guardrails;
import klt.controller.core.notice.Notices;
import klt.controller.core.preflight.contents.PastLoads;
import klt.controller.fleet.FleetSettings;
import klt.controller.fleet.Replicas;
import klt.controller.http.metrics.ControllerMetrics;
import klt.controller.http.server.HttpSettings;
import klt.controller.loop.EventLoop;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;

/** The HTTP server with a real event loop and core, but without Kafka: runs are queued and never start. */
public final class TestServer implements AutoCloseable {

    private static final Supplier<Optional<String>> NONE = Optional::empty;

    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicBoolean loadStopStored = new AtomicBoolean(true);
    private final RunStore store = new RunStore();
    private final Reporter reporter = new Reporter("test");
    private final EventLoop loop;
    private final ClusterApi cluster;
    private final ControllerMetrics metrics;
    private final HttpServer http;

    public TestServer(Map<String, String> more) {
        this(more, System::nanoTime);
    }

    /** @param ticker for the limits of the server; a fast one reaches them soon */
    public TestServer(Map<String, String> more, Ticker ticker) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        variables.putIfAbsent("HOST", "127.0.0.1");
        variables.putIfAbsent("PORT", "0");
        Environment environment = new Environment(variables);
        KafkaSettings kafka = KafkaSettings.from(environment);
        Guardrails guardrails = new Guardrails(
                Set.of(),
                Double.POSITIVE_INFINITY,
                BusTopics.withPrefix(kafka.topicPrefix()),
                kafka.allowed(),
                Ceilings.NONE);
        loop = new EventLoop(
                () -> new ControllerCore(1, guardrails::check, store, new Notices(false)),
                reporter::snapshot,
                System::nanoTime,
                Clock.systemUTC());
        KafkaBus bus = new KafkaBus(kafka, loop, store, reporter, System::nanoTime, "controller.test");
        cluster = new ClusterApi(kafka, PastLoads.NONE);
        metrics = new ControllerMetrics(loop, bus, store);
        RunReader reader = new RunReader(loop, store);
        EventStream events = new EventStream(reader, store, "test", kafka.target(), ticker);
        HttpServer.Parts parts = new HttpServer.Parts(
                new RunApi(loop, store, reader, guardrails, cluster, 1_000, () -> newId("r"), NONE, NONE, NONE),
                new LoadStopApi(loop, reader, NONE, NONE, loadStopStored::get),
                new SweepApi(
                        loop,
                        store,
                        reader,
                        guardrails,
                        1_000,
                        () -> newId("s"),
                        new SweepApi.Availability(NONE, NONE, NONE)),
                new CompareApi(loop, reader, store.baselines(), Clock.systemUTC(), NONE, NONE),
                new ScheduleApi(loop, store.schedules(), guardrails, 1_000, NONE, NONE),
                new FleetApi(
                        loop,
                        Replicas.of(new FleetSettings.Local(1), new PrintStream(OutputStream.nullOutputStream()))),
                events,
                cluster,
                new WebhookApi(Optional.empty()),
                metrics,
                loop,
                NONE);
        http = new HttpServer(parts, HttpSettings.from(environment, ticker, Clock.systemUTC()));
        loop.start();
    }

    private String newId(String letter) {
        return letter + "-" + ids.incrementAndGet();
    }

    /** Sets whether Kafka stores that all load is stopped. */
    public void setLoadStopStored(boolean stored) {
        loadStopStored.set(stored);
    }

    public int port() {
        return http.port();
    }

    public int metricsPort() {
        return http.metricsPort().orElseThrow();
    }

    @Override
    public void close() {
        http.close();
        loop.close();
        metrics.close();
        cluster.close();
    }
}
