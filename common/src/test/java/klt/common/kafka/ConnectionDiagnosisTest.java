package klt.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import klt.common.settings.Environment;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** The cases that need no broker; the others are in the integration test of the controller. */
class ConnectionDiagnosisTest {

    private static final String NOWHERE = "127.0.0.1:1";

    @Test
    void namesATlsListenerForClientsWithoutTls() throws Exception {
        try (ServerSocket tls = listen(SSLContext.getDefault().getServerSocketFactory(), "")) {
            assertThat(refused(address(tls), Map.of()))
                    .hasMessage(address(tls) + " is a TLS listener and KAFKA_CLIENT_SECURITY_PROTOCOL is PLAINTEXT;"
                            + " set it to SSL, or use a listener without TLS");
            assertThat(refused(
                            NOWHERE,
                            Map.of(
                                    "CONTROL_BOOTSTRAP_SERVERS",
                                    NOWHERE + "," + address(tls),
                                    "KAFKA_CLIENT_SECURITY_PROTOCOL",
                                    "SASL_PLAINTEXT")))
                    .hasMessageContaining("set it to SASL_SSL");
        }
    }

    @Test
    void looksAtBothClusters() throws Exception {
        try (ServerSocket tls = listen(SSLContext.getDefault().getServerSocketFactory(), "")) {
            assertThat(refused(address(tls), Map.of("CONTROL_BOOTSTRAP_SERVERS", NOWHERE))
                            .fault())
                    .isEqualTo(ConnectionFault.TLS_REQUIRED);
        }
    }

    @Test
    void namesAnHttpServer() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.start();
        try {
            ConnectionException refused =
                    refused("127.0.0.1:" + http.getAddress().getPort(), Map.of());

            assertThat(refused.fault()).isEqualTo(ConnectionFault.HTTP_SERVER);
            assertThat(refused)
                    .hasMessageStartingWith("127.0.0.1:" + http.getAddress().getPort() + " is an HTTP server")
                    .hasMessageContaining("port of a Kafka listener");
        } finally {
            http.stop(0);
        }
    }

    @Test
    void namesAServerThatSpeaksSomethingElse() throws IOException {
        try (ServerSocket other = listen(ServerSocketFactory.getDefault(), "SSH-2.0-x\r\n")) {
            assertThat(refused(address(other), Map.of()))
                    .hasMessageStartingWith(
                            address(other) + " is not a Kafka broker (its response begins with \"SSH-2.0-\")");
        }
    }

    @Test
    void namesHostsThatDoNotResolve() {
        ConnectionException refused = refused("no-such-host.invalid:9092,neither.invalid:9092", Map.of());

        assertThat(refused.fault()).isEqualTo(ConnectionFault.UNKNOWN_HOST);
        assertThat(refused)
                .hasMessageStartingWith("no-such-host.invalid:9092, neither.invalid:9092 do not resolve here");
    }

    @Test
    void waitsForAServerThatDoesNotAnswerYet() throws IOException {
        try (ServerSocket closing = listen(ServerSocketFactory.getDefault(), "")) {
            assertThatCode(() -> ConnectionDiagnosis.check(settings(address(closing), Map.of())))
                    .doesNotThrowAnyException();
        }
        assertThatCode(() -> ConnectionDiagnosis.check(settings(NOWHERE, Map.of())))
                .doesNotThrowAnyException();
    }

    @Test
    void saysOfAClientThatWaitedInVainWhatItsServersDo() throws InterruptedException {
        ConnectionException found = explained(new TimeoutException("Timed out waiting for a node assignment."));

        assertThat(found.fault()).isEqualTo(ConnectionFault.NO_ANSWER);
        assertThat(found)
                .hasMessageStartingWith(NOWHERE + " does not respond; is it running")
                .hasMessageContaining("refused");
    }

    @Test
    void keepsKafkasWordsWhereTheyNameTheCause() throws InterruptedException {
        assertThat(explained(new SaslAuthenticationException("Authentication failed: Invalid username or password")))
                .hasMessageContaining("rejects the credentials: Authentication failed: Invalid username or password");
        assertThat(explained(new RecordTooLargeException("too large")))
                .hasMessage(NOWHERE + " cannot be used: RecordTooLargeException: too large");
    }

    @Test
    void namesTheCodecOfARecordThatCannotBeRead() throws InterruptedException {
        ConnectionException found = explained(new KafkaException(
                "Received exception when fetching the next record from klt-control-0.",
                new KafkaException(new NoClassDefFoundError("Could not initialize class com.github.luben.zstd.Zstd"))));

        assertThat(found.fault()).isEqualTo(ConnectionFault.CODEC_UNAVAILABLE);
        assertThat(found).hasMessageContaining("codec zstd").hasMessageContaining("java.io.tmpdir");
    }

    private static ConnectionException explained(Throwable error) throws InterruptedException {
        return ConnectionDiagnosis.of(
                error, NOWHERE, settings(NOWHERE, Map.of()).controlClient("test"), TopicRights.NONE);
    }

    private static ConnectionException refused(String servers, Map<String, String> more) {
        KafkaSettings settings = settings(servers, more);
        ConnectionException refused =
                catchThrowableOfType(ConnectionException.class, () -> ConnectionDiagnosis.check(settings));
        assertThat(refused).as(servers).isNotNull();
        return refused;
    }

    private static KafkaSettings settings(String servers, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("KAFKA_BOOTSTRAP_SERVERS", servers);
        return KafkaSettings.from(new Environment(variables));
    }

    private static String address(ServerSocket socket) {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Reads the first bytes of each connection, answers and closes it; anything that is not TLS makes a TLS socket send its alert. */
    private static ServerSocket listen(ServerSocketFactory factory, String answer) throws IOException {
        ServerSocket server = factory.createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    int unused = client.getInputStream().read();
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // not TLS, or the end of the connection
                }
            }
        });
        return server;
    }
}
