package klt.worker;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import klt.common.Version;
import klt.common.clock.Ticker;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.BusTopics;
import klt.worker.audit.Audits;
import klt.worker.clock.BusTime;
import klt.worker.consume.Consumers;
import klt.worker.consume.GroupClients;
import klt.worker.control.ControlClients;
import klt.worker.control.ControlFollower;
import klt.worker.control.ControlLoop;
import klt.worker.control.ControlStatus;
import klt.worker.control.ProducerEngines;
import klt.worker.control.Runs;
import klt.worker.metrics.MetricsServer;
import klt.worker.metrics.WorkerMetrics;
import klt.worker.process.ProcessMeter;
import klt.worker.produce.Preparation;
import klt.worker.produce.SendGate;
import klt.worker.produce.TargetCluster;
import klt.worker.produce.WarmUp;
import klt.worker.produce.payload.PayloadSources;
import klt.worker.produce.payload.SampleFolder;
import klt.worker.report.ProcessVitals;
import klt.worker.report.Reporter;
import klt.worker.report.StatusWriter;
import klt.worker.warmup.LoopbackWarmUp;

/** A running worker: creates and connects its components. */
public final class Worker {

    /** Time limit for the acks of messages in flight after the shards have been handed over. */
    static final Duration FLUSH_LIMIT = Duration.ofSeconds(10);

    /** Time limit, after that, for Kafka to acknowledge the final reports. */
    static final Duration GOODBYE_LIMIT = Duration.ofSeconds(5);

    private final String id;
    private final ControlLoop control;
    private final Reporter reporter;
    private final MetricsServer server;
    private final WorkerMetrics metrics;
    private final Thread pulse;
    private final CompletableFuture<String> ended;

    private Worker(
            String id,
            ControlLoop control,
            Reporter reporter,
            MetricsServer server,
            WorkerMetrics metrics,
            Thread pulse,
            CompletableFuture<String> ended) {
        this.id = id;
        this.control = control;
        this.reporter = reporter;
        this.server = server;
        this.metrics = metrics;
        this.pulse = pulse;
        this.ended = ended;
    }

    /** @throws IOException if the metrics port is in use */
    public static Worker start(WorkerConfig config, Ticker ticker, InstantSource wallClock) throws IOException {
        int boot = new SecureRandom().nextInt();
        // a restarted worker has a new id, because it must not adopt any of its predecessor's state
        String id = config.name() + "." + HexFormat.of().toHexDigits(boot);
        BusTopics topics = BusTopics.withPrefix(config.kafka().topicPrefix());
        ProcessMeter process = new ProcessMeter();
        WorkerInfo info = info(config, process);
        WorkerMetrics metrics = new WorkerMetrics(config.name());
        BusTime busTime = new BusTime(ticker, wallClock);
        ControlStatus figures = new ControlStatus();
        StatusWriter status = new StatusWriter(id, topics.status(), figures::term, busTime, ticker);
        metrics.follow(status, busTime, () -> figures.tickAgeSeconds(ticker.nanos()));
        Reporter reporter =
                new Reporter(info, new ProcessVitals(process), busTime, status, figures::lastTick, metrics, ticker);
        TargetCluster target = new TargetCluster(config.kafka(), id);
        WarmUp warmUp = new LoopbackWarmUp(info, busTime, ticker);
        PayloadSources sources = new PayloadSources(SampleFolder.of(config.payloadFolder()), config.registry());
        Preparation preparation = new Preparation(target, metrics, busTime, config.name(), boot, warmUp, sources);
        SendGate gate = new SendGate(ticker);
        Runs runs = new Runs(id, new ProducerEngines(preparation, reporter, busTime, ticker, gate), busTime, ticker);
        Audits audits = new Audits(id, config.kafka(), reporter::report, ticker);
        metrics.follow(audits);
        Consumers consumers = new Consumers(
                id, new GroupClients(config.kafka(), id, config.rack()), reporter::report, busTime, ticker);
        metrics.follow(consumers);
        CompletableFuture<String> ended = new CompletableFuture<>();
        ControlClients bus = new ControlClients(config.kafka(), topics, id, ticker);
        ControlFollower follower = new ControlFollower(
                id,
                topics.control(),
                BusCodec.CONTROL,
                runs,
                List.of(audits::onDesired, consumers::onDesired),
                gate,
                busTime,
                status::heartbeatsAcked,
                figures,
                metrics::controlRecordSkipped,
                ticker,
                ended::complete);
        ControlLoop control =
                new ControlLoop(bus, status, busTime, follower, runs, audits, consumers, ticker, FLUSH_LIMIT);
        MetricsServer server = new MetricsServer(config.metricsHost(), config.metricsPort(), metrics, control::unready);
        reporter.start();
        control.start();
        Thread pulse = Thread.ofPlatform().name("pulse").daemon().start(() -> keepPulse(gate));
        return new Worker(id, control, reporter, server, metrics, pulse, ended);
    }

    private static void keepPulse(SendGate gate) {
        while (!Thread.currentThread().isInterrupted()) {
            gate.pulse();
            LockSupport.parkNanos(SendGate.PULSE_NANOS);
        }
    }

    /** Waits until this worker must stop, and returns the reason. */
    public String awaitEnd() throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static WorkerInfo info(WorkerConfig config, ProcessMeter process) {
        return new WorkerInfo(
                config.name(),
                config.host(),
                Version.CURRENT,
                process.cpuLimit(),
                Runtime.getRuntime().maxMemory());
    }

    public String id() {
        return id;
    }

    public int metricsPort() {
        return server.port();
    }

    /** Stops accepting work, hands over the shards, waits for the acks, and sends a goodbye. */
    public void stop(String reason) throws InterruptedException {
        reporter.leave();
        control.close();
        pulse.interrupt();
        reporter.close(reason, GOODBYE_LIMIT);
        server.close();
        metrics.close();
    }
}
