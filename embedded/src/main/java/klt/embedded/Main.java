package klt.embedded;

import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs an embedded Kafka until SIGTERM: {@code --port N --data DIR --brokers N}, all optional.
 *
 * <p>When Kafka accepts clients, prints one line to stdout: {@code READY <bootstrap servers>}. Logs to stderr. Exit status: 2 for incorrect
 * usage, 15 for a port in use, 1 for any other failure. The reason is printed on stderr.
 */
public final class Main {

    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;
    private static final int PORT_IN_USE = 15;

    /** Time limit for a shutdown, longer than an interrupted start followed by a stop. */
    private static final long END_LIMIT_SECONDS = 60;

    private static final Map<String, String> LOG_LEVELS = Map.of(
            "defaultLogLevel",
            "warn",
            // overrides the level in the services' simplelogger.properties, which may be on the same class path
            "log.org.apache.kafka",
            "warn",
            // warns about writing the first records at each new broker's first start
            "log.org.apache.kafka.controller.QuorumController",
            "error",
            // warns about each connection to a deliberately stopped broker
            "log.org.apache.kafka.clients.NetworkClient",
            "error",
            // warns when several brokers end and the last controller finds no successor
            "log.org.apache.kafka.raft.KafkaRaftClient",
            "error",
            // logs a stack trace for each request to a controller that no longer leads, as happens during elections
            "log.kafka.server.ControllerApis",
            "off",
            // warns that the brokers in a JVM use the same metric names
            "log.com.yammer.metrics.reporting.JmxReporter",
            "error");

    private Main() {}

    public static void main(String[] arguments) {
        quietLogs();
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.exit(complain(BAD_USAGE, e));
            return;
        }
        var ended = new CountDownLatch(1);
        endInOrder(Thread.currentThread(), ended);
        int status = run(options);
        ended.countDown();
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(Options options) {
        EmbeddedKafka.Builder builder =
                EmbeddedKafka.builder().brokers(options.brokers()).port(options.port());
        options.data().ifPresent(builder::dataFolder);
        try (EmbeddedKafka kafka = builder.start()) {
            System.out.println("READY " + kafka.bootstrapServers());
            System.out.flush();
            return complain(FAILED, new EmbeddedKafkaException(kafka.fault().get()));
        } catch (InterruptedException e) {
            return 0;
        } catch (PortInUseException e) {
            return complain(PORT_IN_USE, e);
        } catch (EmbeddedKafkaException | IllegalArgumentException | ExecutionException e) {
            return complain(FAILED, e);
        }
    }

    /** On SIGTERM, interrupts the owning thread, which closes the brokers, and makes the JVM wait for it. */
    private static void endInOrder(Thread owner, CountDownLatch ended) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            owner.interrupt();
                            try {
                                if (!ended.await(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                                    System.err.println("kafka: did not stop within " + END_LIMIT_SECONDS + " s");
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "embedded-kafka-end"));
    }

    private static int complain(int status, Exception failure) {
        System.err.println("kafka: " + failure.getMessage());
        return status;
    }

    /**
     * Sets the log levels and the time zone. Must run before the process creates its first logger, because that is when slf4j-simple reads
     * these properties.
     */
    private static void quietLogs() {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        LOG_LEVELS.forEach((name, level) -> {
            String property = "org.slf4j.simpleLogger." + name;
            if (System.getProperty(property) == null) {
                System.setProperty(property, level);
            }
        });
    }
}
