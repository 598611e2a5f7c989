package klt.common.kafka.auth;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.kafka.auth.AuthProperties.Validity;
import klt.common.kafka.auth.Certificates.Identity;
import klt.common.settings.ConfigurationException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/**
 * Derives client properties from a preset, its files, and the properties that the operator set. The latter take precedence; files that
 * only properties set by the operator would use are not needed. Pure.
 */
final class KafkaAuth {

    private static final String PEM = "PEM";
    private static final String TLS = "SSL";
    private static final String TRUST = "ssl.truststore.";
    private static final String IDENTITY = "ssl.keystore.";

    /** What a URL cannot contain, or what Kafka does not decode; a comma separates the allowed URLs. */
    private static final Pattern NOT_IN_URL = Pattern.compile("[\\s%#?,\"<>\\\\^`{|}\\[\\]]");

    private final AuthPreset preset;
    private final AuthFiles files;
    private final Map<String, String> explicit;
    private final Map<String, String> properties;
    private Optional<Validity> identity = Optional.empty();

    private KafkaAuth(AuthPreset preset, AuthFiles files, Map<String, String> explicit) {
        this.preset = preset;
        this.files = files;
        this.explicit = explicit;
        properties = new HashMap<>(preset.properties());
    }

    /**
     * @param explicit the properties that the operator set
     * @throws ConfigurationException if files are missing or invalid; contains no secrets
     */
    static AuthProperties of(AuthPreset preset, AuthFiles files, Map<String, String> explicit) {
        return new KafkaAuth(preset, files, explicit).derive();
    }

    /**
     * Checks that the class that a preset needs is on the class path.
     *
     * @param exists whether a class exists
     */
    static void requireClasses(
            AuthPreset preset, AuthScope scope, Map<String, String> explicit, Predicate<String> exists) {
        preset.extension()
                .filter(extension -> !explicit.containsKey(extension.property()))
                .ifPresent(extension -> {
                    String name = preset.properties().get(extension.property());
                    if (!exists.test(name)) {
                        throw new ConfigurationException(
                                scope.preset(),
                                preset.text() + " needs the class " + name + ", which is not on the class path; put "
                                        + extension.jar()
                                        + " into the folder extensions (/app/extensions in the images, extensions in a checkout)"
                                        + " and restart");
                    }
                });
    }

    private AuthProperties derive() {
        String protocol = explicit.getOrDefault(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                properties.getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, ""));
        boolean tls = protocol.endsWith(TLS);
        requireProtocol(protocol, preset == AuthPreset.MTLS ? tls : protocol.startsWith("SASL"));
        if (tls && !isExplicit(TRUST)) {
            new Certificates(files).trusted().ifPresent(certificates -> {
                properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
                properties.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, certificates);
            });
        }
        switch (preset) {
            case MTLS -> addIdentity();
            case SCRAM -> addPassword(ScramLoginModule.class.getName());
            case PLAIN -> addPassword(PlainLoginModule.class.getName());
            case OAUTH -> addToken();
            case MSK_IAM, GCP -> {}
        }
        properties.keySet().removeAll(explicit.keySet());
        return new AuthProperties(properties, identity);
    }

    private void requireProtocol(String protocol, boolean fits) {
        if (!fits) {
            throw new ConfigurationException(
                    files.scope().variable(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG),
                    "is " + protocol + ", but " + files.scope().preset() + " " + preset.text() + " needs "
                            + (preset == AuthPreset.MTLS ? "SSL or SASL_SSL" : "SASL_SSL or SASL_PLAINTEXT")
                            + "; remove one of them");
        }
    }

    private boolean isExplicit(String prefix) {
        return explicit.keySet().stream().anyMatch(property -> property.startsWith(prefix));
    }

    private void addIdentity() {
        if (isExplicit(IDENTITY) || explicit.containsKey(SslConfigs.SSL_KEY_PASSWORD_CONFIG)) {
            return;
        }
        Identity found = new Certificates(files)
                .identity()
                .orElseThrow(() -> files.missing(
                        preset, "user.crt and user.key (or tls.crt and tls.key, or user.p12 and user.password)"));
        properties.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
        properties.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, found.chain());
        properties.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, found.key());
        identity = Optional.of(Validity.of(found.file(), found.own()));
    }

    /** @param module the login module's class */
    private void addPassword(String module) {
        if (explicit.containsKey(SaslConfigs.SASL_JAAS_CONFIG)) {
            return;
        }
        Optional<String> jaas = files.text(AuthFiles.JAAS);
        if (jaas.isPresent()) {
            if (!Jaas.modules(jaas.get()).equals(Set.of(module))) {
                throw files.mistake("contains a " + AuthFiles.JAAS + " that is not of the preset " + preset.text()
                        + ", which needs only " + module);
            }
            requireUser(module, Jaas.readable(jaas.get()));
            properties.put(SaslConfigs.SASL_JAAS_CONFIG, jaas.get());
            return;
        }
        String needed = "sasl.jaas.config (or username and password)";
        String user = files.text(AuthFiles.USERNAME).orElseThrow(() -> files.missing(preset, needed));
        String password = files.text(AuthFiles.PASSWORD).orElseThrow(() -> files.missing(preset, needed));
        properties.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                module + " required username=" + quoted(AuthFiles.USERNAME, user) + " password="
                        + quoted(AuthFiles.PASSWORD, password) + ";");
    }

    private void requireUser(String module, Optional<Map<String, String>> options) {
        boolean complete = options.filter(found -> List.of(AuthFiles.USERNAME, AuthFiles.PASSWORD).stream()
                        .noneMatch(name -> found.getOrDefault(name, "").isBlank()))
                .isPresent();
        if (!complete) {
            throw files.mistake("contains a " + AuthFiles.JAAS
                    + (options.isEmpty() ? " that Kafka cannot read" : " without a username or password")
                    + "; correct the secret, which takes: " + module + " required username=\"…\" password=\"…\";");
        }
    }

    private String quoted(String name, String value) {
        if (value.chars().anyMatch(c -> c == '\n' || c == '\r')) {
            throw files.mistake(
                    "contains a file " + name + " with several lines; correct the secret, which takes one line");
        }
        return Jaas.quoted(value);
    }

    private void addToken() {
        if (explicit.containsKey(SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS)) {
            // only that class knows what it needs
            return;
        }
        if (!isExplicit(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL)
                && files.text(AuthFiles.TOKEN).isPresent()) {
            properties.put(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, tokenUrl());
        }
        String url = explicit.getOrDefault(
                SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL,
                properties.getOrDefault(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, ""));
        if (url.isEmpty() && !explicit.containsKey(SaslConfigs.SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS)) {
            throw new ConfigurationException(
                    files.scope().preset(),
                    preset.text() + " needs the address of the OAuth server in "
                            + files.scope().variable(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL)
                            + ", or a file named token in " + files.scope().folder());
        }
        if (!url.startsWith("file:")
                && !isExplicit("sasl.oauthbearer.jwt.retriever")
                && !isExplicit("sasl.oauthbearer.assertion.")) {
            addClient(SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID, AuthFiles.CLIENT_ID);
            addClient(SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET, AuthFiles.CLIENT_SECRET);
        }
    }

    private String tokenUrl() {
        String path = files.folder() + "/" + files.find(AuthFiles.TOKEN).orElseThrow();
        Matcher unfit = NOT_IN_URL.matcher(path);
        if (unfit.find()) {
            throw files.mistake("contains the file token, but its path has the character '" + unfit.group()
                    + "', which Kafka does not read in a file URL; use a folder without it");
        }
        return "file://" + path;
    }

    private void addClient(String property, String file) {
        if (!explicit.containsKey(property) && !explicit.containsKey(SaslConfigs.SASL_JAAS_CONFIG)) {
            properties.put(
                    property,
                    files.text(file)
                            .orElseThrow(() -> files.missing(
                                    preset, file + " (or " + files.scope().variable(property) + ")")));
        }
    }
}
