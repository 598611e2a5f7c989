package klt.common.kafka.auth;

import java.io.IOException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Uses the newest certificates of a {@link ClusterLogin} for each new connection of a client. Kafka's clients themselves never read
 * certificates again. Created by Kafka's clients, one per client; used by the client's network thread.
 */
public final class LatestSslEngines implements SslEngineFactory {

    private static final String PREFIX = "ssl.";

    private Map<String, ?> configuration = Map.of();
    private Map<String, Object> used = Map.of();
    private DefaultSslEngineFactory engines = new DefaultSslEngineFactory();

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
        }
    }

    @Override
    public synchronized SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        renew();
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
