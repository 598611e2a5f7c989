package klt.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A combined node's server properties. Callers may override the defaults, which keep the footprint small, but not the node's identity. */
final class BrokerProperties {

    static final String CLIENT_LISTENER = "PLAINTEXT";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    /** The properties that turn the nodes into one cluster. Callers must not set them. */
    static final Set<String> OWNED = Set.of(
            "process.roles",
            "node.id",
            "broker.id",
            "listeners",
            "advertised.listeners",
            "listener.security.protocol.map",
            "inter.broker.listener.name",
            "security.inter.broker.protocol",
            "controller.listener.names",
            "controller.quorum.voters",
            "controller.quorum.bootstrap.servers",
            "log.dir",
            "log.dirs",
            "metadata.log.dir");

    /** Index size, enough for segments of about 350 MB. */
    private static final int INDEX_BYTES_MAX = 1024 * 1024;

    private BrokerProperties() {}

    /**
     * An additional listener for clients, on a free port.
     *
     * @param protocol Kafka's name for the security protocol, such as SASL_PLAINTEXT
     * @param advertised host:port to advertise to clients; port 0 means the listener's own port
     */
    record Listener(String name, String protocol, String advertised) {}

    /** @param controllerPorts the nodes' controller ports */
    static Properties of(
            int node,
            int clientPort,
            List<Integer> controllerPorts,
            Path folder,
            List<Listener> listeners,
            Map<String, String> extra) {
        var properties = new Properties();
        properties.putAll(small(controllerPorts.size()));
        properties.setProperty("broker.rack", "rack-" + node);
        properties.putAll(extra);
        properties.putAll(identity(node, clientPort, controllerPorts, folder));
        for (Listener listener : listeners) {
            append(properties, "listeners", listener.name() + "://" + LoopbackPort.HOST + ":0");
            append(properties, "advertised.listeners", listener.name() + "://" + listener.advertised());
            append(properties, "listener.security.protocol.map", listener.name() + ":" + listener.protocol());
        }
        return properties;
    }

    private static void append(Properties properties, String name, String value) {
        properties.setProperty(name, properties.getProperty(name) + "," + value);
    }

    private static Map<String, String> small(int brokers) {
        String replicas = String.valueOf(Math.min(3, brokers));
        String minInSync = brokers < 3 ? "1" : "2";
        // 50 partitions by default, and thus 50 folders with preallocated indexes
        String partitions = String.valueOf(brokers);
        return Map.ofEntries(
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "2"),
                Map.entry("background.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "1"),
                Map.entry("group.coordinator.threads", "1"),
                Map.entry("share.coordinator.threads", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(2 * 1024 * 1024)),
                // by default, each of a partition's two indexes takes 10 MiB, which the kernel may keep in memory
                Map.entry("log.index.size.max.bytes", String.valueOf(INDEX_BYTES_MAX)),
                Map.entry("auto.create.topics.enable", "false"),
                // 2 s and 9 s by default; a stopping broker waits for a heartbeat, and a restarted one for its old
                // session to end
                Map.entry("broker.heartbeat.interval.ms", "300"),
                Map.entry("broker.session.timeout.ms", "3000"),
                Map.entry("default.replication.factor", replicas),
                Map.entry("offsets.topic.replication.factor", replicas),
                Map.entry("offsets.topic.num.partitions", partitions),
                Map.entry("transaction.state.log.replication.factor", replicas),
                Map.entry("transaction.state.log.min.isr", minInSync),
                Map.entry("transaction.state.log.num.partitions", partitions),
                Map.entry("share.coordinator.state.topic.replication.factor", replicas),
                Map.entry("share.coordinator.state.topic.min.isr", minInSync),
                Map.entry("share.coordinator.state.topic.num.partitions", partitions),
                // unlimited by default, but a node without a quorum must report the failure
                Map.entry("server.max.startup.time.ms", String.valueOf(Node.START_LIMIT.toMillis())),
                Map.entry("metric.reporters", ""));
    }

    private static Map<String, String> identity(int node, int clientPort, List<Integer> controllerPorts, Path folder) {
        String clients = CLIENT_LISTENER + "://" + LoopbackPort.HOST + ":" + clientPort;
        String peers = CONTROLLER_LISTENER + "://" + LoopbackPort.HOST + ":" + controllerPorts.get(node);
        String voters = IntStream.range(0, controllerPorts.size())
                .mapToObj(voter -> voter + "@" + LoopbackPort.HOST + ":" + controllerPorts.get(voter))
                .collect(Collectors.joining(","));
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                String.valueOf(node),
                "listeners",
                clients + "," + peers,
                "advertised.listeners",
                clients,
                "listener.security.protocol.map",
                CLIENT_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT",
                "inter.broker.listener.name",
                CLIENT_LISTENER,
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "controller.quorum.voters",
                voters,
                "log.dirs",
                folder.toString());
    }
}
