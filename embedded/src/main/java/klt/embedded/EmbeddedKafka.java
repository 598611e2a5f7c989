package klt.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka cluster in this JVM: one or more combined KRaft nodes (controller and broker), on 127.0.0.1 only. Each node is in a separate
 * rack: {@code rack-0}, {@code rack-1} and so on.
 *
 * <pre>{@code
 * try (var kafka = EmbeddedKafka.builder().brokers(3).start()) {
 *     var clientSettings = Map.of("bootstrap.servers", kafka.bootstrapServers());
 *     kafka.stop(0);
 *     kafka.restart(0);
 * }
 * }</pre>
 *
 * <p>A JVM may run several instances. A broker's fatal fault does not end the JVM; see {@link #fault}.
 */
public final class EmbeddedKafka implements AutoCloseable {

    public static final int MAX_BROKERS = 9;

    static final int MAX_PORT = 65_535;
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);

    private final Storage storage;
    private final List<BrokerProperties.Listener> listeners;
    private final Map<String, String> properties;
    private final List<LoopbackPort> ports = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final CompletableFuture<String> fault = new CompletableFuture<>();
    private boolean closed;

    private EmbeddedKafka(Storage storage, List<BrokerProperties.Listener> listeners, Map<String, String> properties) {
        this.storage = storage;
        this.listeners = listeners;
        this.properties = properties;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Returns the addresses of all brokers, including stopped ones. */
    public String bootstrapServers() {
        return nodes.stream()
                .map(node -> LoopbackPort.HOST + ":" + node.clientPort())
                .collect(Collectors.joining(","));
    }

    /** Returns the address of an additional listener of broker 0, which must be running. */
    public String address(String listener) {
        return LoopbackPort.HOST + ":" + node(0).port(listener);
    }

    public Path dataFolder() {
        return storage.folder();
    }

    /**
     * Returns a future that completes with a message if a broker has a fault that would halt a Kafka server process. The brokers are then
     * unusable and must be closed. Otherwise, the future never completes.
     */
    public CompletableFuture<String> fault() {
        return fault.copy();
    }

    /** Stops brokers (0, 1 …) cleanly, ignoring those already stopped. Each broker keeps its data and its port. */
    public synchronized void stop(int... brokers) {
        List<Node> stopping = selected(brokers, true);
        stop(stopping);
        stopping.forEach(Node::holdPorts);
    }

    /**
     * Restarts stopped brokers with their previous data and ports, ignoring running ones, and returns when they accept clients. A majority
     * of all brokers must be running, so if too many are stopped, restart them in one call.
     */
    public synchronized void restart(int... brokers) {
        List<Node> starting = selected(brokers, false);
        try {
            start(starting);
        } catch (EmbeddedKafkaException e) {
            try {
                stop(starting);
                starting.forEach(Node::holdPorts);
            } catch (EmbeddedKafkaException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Stops all brokers, frees their ports, and deletes the data folder if it is temporary. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            stop(nodes);
        } finally {
            ports.forEach(LoopbackPort::close);
            FatalFaults.forget(this);
            storage.close();
        }
    }

    private synchronized void open(int brokers, int firstPort) {
        for (int id = 0; id < brokers; id++) {
            LoopbackPort clients = open(firstPort == 0 ? 0 : firstPort + id);
            nodes.add(new Node(id, storage.folderOf(id), clients, open(0), this::onFault));
        }
        storage.format(brokers);
        FatalFaults.listen(this);
        start(nodes);
    }

    private LoopbackPort open(int number) {
        LoopbackPort port = LoopbackPort.open(number);
        ports.add(port);
        return port;
    }

    private void start(List<Node> starting) {
        List<Integer> controllerPorts = nodes.stream().map(Node::controllerPort).toList();
        ParallelNodes.start(starting, fault, node -> node.start(controllerPorts, listeners, properties));
    }

    private void stop(List<Node> stopping) {
        long staying = nodes.stream()
                .filter(node -> node.isRunning() && !stopping.contains(node))
                .count();
        boolean quorumStays = staying > nodes.size() / 2;
        // stop all brokers before any controller, because a broker needs the quorum for a clean shutdown
        try {
            ParallelNodes.stop(stopping, Node::stopBroker);
        } finally {
            ParallelNodes.stop(stopping, node -> node.stopController(quorumStays));
        }
    }

    private List<Node> selected(int[] brokers, boolean running) {
        if (closed) {
            throw new IllegalStateException("This embedded Kafka is closed");
        }
        return Arrays.stream(brokers)
                .distinct()
                .mapToObj(this::node)
                .filter(node -> node.isRunning() == running)
                .toList();
    }

    private Node node(int broker) {
        if (broker < 0 || broker >= nodes.size()) {
            throw new IllegalArgumentException("There is no broker " + broker + ", only 0 to " + (nodes.size() - 1));
        }
        return nodes.get(broker);
    }

    void onFault(String message, @Nullable Throwable cause) {
        LOG.error("Fatal fault of an embedded broker: {}", message, cause);
        fault.complete(cause == null ? message : message + ": " + EmbeddedKafkaException.reason(cause));
    }

    /** Options for an embedded Kafka. The defaults are one broker, a free port and a temporary data folder. */
    public static final class Builder {
        private int brokers = 1;
        private int port;
        private Optional<Path> dataFolder = Optional.empty();
        private final List<BrokerProperties.Listener> listeners = new ArrayList<>();
        private final Map<String, String> properties = new LinkedHashMap<>();

        private Builder() {}

        /** Sets the number of brokers, 1 to {@value #MAX_BROKERS}. Each is also a controller in the quorum. */
        public Builder brokers(int count) {
            if (count < 1 || count > MAX_BROKERS) {
                throw new IllegalArgumentException("brokers must be 1 to " + MAX_BROKERS + ", not " + count);
            }
            brokers = count;
            return this;
        }

        /** Sets broker 0's port; the other brokers use the ports that follow. 0 (the default) picks free ports. */
        public Builder port(int first) {
            if (first < 0 || first > MAX_PORT) {
                throw new IllegalArgumentException("port must be 0 to " + MAX_PORT + ", not " + first);
            }
            port = first;
            return this;
        }

        /** Sets a data folder to keep. The next start with this folder and the same number of brokers finds the topics again. */
        public Builder dataFolder(Path folder) {
            dataFolder = Optional.of(folder);
            return this;
        }

        /** Adds a client listener to each broker, on a free port of 127.0.0.1. */
        public Builder listener(String name, String protocol) {
            return listener(name, protocol, LoopbackPort.HOST + ":0");
        }

        /**
         * Like the method above, but with an explicit advertised address, which may be wrong.
         *
         * @param protocol Kafka's name for the security protocol, such as SASL_PLAINTEXT
         * @param advertised host:port to advertise to clients; port 0 means the listener's own port
         */
        public Builder listener(String name, String protocol, String advertised) {
            listeners.add(new BrokerProperties.Listener(name, protocol, advertised));
            return this;
        }

        /** Sets a server property on all brokers, overriding the defaults of this class and of Kafka. */
        public Builder property(String name, String value) {
            if (BrokerProperties.OWNED.contains(name)) {
                throw new IllegalArgumentException(
                        "Server property " + name + " is set by the embedded Kafka itself; leave it out");
            }
            properties.put(name, value);
            return this;
        }

        /**
         * Starts the brokers, and returns when all of them accept clients.
         *
         * @throws PortInUseException if another process listens on a given port
         * @throws EmbeddedKafkaException if a broker does not start, in which case everything is cleaned up
         */
        public EmbeddedKafka start() {
            if (port + brokers - 1 > MAX_PORT) {
                throw new IllegalArgumentException("port " + port + " leaves no room for " + brokers + " brokers");
            }
            var kafka = new EmbeddedKafka(
                    dataFolder.map(Storage::kept).orElseGet(Storage::temporary),
                    List.copyOf(listeners),
                    Map.copyOf(properties));
            try {
                kafka.open(brokers, port);
                return kafka;
            } catch (RuntimeException | Error e) {
                try {
                    kafka.close();
                } catch (EmbeddedKafkaException second) {
                    e.addSuppressed(second);
                }
                throw e;
            }
        }
    }
}
