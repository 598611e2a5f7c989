package klt.common.kafka.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterLoginTest {

    private static final String PASSWORD = "canary-password";

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

        assertThat(login(
                                "KAFKA_AUTH",
                                "mtls",
                                "KAFKA_CLIENT_SSL_ENGINE_FACTORY_CLASS",
                                LatestSslEngines.class.getName())
                        .properties())
                .containsEntry("ssl.engine.factory.class", LatestSslEngines.class.getName());
        assertThat(login("KAFKA_AUTH", "", "KAFKA_AUTH_DIR", "", "KAFKA_CLIENT_LINGER_MS", "5")
                        .client())
                .containsOnly(Map.entry("linger.ms", "5"));
    }
}
