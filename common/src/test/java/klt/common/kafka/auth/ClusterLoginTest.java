package klt.common.kafka.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.security.authenticator.SaslClientCallbackHandler;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class ClusterLoginTest {

    private static final String PASSWORD = "canary-password";
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    @TempDir
    private Path folder;

    /** After the keys were created, even if they are created during a test. */
    private Instant now = Instant.now().plus(Duration.ofHours(1));

    private ClusterLogin login(String... namesAndValues) {
        Map<String, String> variables = new HashMap<>(Map.of("KAFKA_AUTH_DIR", folder.toString()));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        variables.values().removeIf(String::isEmpty);
        InstantSource clock = () -> now;
        return ClusterLogin.from(new Environment(variables), AuthScope.TARGET, clock);
    }

    private String refused(String... namesAndValues) {
        ConfigurationException refused =
                catchThrowableOfType(ConfigurationException.class, () -> login(namesAndValues));
        assertThat(refused).isNotNull();
        return refused.getMessage();
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content, StandardCharsets.UTF_8);
    }

    private void writeUser(TestKeys keys) throws IOException {
        write("user/user.crt", keys.certificate());
        write("user/user.key", keys.key());
    }

    /** Returns a client's configuration, as the classes that the client creates receive it. */
    private static Map<String, Object> configuration(ClusterLogin login) {
        Map<String, Object> client = new HashMap<>(login.client());
        client.put("bootstrap.servers", "127.0.0.1:1");
        Map<String, Object> configuration = new HashMap<>(new AdminClientConfig(client).values());
        configuration.put(ClusterLogin.CONFIG, client.get(ClusterLogin.CONFIG));
        return configuration;
    }

    @Test
    void variablesAreChecked() {
        assertThat(refused("KAFKA_AUTH", "kerberos"))
                .isEqualTo("KAFKA_AUTH takes mtls, scram, plain, oauth, msk-iam, gcp, not 'kerberos'");
        assertThat(refused()).startsWith("KAFKA_AUTH_DIR is set without KAFKA_AUTH; set it to one of mtls");
        assertThat(refused("KAFKA_AUTH", "plain", "KAFKA_AUTH_DIR", "/no/such/folder"))
                .isEqualTo(
                        "KAFKA_AUTH_DIR takes an existing folder, not '/no/such/folder'; create it or mount a volume");
        assertThat(refused("KAFKA_AUTH", "mtls", "KAFKA_AUTH_DIR", "")).contains("set KAFKA_AUTH_DIR to the folder");
        assertThat(refused("KAFKA_AUTH", "msk-iam", "KAFKA_AUTH_DIR", ""))
                .contains("software.amazon.msk.auth.iam.IAMClientCallbackHandler", "extensions");
    }

    @Test
    void subfoldersAreReadButNotHiddenOnes() throws IOException {
        write("..data/password", "hidden");
        write("user/username", "u");
        write("user/password", PASSWORD);
        write("user/deeper/password", "ignored");

        assertThat(login("KAFKA_AUTH", "plain").properties().get("sasl.jaas.config"))
                .contains(PASSWORD);
    }

    @Test
    void aFileThatIsTooLargeOrAFolderWithTooManyFilesIsRefused() throws IOException {
        write("password", "x".repeat(AuthFolder.FILE_BYTES_MAX + 1));
        assertThat(refused("KAFKA_AUTH", "plain")).contains("at most 1048576 bytes", "password");

        for (int i = 0; i < AuthFolder.FILES_MAX; i++) {
            write("other/" + i, "");
        }
        Files.delete(folder.resolve("password"));
        write("username", "u");
        assertThat(refused("KAFKA_AUTH", "plain")).contains("more than 200 files");
    }

    @Test
    void secretsAppearNowhere() throws IOException {
        write("username", "canary-user");
        write("password", PASSWORD);
        ClusterLogin login = login("KAFKA_AUTH", "scram", "KAFKA_CLIENT_LINGER_MS", "5");

        assertThat(login.shown())
                .containsOnly(
                        Map.entry("linger.ms", "5"),
                        Map.entry("sasl.jaas.config", "[hidden]"),
                        Map.entry("sasl.mechanism", "SCRAM-SHA-512"),
                        Map.entry("security.protocol", "SASL_SSL"));
        assertThat(login + " " + login.client().get(ClusterLogin.CONFIG))
                .contains("scram")
                .doesNotContain("canary");
    }

    @Test
    void newClientsUseTheNewestFiles() throws IOException {
        write("username", "u");
        write("password", "first");
        ClusterLogin login = login("KAFKA_AUTH", "plain");

        write("password", "second");

        assertThat((String) login.client().get("sasl.jaas.config")).contains("second");
    }

    @Test
    void thePreviousFilesRemainInEffectWhileTheNewOnesAreInvalid() throws IOException {
        TestKeys first = TestKeys.of("CN=user", "EC");
        TestKeys second = TestKeys.of("CN=other", "EC");
        writeUser(first);
        ClusterLogin login = login("KAFKA_AUTH", "mtls");

        write("user/user.crt", second.certificate());
        assertThat(login.client()).containsEntry("ssl.keystore.certificate.chain", first.certificate());

        write("user/user.key", second.key());
        assertThat(login.client()).containsEntry("ssl.keystore.certificate.chain", second.certificate());

        Files.delete(folder.resolve("user/user.key"));
        assertThat(login.client()).containsEntry("ssl.keystore.certificate.chain", second.certificate());
    }

    @Test
    void aTruncatedLoginIsRefusedWithoutAnyOfThePassword() throws IOException {
        String whole = PLAIN + "username=\"u\" password=\"" + PASSWORD + "\";";
        write("sasl.jaas.config", whole);
        ClusterLogin login = login("KAFKA_AUTH", "plain");

        for (int length = PLAIN.length(); length < whole.length(); length++) {
            write("sasl.jaas.config", whole.substring(0, length));
            assertThat(refused("KAFKA_AUTH", "plain"))
                    .contains("contains a sasl.jaas.config that Kafka cannot read; correct the secret")
                    .doesNotContain("canary");
            assertThat(login.client()).containsEntry("sasl.jaas.config", whole);
        }
        write("sasl.jaas.config", PLAIN + "username=\"u\" password=canary\"-password\";");
        assertThat(refused("KAFKA_AUTH", "plain"))
                .contains("that Kafka cannot read")
                .doesNotContain("canary", "-password");
        write("sasl.jaas.config", PLAIN + "username=\"canary\";");
        assertThat(refused("KAFKA_AUTH", "plain"))
                .contains("without a username or password")
                .doesNotContain("canary");
    }

    @Test
    void aVariableWithAnUnreadableLoginIsRefusedWithoutAnyOfThePassword() {
        assertThat(refused(
                        "KAFKA_AUTH",
                        "plain",
                        "KAFKA_CLIENT_SASL_JAAS_CONFIG",
                        PLAIN + "username=\"u\" password=canary\"-password\";"))
                .startsWith("KAFKA_CLIENT_SASL_JAAS_CONFIG contains what Kafka cannot read")
                .doesNotContain("canary", "-password");
    }

    @Test
    void aStoreWithoutACertificateLeavesThePreviousOneInEffect() throws Exception {
        TestKeys keys = TestKeys.of("CN=user", "EC");
        write("user.password", TestKeys.PASSWORD);
        Files.write(folder.resolve("user.p12"), keys.store());
        ClusterLogin login = login("KAFKA_AUTH", "mtls");

        Files.write(folder.resolve("user.p12"), keys.storeWithoutCertificate());

        assertThat(login.client()).containsEntry("ssl.keystore.certificate.chain", keys.certificate());
    }

    @Test
    void unchangedFilesAreNotParsedAgain() throws IOException {
        writeUser(TestKeys.of("CN=user", "EC"));
        ClusterLogin login = login("KAFKA_AUTH", "mtls");

        assertThat(login.client().get("ssl.keystore.key"))
                .isSameAs(login.client().get("ssl.keystore.key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user/"})
    void theFilesOfAKubernetesVolumeAreOfOneVersion(String prefix) throws IOException {
        write(prefix + "..1/username", "u");
        write(prefix + "..1/password", "first");
        Path volume = folder.resolve(prefix);
        Path data = volume.resolve("..data");
        Files.createSymbolicLink(data, Path.of("..1"));
        for (String name : List.of("username", "password")) {
            Files.createSymbolicLink(volume.resolve(name), Path.of("..data", name));
        }
        ClusterLogin login = login("KAFKA_AUTH", "plain");
        assertThat((String) login.client().get("sasl.jaas.config")).contains("first");

        write(prefix + "..2/sasl.jaas.config", PLAIN + "username=\"u\" password=\"second\";");
        Path next = Files.createSymbolicLink(volume.resolve("..next"), Path.of("..2"));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);

        // Kubernetes has not replaced the links to the files yet
        assertThat((String) login.client().get("sasl.jaas.config")).contains("second");
    }

    @Test
    void aFileThatDisappearsDoesNotWeakenTheLogin() throws IOException {
        String trusted = TestKeys.of("CN=other", "EC").certificate();
        writeUser(TestKeys.of("CN=user", "EC"));
        write("ca/ca.crt", trusted);
        ClusterLogin login = login("KAFKA_AUTH", "mtls");

        Files.delete(folder.resolve("ca/ca.crt"));

        assertThat(login.client()).containsEntry("ssl.truststore.certificates", trusted);
    }

    @Test
    void anOpenClientSurvivesTheLossOfAStoreThatAVariableNames() throws IOException {
        TestKeys keys = TestKeys.of("CN=other", "EC");
        Path store = folder.resolve("trust.store");
        Files.write(store, keys.trustStore());
        writeUser(TestKeys.of("CN=user", "EC"));
        ClusterLogin login = login(
                "KAFKA_AUTH",
                "mtls",
                "KAFKA_CLIENT_SSL_TRUSTSTORE_TYPE",
                "PKCS12",
                "KAFKA_CLIENT_SSL_TRUSTSTORE_LOCATION",
                store.toString(),
                "KAFKA_CLIENT_SSL_TRUSTSTORE_PASSWORD",
                TestKeys.PASSWORD);
        try (LatestSslEngines engines = new LatestSslEngines()) {
            engines.configure(configuration(login));
            var before = engines.keystore();
            Files.delete(store);
            writeUser(keys);

            assertThat(engines.createClientSslEngine("host", 1, "https")).isNotNull();
            assertThat(engines.keystore()).isSameAs(before);

            Files.write(store, keys.trustStore());
            assertThat(engines.createClientSslEngine("host", 1, "https")).isNotNull();
            assertThat(engines.keystore()).isNotSameAs(before);
        }
    }

    @Test
    void emptyVariablesAreNoLogin() {
        assertThat(isSet("CONTROL_CLIENT_SASL_MECHANISM", " ")).isFalse();
        assertThat(isSet("CONTROL_CLIENT_SASL_MECHANISM", "PLAIN")).isTrue();
        assertThat(isSet("CONTROL_CLIENT_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", ""))
                .isTrue();
    }

    private static boolean isSet(String variable, String value) {
        return ClusterLogin.isSet(new Environment(Map.of(variable, value)), AuthScope.CONTROL);
    }

    @Test
    void theCaseOfTheProtocolDoesNotMatter() throws IOException {
        writeUser(TestKeys.of("CN=user", "EC"));

        assertThat(login("KAFKA_AUTH", "mtls", "KAFKA_CLIENT_SECURITY_PROTOCOL", "ssl")
                        .properties())
                .containsEntry("security.protocol", "SSL");
    }

    @Test
    void anExpiredCertificateIsReported() throws IOException {
        writeUser(TestKeys.of("CN=user", "EC"));
        ClusterLogin login = login("KAFKA_AUTH", "mtls");
        assertThat(login.mistake()).isEmpty();

        now = now.plus(Duration.ofDays(1_000));

        assertThat(login.mistake())
                .hasValueSatisfying(mistake -> assertThat(mistake)
                        .startsWith(folder + " contains a certificate in user/user.crt that expired at "));
        assertThat(refused("KAFKA_AUTH", "mtls")).startsWith("KAFKA_AUTH_DIR " + folder);
    }

    @Test
    void anOpenClientUsesTheNewestCertificateForNewConnections() throws IOException {
        TestKeys first = TestKeys.of("CN=user", "EC");
        TestKeys second = TestKeys.of("CN=other", "EC");
        writeUser(first);
        ClusterLogin login = login("KAFKA_AUTH", "mtls");
        assertThat(login.client()).containsEntry("ssl.engine.factory.class", LatestSslEngines.class.getName());

        try (LatestSslEngines engines = new LatestSslEngines()) {
            engines.configure(configuration(login));
            assertThat(engines.keystore()).isNotNull();
            var before = engines.keystore();
            SSLEngine engine = engines.createClientSslEngine("host", 1, "https");
            assertThat(engine.getUseClientMode()).isTrue();
            assertThat(engines.keystore()).as("unchanged files").isSameAs(before);

            writeUser(second);
            assertThat(engines.createClientSslEngine("host", 1, "https")).isNotNull();

            assertThat(engines.keystore()).isNotSameAs(before);
        }
    }

    @Test
    void anOpenClientUsesTheNewestPasswordForNewConnections() throws IOException, UnsupportedCallbackException {
        write("username", "first");
        write("password", "one");
        ClusterLogin login = login("KAFKA_AUTH", "scram");
        assertThat(login.client()).containsEntry("sasl.client.callback.handler.class", LatestPassword.class.getName());
        LatestPassword handler = new LatestPassword();
        handler.configure(configuration(login), "SCRAM-SHA-512", List.of());

        write("username", "second");
        write("password", "two");

        NameCallback name = new NameCallback("name", "default");
        PasswordCallback password = new PasswordCallback("password", false);
        handler.handle(new Callback[] {name, password});
        assertThat(name.getName()).isEqualTo("second");
        assertThat(password.getPassword()).containsExactly('t', 'w', 'o');
        handler.close();
    }

    @Test
    void whatTheOperatorSetIsNotFollowed() throws IOException {
        writeUser(TestKeys.of("CN=user", "EC"));

        String engines = DefaultSslEngineFactory.class.getName();
        assertThat(login("KAFKA_AUTH", "mtls", "KAFKA_CLIENT_SSL_ENGINE_FACTORY_CLASS", engines)
                        .client())
                .containsEntry("ssl.engine.factory.class", engines);

        write("username", "u");
        write("password", PASSWORD);
        String handler = SaslClientCallbackHandler.class.getName();
        assertThat(login("KAFKA_AUTH", "plain", "KAFKA_CLIENT_SASL_CLIENT_CALLBACK_HANDLER_CLASS", handler)
                        .client())
                .containsEntry("sasl.client.callback.handler.class", handler);
        assertThat(login("KAFKA_AUTH", "", "KAFKA_AUTH_DIR", "", "KAFKA_CLIENT_LINGER_MS", "5")
                        .client())
                .containsOnly(Map.entry("linger.ms", "5"));
    }
}
