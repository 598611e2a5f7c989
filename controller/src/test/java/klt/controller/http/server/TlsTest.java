package klt.controller.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.controller.http.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTPS with certificates from files. */
@Execution(ExecutionMode.CONCURRENT)
class TlsTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    private TestCertificate files() {
        return new TestCertificate(folder);
    }

    private Path certificate() {
        return files().certificate();
    }

    private Path key() {
        return files().key();
    }

    private Key write(String name, String algorithm)
            throws IOException, GeneralSecurityException, InterruptedException {
        return files().write(name, algorithm);
    }

    private Map<String, String> settings() {
        return files().settings();
    }

    /** Sends a request. @return the name in the server's certificate and the response */
    private static String request(int port) throws IOException, GeneralSecurityException {
        try (SSLSocket socket = TestCertificate.connect(port)) {
            socket.getOutputStream()
                    .write("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            return socket.getSession().getPeerPrincipal() + " " + response;
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA", "EC", "Ed25519"})
    void keysOfAllAlgorithmsAreServed(String algorithm) throws Exception {
        write("first", algorithm);

        try (TestServer server = new TestServer(settings())) {
            assertThat(request(server.port()))
                    .startsWith("CN=first HTTP/1.1 200")
                    // a browser would apply it to every port of the host name for a year
                    .doesNotContain("Strict-Transport-Security");
        }
    }

    @Test
    void anRsaKeyMayBeInPkcs1() throws Exception {
        byte[] pkcs8 = write("first", "RSA").getEncoded();
        // the key is the last part of PKCS #8, after 26 bytes with the lengths and the algorithm
        TestCertificate.pem(key(), "RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));

        try (TestServer server = new TestServer(settings())) {
            assertThat(request(server.port())).startsWith("CN=first HTTP/1.1 200");
        }
    }

    @Test
    void aChangedCertificateIsServedAfterAWhileAndABrokenOneNever() throws Exception {
        write("first", "EC");
        try (TestServer server = new TestServer(settings())) {
            Files.writeString(certificate(), "broken");
            assertThat(request(server.port())).startsWith("CN=first ");

            write("second", "RSA");

            await("the new certificate")
                    .atMost(LIMIT)
                    .until(() -> request(server.port()), answer -> answer.startsWith("CN=second HTTP/1.1 200"));
        }
    }

    @Test
    void aMistakeIsNamedByVariableAndWithoutTheKey() throws Exception {
        write("first", "EC");
        String keyText = Files.readString(key());
        assertMistake(Map.of("TLS_KEY_FILE", key().toString()), "TLS_CERTIFICATE_FILE is missing");
        assertMistake(Map.of("TLS_CERTIFICATE_FILE", certificate().toString()), "TLS_KEY_FILE is missing");
        for (String type : new String[] {"EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}) {
            Files.writeString(key(), keyText.replace("PRIVATE KEY", type));
            assertMistake(settings(), "TLS_KEY_FILE takes an unencrypted RSA, EC or Ed25519 key");
        }
        // the Base64 of a truncated file ends anywhere
        Files.writeString(key(), "-----BEGIN PRIVATE KEY-----\nMIGHA\n-----END PRIVATE KEY-----\n");
        assertMistake(settings(), "TLS_KEY_FILE takes a file with a complete PEM private key");
        Files.writeString(key(), "canary");
        assertMistake(settings(), "TLS_KEY_FILE takes a file with a PEM private key");
        Files.delete(key());
        assertMistake(settings(), "TLS_KEY_FILE takes a readable file");
        Files.writeString(certificate(), "canary");
        assertMistake(settings(), "TLS_CERTIFICATE_FILE takes ");

        write("second", "EC");
        Files.writeString(key(), keyText);
        assertMistake(settings(), "TLS_KEY_FILE does not belong to the first certificate");
    }

    private static void assertMistake(Map<String, String> settings, String message) {
        assertThatThrownBy(() -> TlsFiles.from(new Environment(settings)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("canary");
    }
}
