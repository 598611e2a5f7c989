package klt.common.kafka.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import klt.common.settings.ConfigurationException;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class KafkaAuthTest {

    private static final TestKeys USER = TestKeys.of("CN=user", "EC");
    private static final TestKeys CLUSTER_CA = TestKeys.of("CN=cluster-ca v0, O=io.strimzi", "EC");
    private static final TestKeys CLIENTS_CA = TestKeys.of("CN=clients-ca v0, O=io.strimzi", "EC");
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required ";
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private static AuthFiles files(Object... namesAndContents) {
        Map<String, byte[]> contents = new HashMap<>();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            Object content = namesAndContents[i + 1];
            contents.put(
                    (String) namesAndContents[i],
                    content instanceof byte[] bytes ? bytes : ((String) content).getBytes(StandardCharsets.UTF_8));
        }
        return new AuthFiles(AuthScope.TARGET, "/auth", contents.keySet(), contents);
    }

    private static Map<String, String> of(AuthPreset preset, AuthFiles files) {
        return KafkaAuth.of(preset, files, Map.of()).properties();
    }

    private static String refused(AuthPreset preset, AuthFiles files, Map<String, String> explicit) {
        ConfigurationException refused =
                catchThrowableOfType(ConfigurationException.class, () -> KafkaAuth.of(preset, files, explicit));
        assertThat(refused).isNotNull();
        assertThat(refused.getMessage())
                .doesNotContain("canary")
                .doesNotContain(USER.key().substring(40, 80));
        return refused.getMessage();
    }

    private static String refused(AuthPreset preset, Object... namesAndContents) {
        return refused(preset, files(namesAndContents), Map.of());
    }

    /** Kafka itself must accept the certificates and the key. */
    private static void assertUsable(Map<String, String> properties) {
        Map<String, Object> client = new HashMap<>(properties);
        client.put("bootstrap.servers", "127.0.0.1:1");
        try (DefaultSslEngineFactory engines = new DefaultSslEngineFactory()) {
            engines.configure(new AdminClientConfig(client).values());
        }
    }

    @Test
    void aStrimziUserSecretNextToTheClusterCaSecretMakesMutualTls() {
        Map<String, String> properties = of(
                AuthPreset.MTLS,
                files(
                        "user/ca.crt", CLIENTS_CA.certificate(),
                        "user/user.crt", USER.certificate(),
                        "user/user.key", USER.key(),
                        "user/user.p12", USER.store(),
                        "user/user.password", "canary",
                        "ca/ca.crt", CLUSTER_CA.certificate(),
                        "ca/ca.p12", "not read",
                        "ca/ca.password", "canary"));

        assertThat(properties)
                .containsOnly(
                        Map.entry("security.protocol", "SSL"),
                        Map.entry("ssl.truststore.type", "PEM"),
                        Map.entry("ssl.truststore.certificates", CLUSTER_CA.certificate()),
                        Map.entry("ssl.keystore.type", "PEM"),
                        Map.entry("ssl.keystore.certificate.chain", USER.certificate()),
                        Map.entry("ssl.keystore.key", USER.key()));
        assertUsable(properties);
    }

    @Test
    void storesAreReadLikePem() {
        Map<String, String> properties = of(
                AuthPreset.MTLS,
                files(
                        "user.p12",
                        USER.store(),
                        "user.password",
                        TestKeys.PASSWORD,
                        "ca.p12",
                        CLUSTER_CA.trustStore(),
                        "ca.password",
                        TestKeys.PASSWORD + "\n"));

        assertThat(properties)
                .containsEntry("ssl.truststore.certificates", CLUSTER_CA.certificate())
                .containsEntry("ssl.keystore.certificate.chain", USER.certificate())
                .containsEntry("ssl.keystore.key", USER.key());
        assertUsable(properties);
    }

    @Test
    void aKubernetesTlsSecretIsReadWithItsCa() {
        assertThat(of(
                        AuthPreset.MTLS,
                        files(
                                "tls.crt", USER.certificate() + CLUSTER_CA.certificate(),
                                "tls.key", USER.key(),
                                "ca.crt", CLUSTER_CA.certificate())))
                .containsEntry("ssl.keystore.certificate.chain", USER.certificate() + CLUSTER_CA.certificate())
                .containsEntry("ssl.truststore.certificates", CLUSTER_CA.certificate());
    }

    @Test
    void withoutACaFileTheJvmDecidesWhomToTrust() {
        assertThat(of(AuthPreset.MTLS, files("user.crt", USER.certificate(), "user.key", USER.key())))
                .doesNotContainKeys("ssl.truststore.type", "ssl.truststore.certificates");
    }

    @Test
    void aStrimziScramSecretContainsTheWholeLogin() {
        assertThat(of(
                        AuthPreset.SCRAM,
                        files(
                                "user/password",
                                "canary",
                                "user/sasl.jaas.config",
                                SCRAM + "username=\"u\" password=\"canary\";",
                                "ca/ca.crt",
                                CLUSTER_CA.certificate())))
                .containsOnly(
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.mechanism", "SCRAM-SHA-512"),
                        Map.entry("sasl.jaas.config", SCRAM + "username=\"u\" password=\"canary\";"),
                        Map.entry("ssl.truststore.type", "PEM"),
                        Map.entry("ssl.truststore.certificates", CLUSTER_CA.certificate()));
    }

    @ParameterizedTest
    @CsvSource({"SCRAM, SCRAM-SHA-512", "PLAIN, PLAIN"})
    void userNameAndPasswordMayHaveAnyCharacter(AuthPreset preset, String mechanism) {
        Map<String, String> properties = of(preset, files("username", "o\"tto", "password", "a\\b\"c; d'ü\t\n"));

        assertThat(properties).containsEntry("sasl.mechanism", mechanism);
        assertThat(Jaas.options(properties.get("sasl.jaas.config")))
                .containsEntry("username", "o\"tto")
                .containsEntry("password", "a\\b\"c; d'ü\t");
        assertThat(Jaas.modules(properties.get("sasl.jaas.config"))).hasSize(1);
    }

    @Test
    void oauthAsksTheServerWithTheClientsSecret() {
        assertThat(KafkaAuth.of(
                                AuthPreset.OAUTH,
                                files("client-id", "me\n", "client-secret", "canary\n"),
                                Map.of("sasl.oauthbearer.token.endpoint.url", "https://idp/token"))
                        .properties())
                .containsOnly(
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.mechanism", "OAUTHBEARER"),
                        Map.entry(
                                "sasl.jaas.config",
                                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;"),
                        Map.entry(
                                "sasl.login.callback.handler.class",
                                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler"),
                        Map.entry("sasl.oauthbearer.client.credentials.client.id", "me"),
                        Map.entry("sasl.oauthbearer.client.credentials.client.secret", "canary"));
    }

    @Test
    void oauthTakesAMountedToken() {
        assertThat(of(AuthPreset.OAUTH, files("token", "a.b.c")))
                .containsEntry("sasl.oauthbearer.token.endpoint.url", "file:///auth/token")
                .doesNotContainKey("sasl.oauthbearer.client.credentials.client.id");
    }

    @ParameterizedTest
    @CsvSource({
        "MSK_IAM, AWS_MSK_IAM, sasl.client.callback.handler.class, software.amazon.msk.auth.iam.IAMClientCallbackHandler, aws-msk-iam-auth",
        "GCP, OAUTHBEARER, sasl.login.callback.handler.class, com.google.cloud.hosted.kafka.auth.GcpLoginCallbackHandler, managed-kafka"
    })
    void cloudIdentitiesNeedOnlyAnotherJar(
            AuthPreset preset, String mechanism, String property, String handler, String jar) {
        assertThat(of(preset, files()))
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", mechanism)
                .containsEntry(property, handler);
        assertThatCode(() -> KafkaAuth.requireClasses(preset, AuthScope.TARGET, Map.of(), handler::equals))
                .doesNotThrowAnyException();
        assertThat(catchThrowableOfType(
                        ConfigurationException.class,
                        () -> KafkaAuth.requireClasses(preset, AuthScope.CONTROL, Map.of(), name -> false)))
                .hasMessageStartingWith("CONTROL_AUTH ")
                .hasMessageContainingAll(handler, jar, "/app/extensions");
        assertThatCode(() -> KafkaAuth.requireClasses(
                        preset, AuthScope.TARGET, Map.of(property, "another.Handler"), name -> false))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(AuthPreset.class)
    void whatTheOperatorSetTakesPrecedenceAndNeedsNoFiles(AuthPreset preset) {
        Map<String, String> explicit = Map.of(
                "ssl.truststore.location", "/t.p12",
                "ssl.keystore.location", "/k.p12",
                "sasl.mechanism", "SCRAM-SHA-256",
                "sasl.jaas.config", "x.Y required;",
                "sasl.oauthbearer.token.endpoint.url", "https://idp");

        assertThat(KafkaAuth.of(preset, files("ca.crt", CLUSTER_CA.certificate()), explicit)
                        .properties())
                .doesNotContainKeys("sasl.mechanism", "sasl.jaas.config", "ssl.truststore.type", "ssl.keystore.type");
    }

    @Test
    void scramWorksWithoutTls() {
        assertThat(KafkaAuth.of(
                                AuthPreset.SCRAM,
                                files("username", "u", "password", "p", "ca.crt", "not read"),
                                Map.of("security.protocol", "SASL_PLAINTEXT"))
                        .properties())
                .containsOnlyKeys("sasl.mechanism", "sasl.jaas.config");
    }

    @Test
    void missingFilesAreNamedWithThoseThatExist() {
        assertThat(refused(AuthPreset.MTLS, "password", "canary", "ca.crt", CLUSTER_CA.certificate()))
                .isEqualTo(
                        "KAFKA_AUTH mtls needs user.crt and user.key (or tls.crt and tls.key, or user.p12 and user.password)"
                                + " in KAFKA_AUTH_DIR /auth, which contains ca.crt, password");
        assertThat(refused(AuthPreset.SCRAM, "password", "canary"))
                .isEqualTo("KAFKA_AUTH scram needs sasl.jaas.config (or username and password) in KAFKA_AUTH_DIR /auth,"
                        + " which contains password");
        assertThat(refused(AuthPreset.PLAIN)).endsWith("which contains no files; mount the secrets there");
        assertThat(refused(AuthPreset.PLAIN, new AuthFiles(AuthScope.CONTROL, "", Set.of(), Map.of()), Map.of()))
                .isEqualTo(
                        "CONTROL_AUTH plain needs sasl.jaas.config (or username and password); set CONTROL_AUTH_DIR to the"
                                + " folder that contains them");
        assertThat(refused(AuthPreset.OAUTH, "client-id", "a"))
                .contains("KAFKA_CLIENT_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL", "a file named token");
        assertThat(refused(
                        AuthPreset.OAUTH,
                        files("client-id", "a"),
                        Map.of("sasl.oauthbearer.token.endpoint.url", "https://idp")))
                .contains("client-secret (or KAFKA_CLIENT_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET)");
        assertThat(refused(AuthPreset.MTLS, "user.crt", USER.certificate()))
                .isEqualTo("KAFKA_AUTH_DIR /auth contains user.crt, but not user.key; the client needs both");
        assertThat(refused(AuthPreset.MTLS, "user.p12", USER.store()))
                .endsWith("user.p12, but not its password; add the file user.password");
    }

    @Test
    void invalidFilesAreNamed() {
        TestKeys other = TestKeys.of("CN=other", "EC");
        assertThat(refused(AuthPreset.MTLS, "user.crt", USER.certificate(), "user.key", other.key()))
                .contains("user.key that does not belong to the first certificate in user.crt");
        assertThat(refused(AuthPreset.MTLS, "user.crt", "x", "user.key", USER.key()))
                .contains("user.crt");
        assertThat(refused(AuthPreset.MTLS, "user.crt", USER.certificate(), "user.key", "x"))
                .contains("no complete PEM key (BEGIN PRIVATE KEY) in user.key");
        assertThat(refused(AuthPreset.MTLS, "user.p12", USER.store(), "user.password", "canary-wrong"))
                .contains("user.p12, which cannot be opened with the password in user.password");
        assertThat(refused(AuthPreset.MTLS, "ca.crt", "", "user.crt", USER.certificate(), "user.key", USER.key()))
                .contains("ca.crt");
        assertThat(refused(AuthPreset.PLAIN, "username", "u", "password", " \n"))
                .isEqualTo("KAFKA_AUTH_DIR /auth contains an empty file password; correct the secret");
        assertThat(refused(AuthPreset.PLAIN, "username", "u", "password", "canary\nb"))
                .contains("password with several lines");
        assertThat(refused(AuthPreset.SCRAM, "sasl.jaas.config", PLAIN + "username=\"canary\";"))
                .contains("not of the preset scram", "ScramLoginModule");
        assertThat(refused(AuthPreset.PLAIN, "a/password", "canary", "b/password", "canary", "username", "u"))
                .contains("a/password, b/password; keep one of them");
    }

    @ParameterizedTest
    @CsvSource({
        "RSA PRIVATE KEY, PKCS #1",
        "EC PRIVATE KEY, SEC 1",
        "ENCRYPTED PRIVATE KEY, an encrypted form",
    })
    void aKeyInAnotherFormIsRefusedWithTheCommandThatConvertsIt(String type, String form) {
        String key = TestKeys.pem(type, new byte[] {1, 2, 3});

        assertThat(refused(AuthPreset.MTLS, "user.crt", USER.certificate(), "user.key", key))
                .contains(form, "openssl pkcs8 -topk8 -nocrypt -in user.key");
    }

    @Test
    void anEd25519KeyIsRefused() {
        TestKeys ed = TestKeys.of("CN=ed", "Ed25519");

        assertThat(refused(AuthPreset.MTLS, "user.crt", ed.certificate(), "user.key", ed.key()))
                .contains("only RSA and EC");
    }

    @Test
    void aStoreWithAKeyButNoCertificateIsRefused() throws Exception {
        assertThat(refused(
                        AuthPreset.MTLS,
                        "user.p12",
                        USER.storeWithoutCertificate(),
                        "user.password",
                        TestKeys.PASSWORD))
                .contains("a key without a certificate in user.p12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sasl.login.callback.handler.class", "sasl.oauthbearer.jwt.retriever.class"})
    void oauthWithAnotherClassNeedsNoAddress(String property) {
        assertThat(KafkaAuth.of(AuthPreset.OAUTH, files(), Map.of(property, "another.Class"))
                        .properties())
                .doesNotContainKeys(property, "sasl.oauthbearer.token.endpoint.url");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "%", "#", "?", ","})
    void aTokenWhosePathIsNoUrlIsRefused(String character) {
        AuthFiles files = new AuthFiles(
                AuthScope.TARGET, "/a" + character + "b", Set.of("token"), Map.of("token", new byte[] {'t'}));

        assertThat(refused(AuthPreset.OAUTH, files, Map.of()))
                .contains("its path has the character '" + character + "'", "use a folder without it");
    }

    @Test
    void anEmptyTokenIsRefused() {
        assertThat(refused(AuthPreset.OAUTH, "token", "\n")).contains("contains an empty file token");
    }

    @Test
    void theAuthorityOfStrimzisUsersIsNotTrustedForBrokers() {
        assertThat(refused(
                        AuthPreset.MTLS,
                        "ca.crt",
                        CLIENTS_CA.certificate(),
                        "user.crt",
                        USER.certificate(),
                        "user.key",
                        USER.key()))
                .contains("only the authority of Kafka's users (ca.crt)", "CLUSTER-cluster-ca-cert");
    }

    @Test
    void aProtocolThatDoesNotFitThePresetIsRefused() {
        assertThat(refused(AuthPreset.MTLS, files(), Map.of("security.protocol", "PLAINTEXT")))
                .isEqualTo(
                        "KAFKA_CLIENT_SECURITY_PROTOCOL is PLAINTEXT, but KAFKA_AUTH mtls needs SSL or SASL_SSL; remove one of them");
        assertThat(refused(AuthPreset.PLAIN, files(), Map.of("security.protocol", "SSL")))
                .contains("needs SASL_SSL");
    }

    @Test
    void certificatesAreValidForALimitedTime() {
        AuthProperties properties =
                KafkaAuth.of(AuthPreset.MTLS, files("user.crt", USER.certificate(), "user.key", USER.key()), Map.of());
        AuthProperties.Validity validity = properties.identity().orElseThrow();
        Instant until = validity.until();

        assertThat(validity.mistake(Instant.now())).isEmpty();
        assertThat(validity.mistake(until.plusSeconds(1)))
                .hasValueSatisfying(mistake -> assertThat(mistake).contains("user.crt", "expired at " + until));
        assertThat(validity.mistake(until.minus(Duration.ofDays(3_650))))
                .hasValueSatisfying(mistake -> assertThat(mistake).contains("not valid before"));
        assertThat(properties.toString()).doesNotContain("BEGIN");
    }
}
