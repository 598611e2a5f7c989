package klt.common.kafka.auth;

import java.io.IOException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import klt.common.text.ErrorMessage;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses the newest certificates of a {@link ClusterLogin} for each new connection of a client. Kafka's clients themselves never read
 * certificates again. Created by Kafka's clients, one per client; used by the client's network thread.
 */
public final class LatestSslEngines implements SslEngineFactory {

    private static final String PREFIX = "ssl.";
    private static final Logger LOG = LoggerFactory.getLogger(LatestSslEngines.class);

    private Map<String, ?> configuration = Map.of();
    private Map<String, Object> used = Map.of();
    private DefaultSslEngineFactory engines = new DefaultSslEngineFactory();
    private String warned = "";

    @Override
    public void configure(Map<String, ?> configs) {
        configuration = configs;
        renew();
    }

    private void renew() {
        Map<String, Object> renewed = ClusterLogin.of(configuration).renewed(configuration, PREFIX);
        if (!renewed.equals(used)) {
            DefaultSslEngineFactory next = new DefaultSslEngineFactory();
            next.configure(renewed);
            engines = next;
            used = renewed;
            warned = "";
        }
    }

    /** Stores that the operator's properties name are read again, too, and may have disappeared. */
    private void renewIfPossible() {
        try {
            renew();
        } catch (KafkaException e) {
            String problem = ErrorMessage.withType(e);
            if (!problem.equals(warned)) {
                LOG.warn("new connections use the previous certificates; check the stores in ssl.…: {}", problem);
            }
            warned = problem;
        }
    }

    @Override
    public synchronized SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        renewIfPossible();
        return engines.createClientSslEngine(peerHost, peerPort, endpointIdentification);
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        throw new UnsupportedOperationException("only for clients");
    }

    /** Only brokers change settings without a restart. */
    @Override
    public boolean shouldBeRebuilt(Map<String, Object> nextConfigs) {
        return false;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public @Nullable KeyStore keystore() {
        return engines.keystore();
    }

    @Override
    public @Nullable KeyStore truststore() {
        return engines.truststore();
    }

    @Override
    public void close() throws IOException {
        engines.close();
    }
}
