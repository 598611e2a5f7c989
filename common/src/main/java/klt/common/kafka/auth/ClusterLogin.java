package klt.common.kafka.auth;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How clients authenticate with one cluster: the properties that the operator set, and those of a preset. The preset's files are read again
 * for each new client, and by the client itself for each new connection, because mounted secrets are rotated without a restart. If the new
 * files are invalid, the previous ones remain in effect. May be called by any thread.
 */
public final class ClusterLogin {

    /** The name under which a client's configuration contains its login. No Kafka property has this name. */
    static final String CONFIG = "klt.cluster.login";

    private static final String TLS_PREFIX = "ssl.";
    private static final Logger LOG = LoggerFactory.getLogger(ClusterLogin.class);

    private final AuthScope scope;
    private final Map<String, String> explicit;
    private final Optional<AuthPreset> preset;
    private final Optional<AuthFolder> folder;
    private final InstantSource clock;
    private AuthProperties loaded;

    /** The files from which properties were derived last, even if they were invalid; empty if they could not be read. */
    private Optional<AuthFiles> derived;

    private String warned = "";

    private ClusterLogin(
            AuthScope scope,
            Map<String, String> explicit,
            Optional<AuthPreset> preset,
            Optional<AuthFolder> folder,
            InstantSource clock) {
        this.scope = scope;
        this.explicit = Map.copyOf(explicit);
        this.preset = preset;
        this.folder = folder;
        this.clock = clock;
        AuthFiles files = files();
        loaded = derive(files);
        derived = Optional.of(files);
    }

    /**
     * @param clock decides whether certificates are valid
     * @throws ConfigurationException if a variable or a file is missing or invalid
     */
    public static ClusterLogin from(Environment environment, AuthScope scope, InstantSource clock) {
        Map<String, String> explicit = ClientVariables.read(environment, scope);
        Optional<AuthPreset> preset = AuthPreset.from(environment, scope);
        Optional<AuthFolder> folder = AuthFolder.from(environment, scope);
        if (folder.isPresent() && preset.isEmpty()) {
            throw new ConfigurationException(
                    scope.folder(), "is set without " + scope.preset() + "; set it to one of " + AuthPreset.choices());
        }
        preset.ifPresent(used -> KafkaAuth.requireClasses(used, scope, explicit, ClusterLogin::exists));
        ClusterLogin login = new ClusterLogin(scope, explicit, preset, folder, clock);
        login.requireReadableJaas();
        login.mistake().ifPresent(mistake -> {
            throw new ConfigurationException(scope.folder(), mistake);
        });
        return login;
    }

    /** Without SASL, Kafka does not read the property. */
    private void requireReadableJaas() {
        if (properties()
                .getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "")
                .startsWith("SASL")) {
            ClientVariables.jaasMistake(explicit).ifPresent(mistake -> {
                throw new ConfigurationException(scope.variable(SaslConfigs.SASL_JAAS_CONFIG), mistake);
            });
        }
    }

    private static boolean exists(String name) {
        try {
            Class.forName(name, false, ClusterLogin.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Returns whether the environment contains any variable of a login. */
    public static boolean isSet(Environment environment, AuthScope scope) {
        return environment.text(scope.preset()).isPresent()
                || environment.text(scope.folder()).isPresent()
                || !ClientVariables.present(environment, scope).isEmpty();
    }

    private AuthFiles files() {
        return folder.map(AuthFolder::read).orElseGet(() -> new AuthFiles(scope, "", Set.of(), Map.of()));
    }

    private AuthProperties derive(AuthFiles files) {
        return preset.map(used -> KafkaAuth.of(used, files, explicit))
                .orElseGet(() -> new AuthProperties(Map.of(), Optional.empty()));
    }

    /** Returns why the client's certificate cannot be used now, with the name of its file, or empty if there is no such reason. */
    public Optional<String> mistake() {
        return latest().identity()
                .flatMap(validity -> validity.mistake(clock.instant()))
                .map(mistake -> folder.map(where -> where.path() + " ").orElse("") + mistake);
    }

    /**
     * Returns the preset's properties according to the newest valid files. Keys are parsed only after a change: thousands of connections
     * may be opened at once.
     */
    private synchronized AuthProperties latest() {
        if (folder.isEmpty()) {
            return loaded;
        }
        try {
            renew();
        } catch (ConfigurationException e) {
            warnOnce(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // without the message, which could contain a secret
            warnOnce("the files in " + scope.folder() + " cannot be used: "
                    + e.getClass().getSimpleName());
        }
        return loaded;
    }

    private void renew() {
        Optional<AuthFiles> last = derived;
        derived = Optional.empty();
        AuthFiles files = files();
        derived = Optional.of(files);
        if (last.filter(files::hasContentsOf).isPresent()) {
            return;
        }
        AuthProperties next = derive(files);
        requireAllOf(loaded, next);
        if (!next.equals(loaded)) {
            LOG.info("the files in {} changed; new connections use them", scope.folder());
        }
        loaded = next;
        warned = "";
    }

    /** A missing file must not weaken the login: without {@code ca.crt}, clients would trust the JVM's authorities. */
    private void requireAllOf(AuthProperties previous, AuthProperties next) {
        Set<String> lost = new TreeSet<>(previous.properties().keySet());
        lost.removeAll(next.properties().keySet());
        if (!lost.isEmpty()) {
            throw new ConfigurationException(
                    scope.folder(),
                    folder.map(where -> where.path() + " ").orElse("") + "no longer contains the files for "
                            + String.join(", ", lost) + "; restore them, or restart to use the files as they are");
        }
    }

    /** Each new connection would otherwise cause a line. */
    private void warnOnce(String problem) {
        if (!problem.equals(warned)) {
            LOG.warn("the previous files remain in effect: {}", problem);
        }
        warned = problem;
    }

    /** Returns all properties as text, including secrets. */
    public Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(latest().properties());
        properties.putAll(explicit);
        return properties;
    }

    /** Returns the properties for a new client, which follows changes of the files. */
    public Map<String, Object> client() {
        AuthProperties used = latest();
        Map<String, Object> client = new HashMap<>(used.properties());
        client.putAll(explicit);
        if (folder.isPresent()) {
            follow(used.properties(), client);
        }
        return client;
    }

    private void follow(Map<String, String> ofPreset, Map<String, Object> client) {
        client.put(CONFIG, this);
        if (ofPreset.keySet().stream().anyMatch(property -> property.startsWith(TLS_PREFIX))) {
            client.putIfAbsent(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, LatestSslEngines.class.getName());
        }
        boolean password = preset.filter(used -> used == AuthPreset.SCRAM || used == AuthPreset.PLAIN)
                .isPresent();
        if (password && ofPreset.containsKey(SaslConfigs.SASL_JAAS_CONFIG)) {
            client.putIfAbsent(SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS, LatestPassword.class.getName());
        }
        if (ofPreset.containsKey(SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET)
                && !explicit.containsKey(SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS)) {
            client.put(SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS, LatestClientSecret.class.getName());
        }
    }

    /** Returns the variable that takes the folder with the preset's files. */
    public String folderVariable() {
        return scope.folder();
    }

    /** Returns the login in a client's configuration. */
    static ClusterLogin of(Map<String, ?> configuration) {
        if (configuration.get(CONFIG) instanceof ClusterLogin login) {
            return login;
        }
        throw new IllegalStateException(
                "a client without " + CONFIG + " uses a class of " + ClusterLogin.class.getPackageName());
    }

    /**
     * Returns a client's configuration with the newest values of the preset.
     *
     * @param prefix the names of the properties to replace begin with it
     */
    Map<String, Object> renewed(Map<String, ?> configuration, String prefix) {
        Map<String, Object> renewed = new HashMap<>(configuration);
        latest().properties().forEach((property, value) -> {
            if (property.startsWith(prefix)) {
                renewed.put(property, ClientVariables.parsed(property, value));
            }
        });
        return renewed;
    }

    /** Returns all properties sorted by name, with secrets hidden. */
    public Map<String, String> shown() {
        return ClientVariables.shown(properties());
    }

    @Override
    public String toString() {
        return preset.map(used -> used.text() + " ").orElse("") + shown();
    }
}
