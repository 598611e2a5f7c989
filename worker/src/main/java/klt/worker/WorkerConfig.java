package klt.worker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import klt.common.kafka.KafkaSettings;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.text.ShortName;
import klt.worker.produce.registry.RegistrySettings;

/**
 * The worker's settings, read from the environment.
 *
 * @param name this worker's display name, which is part of JSON messages
 * @param host the host that it runs on
 * @param rack this worker's rack; its consumers fetch from a replica there, if there is one
 * @param metricsPort 0 for any free port
 * @param payloadFolder the folder from which runs may read samples; empty for none
 * @param registry the schema registry for runs; empty for none
 */
public record WorkerConfig(
        KafkaSettings kafka,
        String name,
        String host,
        Optional<String> rack,
        String metricsHost,
        int metricsPort,
        Optional<Path> payloadFolder,
        Optional<RegistrySettings> registry) {

    private static final String NAME_VARIABLE = "WORKER_NAME";
    private static final String METRICS_HOST_VARIABLE = "METRICS_HOST";
    private static final String PAYLOAD_DIR_VARIABLE = "PAYLOAD_DIR";
    private static final int NAME_LENGTH_MAX = 63;
    private static final int METRICS_PORT = 8081;
    private static final int PORT_MAX = 65_535;

    /** @throws ConfigurationException for a missing or invalid variable */
    public static WorkerConfig from(Environment environment) {
        String name = name(environment);
        return new WorkerConfig(
                ClientChecks.checked(KafkaSettings.from(environment), environment),
                name,
                host(environment),
                environment.text("CLIENT_RACK"),
                metricsHost(environment),
                environment.wholeNumber("METRICS_PORT", METRICS_PORT, 0, PORT_MAX),
                payloadFolder(environment),
                RegistrySettings.from(environment));
    }

    /** @throws ConfigurationException for an invalid name */
    static String name(Environment environment) {
        String name = environment.text(NAME_VARIABLE, asName(host(environment)));
        ShortName.mistake(name, NAME_LENGTH_MAX).ifPresent(mistake -> {
            throw new ConfigurationException(NAME_VARIABLE, mistake);
        });
        return name;
    }

    private static String metricsHost(Environment environment) {
        String host = environment.text(METRICS_HOST_VARIABLE, "0.0.0.0");
        if (new InetSocketAddress(host, 0).isUnresolved()) {
            throw new ConfigurationException(
                    METRICS_HOST_VARIABLE, "takes an address of this machine, not the unknown host '" + host + "'");
        }
        return host;
    }

    private static Optional<Path> payloadFolder(Environment environment) {
        return environment.text(PAYLOAD_DIR_VARIABLE).map(text -> {
            try {
                Path folder = Path.of(text);
                if (Files.isDirectory(folder)) {
                    return folder;
                }
            } catch (InvalidPathException notAPath) {
                // an unknown host is reported with the same message as an invalid address
            }
            throw new ConfigurationException(
                    PAYLOAD_DIR_VARIABLE, "takes an existing folder, not '" + text + "'; create it or mount a volume");
        });
    }

    /** Returns a copy of these settings with a different port. */
    WorkerConfig withMetricsPort(int port) {
        return new WorkerConfig(kafka, name, host, rack, metricsHost, port, payloadFolder, registry);
    }

    private static String host(Environment environment) {
        return environment.text("HOSTNAME").orElseGet(() -> {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "worker";
            }
        });
    }

    private static String asName(String host) {
        String name = host.replaceAll("[^A-Za-z0-9._-]", "-");
        return name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX));
    }
}
