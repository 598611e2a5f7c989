package klt.common.kafka.auth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;

/** A way to authenticate with Kafka, with the client properties that need no files. */
public enum AuthPreset {
    /** A client certificate. */
    MTLS(Map.of(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SSL")),
    /** A user name and a password, which is not sent to the broker. */
    SCRAM(sasl("SCRAM-SHA-512")),
    /** A user name and a password. */
    PLAIN(sasl("PLAIN")),
    /** A token of an OAuth 2 server (client credentials grant), or a token in a file. */
    OAUTH(sasl(
            "OAUTHBEARER",
            SaslConfigs.SASL_JAAS_CONFIG,
            OAuthBearerLoginModule.class.getName() + " required;",
            SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS,
            OAuthBearerLoginCallbackHandler.class.getName())),
    /** An AWS identity, for Amazon MSK. */
    MSK_IAM(
            sasl(
                    "AWS_MSK_IAM",
                    SaslConfigs.SASL_JAAS_CONFIG,
                    "software.amazon.msk.auth.iam.IAMLoginModule required;",
                    SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS,
                    "software.amazon.msk.auth.iam.IAMClientCallbackHandler"),
            SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS,
            "aws-msk-iam-auth-VERSION-all.jar"),
    /** A Google Cloud identity, for Managed Service for Apache Kafka. */
    GCP(
            sasl(
                    "OAUTHBEARER",
                    SaslConfigs.SASL_JAAS_CONFIG,
                    OAuthBearerLoginModule.class.getName() + " required;",
                    SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS,
                    "com.google.cloud.hosted.kafka.auth.GcpLoginCallbackHandler"),
            SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS,
            "managed-kafka-auth-login-handler-VERSION.jar and its dependencies");

    @SuppressWarnings("ImmutableEnumChecker") // created by Map.of
    private final Map<String, String> properties;

    @SuppressWarnings("ImmutableEnumChecker") // a record of strings
    private final Optional<Extension> extension;

    AuthPreset(Map<String, String> properties) {
        this.properties = properties;
        extension = Optional.empty();
    }

    AuthPreset(Map<String, String> properties, String classProperty, String jar) {
        this.properties = properties;
        extension = Optional.of(new Extension(classProperty, jar));
    }

    /**
     * A class that is not part of the load tester.
     *
     * @param property the client property that names the class
     * @param jar the jar that contains the class
     */
    record Extension(String property, String jar) {}

    private static Map<String, String> sasl(String mechanism) {
        return Map.of(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_SSL", SaslConfigs.SASL_MECHANISM, mechanism);
    }

    private static Map<String, String> sasl(
            String mechanism, String jaasProperty, String jaas, String handlerProperty, String handler) {
        return Map.of(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                "SASL_SSL",
                SaslConfigs.SASL_MECHANISM,
                mechanism,
                jaasProperty,
                jaas,
                handlerProperty,
                handler);
    }

    /** @throws ConfigurationException if the variable names no preset */
    static Optional<AuthPreset> from(Environment environment, AuthScope scope) {
        return environment
                .text(scope.preset())
                .map(text -> Arrays.stream(values())
                        .filter(preset -> preset.text().equals(text))
                        .findFirst()
                        .orElseThrow(() -> new ConfigurationException(
                                scope.preset(), "takes " + choices() + ", not '" + text + "'")));
    }

    static String choices() {
        return Arrays.stream(values()).map(AuthPreset::text).collect(Collectors.joining(", "));
    }

    /** Returns the value of the environment variable. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Map<String, String> properties() {
        return properties;
    }

    Optional<Extension> extension() {
        return extension;
    }
}
