package klt.common.kafka;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.common.kafka.EndpointProbe.Endpoint;
import klt.common.kafka.auth.ClientVariables;
import klt.common.text.ErrorMessage;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Diagnoses why a cluster is unusable, and says what to change. The diagnosis is based on a client's error and on a time-limited probe of
 * the bootstrap servers and the brokers' advertised addresses.
 */
public final class ConnectionDiagnosis {

    /** Maximum number of servers or brokers to probe. */
    private static final int ADDRESSES_MAX = 20;

    private static final int ADMIN_TIMEOUT_MS = 5_000;
    private static final String PROBE_ID = "klt-probe";
    private static final String PLAINTEXT = "PLAINTEXT";
    private static final String PROTOCOL_VARIABLE = "KAFKA_CLIENT_SECURITY_PROTOCOL";

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionDiagnosis.class);

    private final String servers;
    private final Map<String, Object> client;
    private final String protocol;

    private ConnectionDiagnosis(String servers, Map<String, Object> client) {
        this.servers = servers;
        this.client = client;
        protocol = String.valueOf(client.getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, PLAINTEXT));
    }

    /**
     * Probes both clusters before clients are opened. A client without TLS that connects to a TLS listener or an HTTP server reads the
     * first bytes of the response as a response size of hundreds of megabytes, and runs out of memory (KAFKA-4090). A rejected client would
     * also retry forever.
     *
     * @throws ConnectionException if a cluster cannot be used without changing a setting
     */
    public static void check(KafkaSettings settings) {
        settings.requireValidLogins();
        new ConnectionDiagnosis(settings.control(), settings.controlClient(PROBE_ID)).check(true);
        if (!settings.target().equals(settings.control())) {
            checkTarget(settings);
        }
    }

    /** Probes the cluster under test only. */
    public static void checkTarget(KafkaSettings settings) {
        // a run detects other errors itself; the controller can work without the cluster under test
        new ConnectionDiagnosis(settings.target(), settings.targetClient(PROBE_ID)).check(false);
    }

    private void check(boolean whole) {
        look(whole).filter(found -> found.fault().isLasting()).ifPresent(found -> {
            throw found;
        });
    }

    /**
     * Explains a client's error.
     *
     * @param servers the client's bootstrap servers
     * @param client the client's settings
     * @param rights the permissions required by the client
     */
    public static ConnectionException of(
            Throwable error, String servers, Map<String, Object> client, TopicRights rights)
            throws InterruptedException {
        return new ConnectionDiagnosis(servers, client).of(error, rights);
    }

    private ConnectionException of(Throwable error, TopicRights rights) throws InterruptedException {
        if (error instanceof ConnectionException known) {
            return known;
        }
        Optional<ConnectionException> diagnosis = NativeCodecs.of(error).or(() -> refusal(servers, error));
        if (diagnosis.isPresent()) {
            return diagnosis.get();
        }
        if (error instanceof AuthorizationException) {
            return missingRight(rights).orElseGet(() -> unnamed(error));
        }
        return (isOfConnection(error) ? look(true) : Optional.<ConnectionException>empty())
                .orElseGet(() -> unnamed(error));
    }

    /**
     * Returns whether the error concerns the connection. If opening a client fails, a connection error is the cause. Errors such as a
     * missing topic or an oversized record do not concern the connection.
     */
    private static boolean isOfConnection(Throwable error) {
        return isSilence(error) || error instanceof ConfigException || error.getCause() != null;
    }

    private static boolean isSilence(Throwable error) {
        return error instanceof TimeoutException
                || error instanceof DisconnectException
                || error instanceof NetworkException;
    }

    private Optional<ConnectionException> missingRight(TopicRights rights) throws InterruptedException {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        try (Admin admin = Admin.create(properties)) {
            return rights.afterRefusal(admin);
        }
    }

    /** Returns a diagnosis that quotes Kafka's own message. */
    private ConnectionException unnamed(Throwable error) {
        if (isSilence(error)) {
            return fault(
                    ConnectionFault.NO_ANSWER,
                    servers + " does not respond; is it running, and is the address correct? (" + ErrorMessage.of(error)
                            + ")");
        }
        return fault(ConnectionFault.OTHER, servers + " cannot be used: " + ErrorMessage.withType(error));
    }

    /**
     * Probes the servers and, through a usable one, the brokers.
     *
     * @param whole false to probe only which protocols the servers speak
     */
    private Optional<ConnectionException> look(boolean whole) {
        List<String> addresses = List.of(servers.split(",", ADDRESSES_MAX + 1)).stream()
                .limit(ADDRESSES_MAX)
                .toList();
        List<Endpoint> found = EndpointProbe.look(addresses);
        for (int i = 0; i < addresses.size(); i++) {
            Optional<ConnectionException> unfit = unfit(addresses.get(i), found.get(i));
            if (unfit.isPresent()) {
                return unfit;
            }
        }
        List<String> unknown = IntStream.range(0, addresses.size())
                .filter(i -> found.get(i) instanceof Endpoint.Unknown)
                .mapToObj(addresses::get)
                .toList();
        if (unknown.size() == addresses.size()) {
            return Optional.of(
                    fault(
                            ConnectionFault.UNKNOWN_HOST,
                            list(unknown) + (unknown.size() == 1 ? " does" : " do")
                                    + " not resolve here; correct the name of the bootstrap server, or the DNS of this machine"));
        }
        unknown.forEach(server ->
                LOG.warn("bootstrap server {} does not resolve here and is ignored; correct or remove it", server));
        Optional<String> fit = IntStream.range(0, addresses.size())
                .filter(i -> found.get(i) instanceof Endpoint.Plain || found.get(i) instanceof Endpoint.Tls)
                .mapToObj(addresses::get)
                .findFirst();
        return fit.isPresent() ? (whole ? ask(fit.get()) : Optional.empty()) : Optional.of(silent(found));
    }

    private ConnectionException silent(List<Endpoint> found) {
        String why = found.stream()
                .filter(Endpoint.Silent.class::isInstance)
                .map(endpoint -> ((Endpoint.Silent) endpoint).why())
                .distinct()
                .collect(Collectors.joining(", "));
        return fault(
                ConnectionFault.NO_ANSWER,
                servers + " does not respond; is it running, and is the address correct? (" + why + ")");
    }

    private boolean isTls() {
        return protocol.endsWith("SSL");
    }

    private boolean isSasl() {
        return protocol.startsWith("SASL");
    }

    private String change(boolean sasl, boolean tls, String otherwise) {
        return PROTOCOL_VARIABLE + " is " + protocol + "; set it to " + (sasl ? "SASL_" : "")
                + (tls ? "SSL" : PLAINTEXT) + ", or " + otherwise;
    }

    /**
     * Reports a protocol that these clients do not speak. No client may connect to such a server: its response could make the client run
     * out of memory.
     */
    private Optional<ConnectionException> unfit(String server, Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Unknown unknown -> Optional.empty();
            case Endpoint.Silent silent -> Optional.empty();
            case Endpoint.Plain plain ->
                !isTls()
                        ? Optional.empty()
                        : Optional.of(fault(
                                ConnectionFault.TLS_NOT_SPOKEN,
                                server + " is a listener without TLS and "
                                        + change(isSasl(), false, "use a TLS listener")));
            case Endpoint.Tls tls ->
                isTls()
                        ? Optional.empty()
                        : Optional.of(fault(
                                ConnectionFault.TLS_REQUIRED,
                                server + " is a TLS listener and "
                                        + change(isSasl(), true, "use a listener without TLS")));
            case Endpoint.Http http ->
                Optional.of(
                        fault(
                                ConnectionFault.HTTP_SERVER,
                                server
                                        + " is an HTTP server, not a Kafka broker; use the port of a Kafka listener, often 9092"));
            case Endpoint.Foreign foreign ->
                Optional.of(fault(
                        ConnectionFault.NOT_KAFKA,
                        server + " is not a Kafka broker (its response begins with \"" + foreign.beginning()
                                + "\"); use the port of a Kafka listener, often 9092"));
        };
    }

    /** Connects once, as a client would, and checks the brokers' advertised addresses. */
    private Optional<ConnectionException> ask(String server) {
        try (BrokerProbe probe = new BrokerProbe(server, client)) {
            return judge(server, probe.advertised());
        } catch (BrokerProbe.ClosedException e) {
            return isSasl() ? Optional.empty() : mechanisms(server);
        } catch (IOException e) {
            // ignored: the server was reachable a moment ago
            return Optional.empty();
        } catch (BrokerProbe.SettingsException e) {
            return Optional.of(fault(
                    ConnectionFault.SETTINGS,
                    "the settings KAFKA_AUTH or KAFKA_CLIENT_… cannot be used: "
                            + ClientVariables.jaasMistake(client)
                                    .map(mistake -> SaslConfigs.SASL_JAAS_CONFIG + " " + mistake)
                                    .orElseGet(() -> ErrorMessage.of(ErrorMessage.root(e)))));
        } catch (KafkaException e) {
            return refusal(server, e);
        }
    }

    /** A SASL listener closes the connection of a client that does not authenticate, without reporting an error. */
    private Optional<ConnectionException> mechanisms(String server) {
        try (BrokerProbe probe = new BrokerProbe(server, client)) {
            List<String> mechanisms = probe.mechanisms();
            return mechanisms.isEmpty()
                    ? Optional.empty()
                    : Optional.of(fault(
                            ConnectionFault.SASL_REQUIRED,
                            server + " is a SASL listener (" + list(mechanisms) + ") and "
                                    + change(
                                            true,
                                            isTls(),
                                            "use a listener without SASL; SASL also needs KAFKA_CLIENT_SASL_MECHANISM and"
                                                    + " KAFKA_CLIENT_SASL_JAAS_CONFIG")));
        } catch (IOException | KafkaException e) {
            return Optional.empty();
        }
    }

    private Optional<ConnectionException> judge(String server, Collection<Node> brokers) {
        List<String> advertised = brokers.stream()
                .map(broker -> broker.host() + ":" + broker.port())
                .limit(ADDRESSES_MAX)
                .toList();
        List<Optional<Endpoint>> troubles = EndpointProbe.connect(advertised);
        if (advertised.isEmpty() || troubles.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        boolean unknown = troubles.stream().flatMap(Optional::stream).allMatch(Endpoint.Unknown.class::isInstance);
        return Optional.of(fault(
                unknown ? ConnectionFault.ADVERTISED_UNKNOWN_HOST : ConnectionFault.ADVERTISED_UNREACHABLE,
                server + " responds, but its brokers advertise " + list(advertised) + ", which "
                        + (unknown ? "does not resolve" : "cannot be reached") + " from here; use the listener for"
                        + " clients outside the brokers' network, or change advertised.listeners of the brokers"));
    }

    /** Explains a rejection by Kafka; returns empty if the error is not a rejection. */
    private Optional<ConnectionException> refusal(String server, Throwable error) {
        return error instanceof AuthenticationException refused
                ? Optional.of(refusal(server, refused))
                : Optional.empty();
    }

    private ConnectionException refusal(String server, AuthenticationException error) {
        String words = String.valueOf(error.getMessage());
        return switch (error) {
            case UnsupportedSaslMechanismException e ->
                fault(
                        ConnectionFault.SASL_MECHANISM,
                        server + " does not enable SASL mechanism "
                                + client.getOrDefault(SaslConfigs.SASL_MECHANISM, SaslConfigs.DEFAULT_SASL_MECHANISM)
                                + "; set KAFKA_CLIENT_SASL_MECHANISM to one that it enables, or add it to the brokers'"
                                + " sasl.enabled.mechanisms (" + words + ")");
            case IllegalSaslStateException e ->
                fault(
                        ConnectionFault.SASL_NOT_SPOKEN,
                        server + " is a listener without SASL and " + change(false, isTls(), "use a SASL listener"));
            case SslAuthenticationException e ->
                fault(
                        ConnectionFault.TLS_HANDSHAKE,
                        server + " and this client did not agree on TLS: " + ErrorMessage.of(ErrorMessage.root(e))
                                + "; check ca.crt in KAFKA_AUTH_DIR or KAFKA_CLIENT_SSL_TRUSTSTORE_… (or …_CERTIFICATES), that the"
                                + " certificate names the host, and user.crt or KAFKA_CLIENT_SSL_KEYSTORE_… if the broker asks for a"
                                + " certificate");
            default ->
                fault(
                        ConnectionFault.CREDENTIALS,
                        server + " rejects the credentials: " + words
                                + "; check user name and password in KAFKA_AUTH_DIR or KAFKA_CLIENT_SASL_JAAS_CONFIG");
        };
    }

    private static String list(List<String> words) {
        return String.join(", ", words);
    }

    private static ConnectionException fault(ConnectionFault fault, String message) {
        return new ConnectionException(fault, message);
    }
}
