package klt.common.kafka.auth;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.internals.BrokerSecurityConfigs;
import org.apache.kafka.common.security.JaasUtils;

/**
 * The system properties with which Kafka's clients limit the URLs, files and login modules that they use. A client must not be able to read
 * more than the operator configured, so exactly that is allowed.
 */
public final class JvmAllowLists {

    /** Properties with URLs, which may be file URLs. */
    private static final List<String> URLS =
            List.of(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, SaslConfigs.SASL_OAUTHBEARER_JWKS_ENDPOINT_URL);

    private static final List<String> FILES = List.of(
            SaslConfigs.SASL_OAUTHBEARER_ASSERTION_FILE,
            SaslConfigs.SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE,
            SaslConfigs.SASL_OAUTHBEARER_ASSERTION_TEMPLATE_FILE);

    /** Modules that Kafka forbids by default, because they load code from other servers. */
    private static final Set<String> FORBIDDEN =
            Set.of("com.sun.security.auth.module.JndiLoginModule", "com.sun.security.auth.module.LdapLoginModule");

    /** A deprecated property that Kafka ignores if the list of allowed modules is set. */
    private static final String DISALLOWED_MODULES = "org.apache.kafka.disallowed.login.modules";

    private JvmAllowLists() {}

    /**
     * Returns the system properties to set. Pure.
     *
     * @param clients the client properties of each cluster
     * @param system returns the value of a system property, if it is set; what the operator set remains
     */
    static Map<String, String> of(Collection<Map<String, String>> clients, Function<String, Optional<String>> system) {
        Map<String, String> lists = new TreeMap<>();
        add(lists, BrokerSecurityConfigs.ALLOWED_SASL_OAUTHBEARER_URLS_CONFIG, values(clients, URLS));
        Set<String> files = new TreeSet<>();
        values(clients, FILES).forEach(file -> files.add(absolute(file)));
        add(lists, BrokerSecurityConfigs.ALLOWED_SASL_OAUTHBEARER_FILES_CONFIG, files);
        // the modules in a file named by this property are unknown here
        boolean elsewhere = system.apply(JaasUtils.JAVA_LOGIN_CONFIG_PARAM).isPresent()
                || system.apply(DISALLOWED_MODULES).isPresent();
        if (!elsewhere) {
            Set<String> modules = new TreeSet<>();
            values(clients, List.of(SaslConfigs.SASL_JAAS_CONFIG)).forEach(jaas -> modules.addAll(Jaas.modules(jaas)));
            modules.removeAll(FORBIDDEN);
            add(lists, JaasUtils.ALLOWED_LOGIN_MODULES_CONFIG, modules);
        }
        lists.keySet().removeIf(name -> system.apply(name).isPresent());
        return lists;
    }

    private static void add(Map<String, String> lists, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            lists.put(name, String.join(",", values));
        }
    }

    private static Set<String> values(Collection<Map<String, String>> clients, List<String> properties) {
        Set<String> values = new TreeSet<>();
        clients.forEach(client ->
                properties.stream().filter(client::containsKey).map(client::get).forEach(values::add));
        return values;
    }

    private static String absolute(String file) {
        return Path.of(file).toAbsolutePath().toString();
    }

    /**
     * Sets the system properties of this process. Call it before any client is created.
     *
     * @param logins how this process authenticates with each cluster
     */
    public static void apply(Collection<ClusterLogin> logins) {
        of(
                        logins.stream().map(ClusterLogin::properties).toList(),
                        name -> Optional.ofNullable(System.getProperty(name)))
                .forEach(System::setProperty);
    }
}
