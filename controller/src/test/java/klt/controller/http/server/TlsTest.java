package klt.controller.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.controller.http.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTPS with certificates from files. */
class TlsTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private Path folder;

    private Path certificate() {
        return folder.resolve("tls.crt");
    }

    private Path key() {
        return folder.resolve("tls.key");
    }

    /** Writes a new key and its certificate. @return the key */
    private Key write(String name, String algorithm)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-alias",
                        "a",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore read = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            read.load(in, PASSWORD);
        }
        pem(certificate(), "CERTIFICATE", read.getCertificate("a").getEncoded());
        Key key = read.getKey("a", PASSWORD);
        pem(key(), "PRIVATE KEY", key.getEncoded());
        return key;
    }

    private static void pem(Path file, String type, byte[] der) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + type + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type
                        + "-----\n");
    }

    private Map<String, String> settings() {
        return Map.of("TLS_CERTIFICATE_FILE", certificate().toString(), "TLS_KEY_FILE", key().toString());
    }

    /** Sends a request. @return the name in the server's certificate and the response */
    private static String request(int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
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
                    .contains("Strict-Transport-Security: max-age=31536000");
        }
    }

    @Test
    void anRsaKeyMayBeInPkcs1() throws Exception {
        byte[] pkcs8 = write("first", "RSA").getEncoded();
        // the key is the last part of PKCS #8, after 26 bytes with the lengths and the algorithm
        pem(key(), "RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));

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

    /** The certificates are self-signed. */
    private static final class TrustAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
