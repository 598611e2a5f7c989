package klt.embedded;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import kafka.raft.KafkaRaftManager;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.KafkaRaftClientDriver;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A combined controller and broker.
 *
 * <p>It connects the three components of {@link KafkaRaftServer} in the same way as that class, which cannot be used itself: it does not
 * accept bound sockets, halts the JVM instead of reporting a fatal fault, and allows five minutes for a controlled shutdown.
 */
final class Node {

    static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration CONTROLLED_SHUTDOWN_LIMIT = Duration.ofSeconds(5);
    private static final int RESIGN_LIMIT_MS = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final int id;
    private final Path folder;
    private final LoopbackPort clients;
    private final LoopbackPort peers;
    private final BiConsumer<String, @Nullable Throwable> onFault;
    private @Nullable Parts parts;
    private volatile @Nullable Thread starter;

    private record Parts(Metrics metrics, SharedServer shared, ControllerServer controller, BrokerServer broker) {}

    /** @param onFault receives each fatal fault not reported by an exception from {@link #start} */
    Node(
            int id,
            Path folder,
            LoopbackPort clients,
            LoopbackPort peers,
            BiConsumer<String, @Nullable Throwable> onFault) {
        this.id = id;
        this.folder = folder;
        this.clients = clients;
        this.peers = peers;
        this.onFault = onFault;
    }

    int id() {
        return id;
    }

    int clientPort() {
        return clients.number();
    }

    int controllerPort() {
        return peers.number();
    }

    /** Returns the port of a running broker's additional listener. */
    int port(String listener) {
        return Objects.requireNonNull(parts, "the broker is stopped")
                .broker
                .socketServer()
                .boundPort(ListenerName.normalised(listener));
    }

    boolean isRunning() {
        return parts != null;
    }

    /** Starts the node, and returns when the broker accepts clients, which requires a majority of the controllers. */
    void start(List<Integer> controllerPorts, List<BrokerProperties.Listener> listeners, Map<String, String> extra) {
        clients.listen();
        peers.listen();
        starter = Thread.currentThread();
        try {
            Parts started = wire(BrokerProperties.of(id, clientPort(), controllerPorts, folder, listeners, extra));
            parts = started;
            // start the controller first, because the Raft client needs its endpoints
            started.controller.startup();
            started.broker.startup();
        } finally {
            starter = null;
        }
    }

    private Parts wire(Properties properties) {
        var config = new KafkaConfig(properties, false);
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> loaded =
                KafkaRaftServer.initializeLogDirs(config, LOG, "[node " + id + "] ");
        Metrics metrics = Server.initializeMetrics(
                config, Time.SYSTEM, loaded._1().clusterId().orElseThrow());
        var shared = new SharedServer(
                config,
                loaded._1(),
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                List.of(),
                this::faultHandler,
                this::openServerSocket);
        return new Parts(
                metrics,
                shared,
                new ControllerServer(shared, KafkaRaftServer.configSchema(), loaded._2()),
                new BrokerServer(shared));
    }

    private ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBufferBytes) {
        if (address.getPort() == 0) {
            return LoopbackPort.open(0).take();
        }
        return (address.getPort() == peers.number() ? peers : clients).take();
    }

    private FaultHandler faultHandler(String name, boolean fatal, Runnable action) {
        return fatal ? new FatalFaultHandler(name, action) : new LoggingFaultHandler(name, action);
    }

    /** Stops the broker. Leaders first move to other brokers, if any, which requires a majority of the controllers. */
    void stopBroker() {
        Parts running = parts;
        if (running != null) {
            running.broker.shutdown(CONTROLLED_SHUTDOWN_LIMIT);
        }
    }

    /** @param quorumStays whether another controller will lead; otherwise, Raft would wait 5 s for one to no avail */
    void stopController(boolean quorumStays) {
        Parts running = parts;
        if (running == null) {
            return;
        }
        if (!quorumStays) {
            resign(running);
        }
        running.controller.shutdown();
        running.metrics.close();
        parts = null;
    }

    /** Reserves a stopped node's ports for its next start. */
    void holdPorts() {
        clients.hold();
        peers.hold();
    }

    /**
     * Shuts Raft down with a short timeout, before the controller's shutdown does so with a longer, fixed one. The shutdown must be
     * initiated by Raft's driver; otherwise, an error is logged. The driver is a thread that is not accessible in any other way.
     */
    private static void resign(Parts running) {
        KafkaRaftManager<?> raft = running.shared.raftManager();
        if (raft == null) {
            return;
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread instanceof KafkaRaftClientDriver<?> driver
                    && driver.client().equals(raft.client())) {
                driver.initiateShutdown();
                var unused = raft.client().shutdown(RESIGN_LIMIT_MS);
                try {
                    driver.join(2 * RESIGN_LIMIT_MS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private final class FatalFaultHandler implements FaultHandler {
        private final String name;
        private final Runnable action;

        FatalFaultHandler(String name, Runnable action) {
            this.name = name;
            this.action = action;
        }

        @Override
        public RuntimeException handleFault(String message, @Nullable Throwable cause) {
            action.run();
            // after this call, Kafka's own startup throws the cause and cleans up
            if (!Thread.currentThread().equals(starter)) {
                onFault.accept("Broker " + id + ": " + name + ": " + message, cause);
            }
            return cause == null ? new FaultHandlerException(message) : new FaultHandlerException(message, cause);
        }
    }
}
