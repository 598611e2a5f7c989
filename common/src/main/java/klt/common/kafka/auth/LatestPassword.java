package klt.common.kafka.auth;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.authenticator.SaslClientCallbackHandler;

/**
 * Uses the newest user name and password of a {@link ClusterLogin} for each new connection of a client, with SCRAM and PLAIN. Kafka's own
 * handler, which does the rest, uses those with which the client was created. Created by Kafka's clients.
 */
public final class LatestPassword implements AuthenticateCallbackHandler {

    private final SaslClientCallbackHandler handler = new SaslClientCallbackHandler();
    private Map<String, ?> configuration = Map.of();

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
        configuration = configs;
        handler.configure(configs, mechanism, entries);
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        Map<String, String> options = options();
        for (Callback callback : callbacks) {
            Optional<String> user = Optional.ofNullable(options.get(AuthFiles.USERNAME));
            Optional<String> secret = Optional.ofNullable(options.get(AuthFiles.PASSWORD));
            if (callback instanceof NameCallback name && user.isPresent()) {
                name.setName(user.get());
            } else if (callback instanceof PasswordCallback password && secret.isPresent()) {
                password.setPassword(secret.get().toCharArray());
            } else {
                handler.handle(new Callback[] {callback});
            }
        }
    }

    private Map<String, String> options() {
        Object jaas = ClusterLogin.of(configuration)
                .renewed(configuration, SaslConfigs.SASL_JAAS_CONFIG)
                .get(SaslConfigs.SASL_JAAS_CONFIG);
        return jaas instanceof Password text ? Jaas.options(text.value()) : Map.of();
    }

    @Override
    public void close() {
        handler.close();
    }
}
