package klt.common.kafka;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.SaslHandshakeRequest;
import org.apache.kafka.common.requests.SaslHandshakeResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * A connection to one Kafka listener that uses the clients' own settings and tries to authenticate only once. An admin client is
 * unsuitable: it retries internally and does not expose the brokers' advertised addresses.
 */
final class BrokerProbe implements AutoCloseable {

    private static final int TIMEOUT_MS = 5_000;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String NO_MECHANISM = "none";

    private final Metrics metrics = new Metrics();
    private final Node node;
    private final NetworkClient client;

    /**
     * @param server host:port of a listener that speaks the Kafka protocol, over TLS if the settings enable it
     * @param settings the clients' settings
     * @throws SettingsException if a client cannot use the settings
     */
    BrokerProbe(String server, Map<String, Object> settings) {
        LogContext log = new LogContext("[probe of " + server + "] ");
        node = new Node(-1, EndpointProbe.host(server), EndpointProbe.port(server));
        AdminClientConfig config = new AdminClientConfig(settings);
        client = new NetworkClient(
                new Selector(TIMEOUT_MS, metrics, Time.SYSTEM, "probe", channels(config, log), log),
                new ManualMetadataUpdater(),
                config.getString(AdminClientConfig.CLIENT_ID_CONFIG),
                1,
                TIMEOUT_MS,
                TIMEOUT_MS,
                BUFFER_BYTES,
                BUFFER_BYTES,
                TIMEOUT_MS,
                TIMEOUT_MS,
                TIMEOUT_MS,
                Time.SYSTEM,
                true,
                new ApiVersions(),
                log,
                MetadataRecoveryStrategy.NONE);
    }

    private ChannelBuilder channels(AdminClientConfig config, LogContext log) {
        try {
            return ClientUtils.createChannelBuilder(config, Time.SYSTEM, log);
        } catch (RuntimeException e) {
            metrics.close();
            throw new SettingsException(e);
        }
    }

    /**
     * Returns the brokers' advertised addresses for this listener.
     *
     * @throws org.apache.kafka.common.errors.AuthenticationException if the listener rejects the client
     * @throws ClosedException if the listener closes the connection instead of responding
     * @throws IOException if the connection fails
     */
    Collection<Node> advertised() throws IOException {
        connect();
        try {
            return ((MetadataResponse)
                            ask(new MetadataRequest.Builder(List.of(), false)).responseBody())
                    .brokers();
        } catch (IOException e) {
            throw new ClosedException(e);
        }
    }

    /** Returns a SASL listener's mechanisms, or empty for a listener without SASL. Only for clients without SASL. */
    List<String> mechanisms() throws IOException {
        connect();
        SaslHandshakeResponse response = (SaslHandshakeResponse)
                ask(new SaslHandshakeRequest.Builder(new SaslHandshakeRequestData().setMechanism(NO_MECHANISM)))
                        .responseBody();
        return response.error() == Errors.UNSUPPORTED_SASL_MECHANISM ? response.enabledMechanisms() : List.of();
    }

    private void connect() throws IOException {
        if (!NetworkClientUtils.awaitReady(client, node, Time.SYSTEM, TIMEOUT_MS)) {
            throw new TimeoutException("no connection within " + TIMEOUT_MS + " ms");
        }
    }

    private ClientResponse ask(AbstractRequest.Builder<?> request) throws IOException {
        return NetworkClientUtils.sendAndReceive(
                client,
                client.newClientRequest(node.idString(), request, Time.SYSTEM.milliseconds(), true),
                Time.SYSTEM);
    }

    /** Thrown if the listener closes the connection on the first request. */
    static final class ClosedException extends IOException {

        private static final long serialVersionUID = 1;

        ClosedException(IOException cause) {
            super(cause);
        }
    }

    /** Thrown if a client cannot use the settings, for example because the trust store is missing. The cause has the details. */
    static final class SettingsException extends KafkaException {

        private static final long serialVersionUID = 1;

        SettingsException(RuntimeException cause) {
            super(cause);
        }
    }

    @Override
    public void close() {
        client.close();
        metrics.close();
    }
}
