package klt.embedded;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs an embedded Kafka until SIGTERM: {@code --port N --data DIR --brokers N}, all optional.
 *
 * <p>Prints one line on stdout, {@code READY <bootstrap servers>}, when it accepts clients; logs to stderr. Exit status: 2 for wrong usage,
 * 15 for a port in use, 1 for any other failure, each with a line on stderr that says why.
 */
public final class Main {

    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;
    private static final int PORT_IN_USE = 15;

    /** Longer than an interrupted start and a stop together. */
    private static final long END_LIMIT_SECONDS = 60;

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

    /** On SIGTERM the owning thread closes the brokers, wherever it is, and the JVM waits for that. */
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
     * Quiet by default with the SLF4J provider of this module and with that of the services, as they may share a class path. Before the
     * first logger, hence here.
     */
    private static void quietLogs() {
        setDefault("log4j2.configurationFile", "klt/embedded/log4j2.properties");
        setDefault("logback.configurationFile", "klt/embedded/logback.xml");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
