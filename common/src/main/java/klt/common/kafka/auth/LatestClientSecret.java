package klt.common.kafka.auth;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;

/**
 * Uses the newest client id and secret of a {@link ClusterLogin} for each token that it requests. Kafka's own handler, which does the rest,
 * uses those with which the client was created. Created by Kafka's clients.
 */
public final class LatestClientSecret implements AuthenticateCallbackHandler {

    private static final String PREFIX = "sasl.oauthbearer.";

    private Map<String, ?> configuration = Map.of();
    private String mechanism = "";
    private List<AppConfigurationEntry> entries = List.of();
    private Map<String, Object> used = Map.of();
    private OAuthBearerLoginCallbackHandler handler = new OAuthBearerLoginCallbackHandler();

    @Override
    public synchronized void configure(
            Map<String, ?> configs, String saslMechanism, List<AppConfigurationEntry> jaasConfigEntries) {
        configuration = configs;
        mechanism = saslMechanism;
        entries = jaasConfigEntries;
        renew();
    }

    private void renew() {
        Map<String, Object> renewed = ClusterLogin.of(configuration).renewed(configuration, PREFIX);
        if (!renewed.equals(used)) {
            OAuthBearerLoginCallbackHandler next = new OAuthBearerLoginCallbackHandler();
            next.configure(renewed, mechanism, entries);
            if (!used.isEmpty()) {
                handler.close();
            }
            handler = next;
            used = renewed;
        }
    }

    @Override
    public synchronized void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        renew();
        handler.handle(callbacks);
    }

    @Override
    public synchronized void close() {
        if (!used.isEmpty()) {
            handler.close();
        }
    }
}
