package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import klt.common.kafka.ConnectionDiagnosis;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.ConnectionFault;
import klt.common.kafka.KafkaSettings;
import klt.common.kafka.TopicRights;
import klt.common.settings.Environment;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One broker with all kinds of listeners, and every way to connect to the wrong one. */
class ConnectionDiagnosisIT {

    private static final String STORE_PASSWORD = "secret";

    private static EmbeddedKafka kafka;
    private static Path keys;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException, InterruptedException {
        keys = folder.resolve("keys.p12");
        makeKeys(keys);
        kafka = EmbeddedKafka.builder()
                .listener("NOWHERE", "PLAINTEXT", "broker-0.inside.invalid:9092")
                .listener("INSIDE", "PLAINTEXT", "127.0.0.1:1")
                .listener("LOGIN", "SASL_PLAINTEXT")
                .listener("TLS", "SSL")
                .property("sasl.enabled.mechanisms", "PLAIN")
                .property(
                        "listener.name.login.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required user_tester=\"right\";")
                .property("listener.name.tls.ssl.keystore.location", keys.toString())
                .property("listener.name.tls.ssl.keystore.password", STORE_PASSWORD)
                .property("listener.name.tls.ssl.keystore.type", "PKCS12")
                .property("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .property("allow.everyone.if.no.acl.found", "true")
                .start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static void makeKeys(Path file) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        STORE_PASSWORD,
                        "-alias",
                        "broker",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=broker",
                        "-ext",
                        "SAN=IP:127.0.0.1")
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
    }

    private static KafkaSettings settings(String servers, String... client) {
        Map<String, String> variables = new HashMap<>(Map.of("KAFKA_BOOTSTRAP_SERVERS", servers));
        for (int i = 0; i < client.length; i += 2) {
            variables.put("KAFKA_CLIENT_" + client[i], client[i + 1]);
        }
        return KafkaSettings.from(new Environment(variables));
    }

    private static ConnectionException refused(String servers, String... client) {
        KafkaSettings settings = settings(servers, client);
        ConnectionException refused =
                catchThrowableOfType(ConnectionException.class, () -> ConnectionDiagnosis.check(settings));
        assertThat(refused)
                .as(() -> servers + " with " + Arrays.toString(client))
                .isNotNull();
        return refused;
    }

    private static void assertFault(ConnectionException found, ConnectionFault fault, String... words) {
        assertThat(found.fault()).as(found.getMessage()).isEqualTo(fault);
        assertThat(found.getMessage()).contains(words);
    }

    private static String login(String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"tester\" password=\""
                + password + "\";";
    }

    @Test
    void clientsThatFitTheirListenersAreLetThrough() {
        assertThatCode(() -> {
                    ConnectionDiagnosis.check(settings(kafka.bootstrapServers()));
                    ConnectionDiagnosis.check(settings(
                            kafka.address("LOGIN"),
                            "SECURITY_PROTOCOL",
                            "SASL_PLAINTEXT",
                            "SASL_MECHANISM",
                            "PLAIN",
                            "SASL_JAAS_CONFIG",
                            login("right")));
                    ConnectionDiagnosis.check(settings(
                            kafka.address("TLS"),
                            "SECURITY_PROTOCOL",
                            "SSL",
                            "SSL_TRUSTSTORE_LOCATION",
                            keys.toString(),
                            "SSL_TRUSTSTORE_PASSWORD",
                            STORE_PASSWORD));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void namesAnAdvertisedNameThatDoesNotResolve() {
        assertFault(
                refused(kafka.address("NOWHERE")),
                ConnectionFault.ADVERTISED_UNKNOWN_HOST,
                kafka.address("NOWHERE") + " responds",
                "advertise broker-0.inside.invalid:9092, which does not resolve",
                "advertised.listeners");
    }

    @Test
    void namesAnInternalAddressThatIsAdvertisedToClientsOutside() {
        assertFault(
                refused(kafka.address("INSIDE")),
                ConnectionFault.ADVERTISED_UNREACHABLE,
                "advertise 127.0.0.1:1, which cannot be reached",
                "listener for clients outside");
    }

    @Test
    void namesASaslListenerForAClientWithoutSasl() {
        assertFault(
                refused(kafka.address("LOGIN")),
                ConnectionFault.SASL_REQUIRED,
                kafka.address("LOGIN") + " is a SASL listener (PLAIN)",
                "set it to SASL_PLAINTEXT");
    }

    @Test
    void namesAListenerWithoutSaslForAClientWithSasl() {
        assertFault(
                refused(
                        kafka.bootstrapServers(),
                        "SECURITY_PROTOCOL",
                        "SASL_PLAINTEXT",
                        "SASL_MECHANISM",
                        "PLAIN",
                        "SASL_JAAS_CONFIG",
                        login("right")),
                ConnectionFault.SASL_NOT_SPOKEN,
                "is a listener without SASL",
                "set it to PLAINTEXT");
    }

    @Test
    void namesATlsListenerForAClientWithoutTls() {
        assertFault(
                refused(kafka.address("TLS")),
                ConnectionFault.TLS_REQUIRED,
                kafka.address("TLS") + " is a TLS listener",
                "set it to SSL");
    }

    @Test
    void namesAListenerWithoutTlsForAClientWithTls() {
        assertFault(
                refused(kafka.bootstrapServers(), "SECURITY_PROTOCOL", "SSL"),
                ConnectionFault.TLS_NOT_SPOKEN,
                kafka.bootstrapServers() + " is a listener without TLS",
                "set it to PLAINTEXT");
    }

    @Test
    void namesACertificateThatIsNotTrusted() {
        assertFault(
                refused(kafka.address("TLS"), "SECURITY_PROTOCOL", "SSL"),
                ConnectionFault.TLS_HANDSHAKE,
                "certification path",
                "KAFKA_CLIENT_SSL_TRUSTSTORE");
    }

    @Test
    void namesAWrongPassword() {
        assertFault(
                refused(
                        kafka.address("LOGIN"),
                        "SECURITY_PROTOCOL",
                        "SASL_PLAINTEXT",
                        "SASL_MECHANISM",
                        "PLAIN",
                        "SASL_JAAS_CONFIG",
                        login("wrong")),
                ConnectionFault.CREDENTIALS,
                kafka.address("LOGIN") + " rejects the credentials",
                "Invalid username or password",
                "KAFKA_CLIENT_SASL_JAAS_CONFIG");
    }

    @Test
    void namesAMechanismThatIsNotEnabled() {
        assertFault(
                refused(
                        kafka.address("LOGIN"),
                        "SECURITY_PROTOCOL",
                        "SASL_PLAINTEXT",
                        "SASL_MECHANISM",
                        "SCRAM-SHA-512",
                        "SASL_JAAS_CONFIG",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"tester\""
                                + " password=\"right\";"),
                ConnectionFault.SASL_MECHANISM,
                "does not enable SASL mechanism SCRAM-SHA-512",
                "enabled mechanisms are [PLAIN]");
    }

    @Test
    void namesSettingsThatNoClientCanBeMadeOf() {
        assertFault(
                refused(kafka.address("LOGIN"), "SECURITY_PROTOCOL", "SASL_PLAINTEXT", "SASL_MECHANISM", "PLAIN"),
                ConnectionFault.SETTINGS,
                "KAFKA_CLIENT_",
                "JAAS");
    }

    @Test
    void namesAnUnreadableLoginWithoutAnyOfThePassword() throws InterruptedException {
        ConnectionException found = ConnectionDiagnosis.of(
                new TimeoutException("no answer"),
                kafka.address("LOGIN"),
                Map.of(
                        "bootstrap.servers", kafka.address("LOGIN"),
                        "security.protocol", "SASL_PLAINTEXT",
                        "sasl.mechanism", "PLAIN",
                        "sasl.jaas.config", "x.Y required username=\"u\" password=canary\"-password\";"),
                TopicRights.NONE);

        assertFault(found, ConnectionFault.SETTINGS, "sasl.jaas.config contains what Kafka cannot read");
        assertThat(found.getMessage()).doesNotContain("canary", "-password");
    }

    @Test
    void goesOnWithoutOneUnknownHostAmongGoodOnes() {
        assertThatCode(() ->
                        ConnectionDiagnosis.check(settings("no-such-host.invalid:9092," + kafka.bootstrapServers())))
                .doesNotThrowAnyException();
    }

    @Test
    void namesTopicsAndOperationsThatAreNotAllowed() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("acl-read", 1, (short) 1), new NewTopic("acl-write", 1, (short) 1)))
                    .all()
                    .get();
            TopicRights rights = new TopicRights(Map.of(
                    "acl-read", Set.of(AclOperation.DESCRIBE, AclOperation.READ),
                    "acl-write", Set.of(AclOperation.DESCRIBE, AclOperation.READ, AclOperation.WRITE),
                    "acl-absent", Set.of(AclOperation.DESCRIBE, AclOperation.READ, AclOperation.CREATE)));
            rights.require(admin);
            deny(admin, "acl-read", AclOperation.READ);
            deny(admin, "acl-write", AclOperation.WRITE);

            await("the broker applies the denials")
                    .atMost(Controller.AWAIT_MAX)
                    .until(
                            () -> catchThrowableOfType(ConnectionException.class, () -> rights.require(admin)),
                            found -> found != null && found.getMessage().contains("Write"));
            assertFault(
                    catchThrowableOfType(ConnectionException.class, () -> rights.require(admin)),
                    ConnectionFault.NOT_AUTHORIZED,
                    "Read on topic acl-read, Write on topic acl-write;",
                    "--topic acl-read --operation Read");
            assertFault(
                    ConnectionDiagnosis.of(
                            new TopicAuthorizationException("Not authorized to access topics: [acl-absent]"),
                            kafka.bootstrapServers(),
                            settings(kafka.bootstrapServers()).controlClient("test"),
                            rights),
                    ConnectionFault.NOT_AUTHORIZED,
                    "Create on topic acl-absent, Read on topic acl-read, Write on topic acl-write;");
        }
    }

    private static void deny(Admin admin, String topic, AclOperation operation)
            throws InterruptedException, ExecutionException {
        ResourcePattern resource = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        admin.createAcls(List.of(
                        new AclBinding(
                                resource,
                                new AccessControlEntry("User:*", "*", AclOperation.ALL, AclPermissionType.ALLOW)),
                        new AclBinding(
                                resource, new AccessControlEntry("User:*", "*", operation, AclPermissionType.DENY))))
                .all()
                .get();
    }
}
