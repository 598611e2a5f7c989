package klt.systemtests.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.Kafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Kafka's own server three times, each a controller and a broker and a process of its own: it can be killed and frozen, which the embedded
 * brokers of one JVM cannot.
 */
final class Cluster {

    static final int NODES = 3;

    private static final int HEAP_MB = 384;
    private static final String PEERS = "CONTROLLER";
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final Duration TRY_MAX = Duration.ofSeconds(10);

    /** a lost broker is missed after this; 9 s by default */
    private static final Duration SESSION = Duration.ofSeconds(3);

    private final Path folder;
    private final Function<Part, Part> owned;
    private final List<Integer> clientPorts = ports();
    private final List<Integer> peerPorts = ports();
    private final List<Part> nodes = new ArrayList<>();

    private Cluster(Path folder, Function<Part, Part> owned) {
        this.folder = folder;
        this.owned = owned;
    }

    /** @param owned told of each process that is started */
    static Cluster start(Path folder, Function<Part, Part> owned) {
        Cluster cluster = new Cluster(folder, owned);
        String id = Uuid.randomUuid().toString();
        for (int node = 0; node < NODES; node++) {
            cluster.format(node, id);
            cluster.nodes.add(cluster.started(node));
        }
        cluster.awaitNodes(NODES);
        return cluster;
    }

    private static List<Integer> ports() {
        return IntStream.range(0, NODES).mapToObj(node -> TestSystem.freePort()).toList();
    }

    String bootstrapServers() {
        return clientPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    Part node(int id) {
        return nodes.get(id);
    }

    /** On the data of the one before. */
    void restart(int id) {
        nodes.set(id, started(id));
    }

    /** The broker that leads a partition. */
    int leaderOf(String topic, int partition) {
        return await("leader of " + topic)
                .atMost(ANSWER_MAX)
                .until(
                        () -> ask(admin -> admin.describeTopics(List.of(topic))
                                .allTopicNames()
                                .get()),
                        Optional::isPresent)
                .orElseThrow()
                .get(topic)
                .partitions()
                .get(partition)
                .leader()
                .id();
    }

    /** Waits until so many brokers are there. */
    void awaitNodes(int count) {
        await(count + " brokers")
                .atMost(START_MAX)
                .until(() -> ask(admin -> admin.describeCluster().nodes().get())
                        .filter(nodes -> nodes.size() == count)
                        .isPresent());
    }

    private interface Question<T> {
        T of(Admin admin) throws ExecutionException, InterruptedException;
    }

    /** @return empty when there was no answer yet */
    private <T> Optional<T> ask(Question<T> question) {
        int patience = Math.toIntExact(TRY_MAX.toMillis());
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "request.timeout.ms",
                patience,
                "default.api.timeout.ms",
                patience))) {
            return Optional.of(question.of(admin));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                return Optional.empty();
            }
            throw new AssertionError("asking the cluster", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private Part started(int id) {
        Path settings = folder.resolve("broker-" + id + ".properties");
        try {
            Files.write(settings, settings(id));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + settings, e);
        }
        return owned.apply(Part.start(
                "broker-" + id, Part.heap(HEAP_MB), folder, Map.of(), Kafka.class.getName(), settings.toString()));
    }

    private List<String> settings(int id) {
        String voters = IntStream.range(0, NODES)
                .mapToObj(node -> node + "@127.0.0.1:" + peerPorts.get(node))
                .collect(Collectors.joining(","));
        String clients = "PLAINTEXT://127.0.0.1:" + clientPorts.get(id);
        return List.of(
                "process.roles=broker,controller",
                "node.id=" + id,
                "listeners=" + clients + "," + PEERS + "://127.0.0.1:" + peerPorts.get(id),
                "advertised.listeners=" + clients,
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT," + PEERS + ":PLAINTEXT",
                "inter.broker.listener.name=PLAINTEXT",
                "controller.listener.names=" + PEERS,
                "controller.quorum.voters=" + voters,
                "log.dirs=" + data(id),
                "broker.heartbeat.interval.ms=300",
                "broker.session.timeout.ms=" + SESSION.toMillis(),
                "offsets.topic.num.partitions=" + NODES);
    }

    private Path data(int id) {
        return folder.resolve(TestSystem.DATA).resolve("broker-" + id);
    }

    private void format(int id, String cluster) {
        String data = data(id).toString();
        try {
            Files.createDirectories(data(id));
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(id)
                    .setClusterId(cluster)
                    .addDirectory(data)
                    .setMetadataLogDirectory(data)
                    .setControllerListenerName(PEERS)
                    .setHasDynamicQuorum(false)
                    .run();
        } catch (Exception e) {
            throw new AssertionError("formatting " + data, e);
        }
    }
}
