package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import klt.common.kafka.ConnectionDiagnosis;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.KafkaSettings;
import klt.common.settings.Environment;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with a SCRAM and a mutual TLS listener, and clients with Strimzi's secrets. */
class KafkaSecurityIT {

    private static final String PASSWORD = "right";
    private static final int ITERATIONS = 4_096;

    private static EmbeddedKafka kafka;
    private static MountedSecrets secrets;
    private static Path brokerKeys;
    private static Path userKeys;

    @TempDir
    private Path target;

    @TempDir
    private Path control;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        secrets = new MountedSecrets(folder);
        brokerKeys = secrets.keys("broker");
        userKeys = secrets.keys("user");
        EmbeddedKafka.Builder builder = EmbeddedKafka.builder()
                .listener("LOGIN", "SASL_SSL")
                .listener("MUTUAL", "SSL")
                .property("sasl.enabled.mechanisms", "SCRAM-SHA-512")
                .property(
                        "listener.name.login.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;")
                .property("listener.name.mutual.ssl.client.auth", "required")
                .property(
                        "listener.name.mutual.ssl.truststore.location",
                        secrets.trusting(userKeys).toString())
                .property("listener.name.mutual.ssl.truststore.password", MountedSecrets.PASSWORD)
                .property("listener.name.mutual.ssl.truststore.type", "PKCS12");
        for (String listener : List.of("login", "mutual")) {
            builder.property("listener.name." + listener + ".ssl.keystore.location", brokerKeys.toString())
                    .property("listener.name." + listener + ".ssl.keystore.password", MountedSecrets.PASSWORD)
                    .property("listener.name." + listener + ".ssl.keystore.type", "PKCS12");
        }
        kafka = builder.start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "tester", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), PASSWORD)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static KafkaSettings settings(String servers, String preset, Path folder, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("KAFKA_BOOTSTRAP_SERVERS", servers);
        variables.put("KAFKA_AUTH", preset);
        variables.put("KAFKA_AUTH_DIR", folder.toString());
        return KafkaSettings.from(new Environment(variables));
    }

    private static String clusterId(Admin admin) throws Exception {
        return admin.describeCluster().clusterId().get();
    }

    @Test
    void eachClusterIsReachedWithItsOwnSecrets() throws Exception {
        secrets.clusterCa(target, brokerKeys);
        secrets.scramUser(target, "tester", PASSWORD);
        secrets.clusterCa(control, brokerKeys);
        secrets.tlsUser(control, userKeys);
        KafkaSettings settings = settings(
                kafka.address("LOGIN"),
                "scram",
                target,
                Map.of(
                        "CONTROL_BOOTSTRAP_SERVERS", kafka.address("MUTUAL"),
                        "CONTROL_AUTH", "mtls",
                        "CONTROL_AUTH_DIR", control.toString()));

        await("the credentials are on the broker")
                .untilAsserted(() -> assertThatCode(() -> ConnectionDiagnosis.check(settings))
                        .doesNotThrowAnyException());

        try (Admin login = Admin.create(settings.targetClient("test"));
                Admin mutual = Admin.create(settings.controlClient("test"))) {
            assertThat(clusterId(login)).isEqualTo(clusterId(mutual));
        }
        assertThat(settings.user()).contains("tester");
    }

    @Test
    void storesServeAsWellAsPem() throws Exception {
        secrets.clusterCa(target, brokerKeys);
        secrets.tlsUser(target, userKeys);
        for (String pem : List.of("ca/ca.crt", "user/ca.crt", "user/user.crt", "user/user.key")) {
            Files.delete(target.resolve(pem));
        }

        try (Admin admin = Admin.create(
                settings(kafka.address("MUTUAL"), "mtls", target, Map.of()).targetClient("test"))) {
            assertThat(clusterId(admin)).isNotEmpty();
        }
    }

    @Test
    void anOpenClientUsesANewPassword() throws Exception {
        secrets.clusterCa(target, brokerKeys);
        secrets.scramUser(target, "tester", "outdated");
        KafkaSettings settings = settings(kafka.address("LOGIN"), "scram", target, Map.of());
        try (Admin admin = Admin.create(settings.targetClient("test"))) {
            assertThatThrownBy(() -> clusterId(admin)).hasCauseInstanceOf(SaslAuthenticationException.class);

            secrets.scramUser(target, "tester", PASSWORD);

            await("the client connects again")
                    .ignoreExceptions()
                    .atMost(Controller.AWAIT_MAX)
                    .until(() -> !clusterId(admin).isEmpty());
        }
    }

    @Test
    void anOpenClientUsesANewCertificate() throws Exception {
        secrets.clusterCa(target, brokerKeys);
        secrets.tlsUser(target, secrets.keys("stranger"));
        KafkaSettings settings = settings(kafka.address("MUTUAL"), "mtls", target, Map.of());
        try (Admin admin = Admin.create(settings.targetClient("test"))) {
            assertThatThrownBy(() -> clusterId(admin)).hasCauseInstanceOf(SslAuthenticationException.class);

            secrets.tlsUser(target, userKeys);

            await("the client connects again")
                    .ignoreExceptions()
                    .atMost(Controller.AWAIT_MAX)
                    .until(() -> !clusterId(admin).isEmpty());
        }
    }

    @Test
    void withoutTheClustersCaTheBrokerIsNotTrusted() throws IOException {
        secrets.scramUser(target, "tester", PASSWORD);
        KafkaSettings settings = settings(kafka.address("LOGIN"), "scram", target, Map.of());

        assertThatThrownBy(() -> ConnectionDiagnosis.check(settings))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContainingAll("did not agree on TLS", "ca.crt in KAFKA_AUTH_DIR");
    }
}
