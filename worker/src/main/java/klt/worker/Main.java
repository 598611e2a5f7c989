package klt.worker;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.NativeCodecs;
import klt.common.log.LogSettings;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.text.ErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a worker from the environment and shuts it down cleanly on SIGTERM. */
public final class Main {

    private static final int WRONG_CONFIGURATION = 2;
    private static final int ADDRESS_IN_USE = 15;
    private static final int BUG = 1;

    private Main() {}

    /** Not a constant, because creating the first logger fixes the process's logging configuration. */
    private static Logger log() {
        return LoggerFactory.getLogger(Main.class);
    }

    public static void main(String[] args) {
        // a worker needs all its threads: if one dies, the process exits and the orchestrator starts a new worker
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            log().error("thread {} died", thread.getName(), error);
            Runtime.getRuntime().halt(BUG);
        });
        WorkerConfig config;
        try {
            Environment environment = Environment.ofProcess();
            LogSettings.ofService("warn", "info");
            LogSettings.inEveryLine("worker", WorkerConfig.name(environment));
            config = WorkerConfig.from(environment);
            config.kafka().allowLogins();
            NativeCodecs.require(NativeCodecs.OF_CONTROL_TOPICS);
        } catch (ConfigurationException | ConnectionException e) {
            end(WRONG_CONFIGURATION, String.valueOf(e.getMessage()));
            return;
        }
        try {
            run(config);
        } catch (IOException e) {
            end(
                    ADDRESS_IN_USE,
                    "METRICS_PORT " + config.metricsPort() + " cannot be opened on " + config.metricsHost() + ": "
                            + ErrorMessage.of(e));
        } catch (InterruptedException e) {
            log().error("interrupted", e);
            Runtime.getRuntime().halt(BUG);
        }
    }

    /** Runs one worker at a time. A worker that must not continue is replaced by one with a new id. */
    private static void run(WorkerConfig config) throws IOException, InterruptedException {
        Worker worker = Worker.start(config, System::nanoTime, InstantSource.system());
        AtomicReference<Worker> current = new AtomicReference<>(worker);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> stop(current)));
        log().info("worker {}: {}", worker.id(), config.kafka());
        System.out.println("READY http://127.0.0.1:" + worker.metricsPort());
        System.out.flush();
        WorkerConfig same = config.withMetricsPort(worker.metricsPort());
        while (true) {
            String why = worker.awaitEnd();
            log().warn("restarting worker {}: {}", worker.id(), why);
            synchronized (current) {
                worker.stop(why);
                worker = Worker.start(same, System::nanoTime, InstantSource.system());
                current.set(worker);
            }
            log().info("worker {}", worker.id());
        }
    }

    private static void end(int status, String line) {
        System.err.println(line);
        // exit() would run the clean shutdown, but there is no worker to shut down if the restart failed
        Runtime.getRuntime().halt(status);
    }

    private static void stop(AtomicReference<Worker> current) {
        try {
            synchronized (current) {
                current.get().stop("shutdown requested");
            }
        } catch (InterruptedException e) {
            log().error("interrupted during shutdown", e);
            Runtime.getRuntime().halt(BUG);
        }
        // the shutdown is complete; without halt(), the JVM would report the signal in its exit code
        Runtime.getRuntime().halt(0);
    }
}
