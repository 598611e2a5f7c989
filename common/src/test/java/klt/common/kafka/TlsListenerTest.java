package klt.common.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import klt.common.settings.Environment;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class TlsListenerTest {

    @Test
    void isRefusedForAClientWithoutTls() throws Exception {
        try (ServerSocket tls = listen(SSLContext.getDefault().getServerSocketFactory())) {
            assertThatThrownBy(() -> TlsListener.refuse(settings(address(tls), Map.of())))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(address(tls) + " is a TLS listener and KAFKA_CLIENT_SECURITY_PROTOCOL is PLAINTEXT;"
                            + " set it to SSL, or take a listener without TLS");
            assertThatThrownBy(() -> TlsListener.refuse(settings(
                            "127.0.0.1:1",
                            Map.of(
                                    "CONTROL_BOOTSTRAP_SERVERS",
                                    "127.0.0.1:1," + address(tls),
                                    "KAFKA_CLIENT_SECURITY_PROTOCOL",
                                    "SASL_PLAINTEXT"))))
                    .hasMessageContaining("set it to SASL_SSL");
        }
    }

    @Test
    void isLeftToAClientWithTls() throws Exception {
        try (ServerSocket tls = listen(SSLContext.getDefault().getServerSocketFactory())) {
            assertThatCode(() -> TlsListener.refuse(
                            settings(address(tls), Map.of("KAFKA_CLIENT_SECURITY_PROTOCOL", "SASL_SSL"))))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void isNoneThatAnswersOtherwiseOrNotAtAll() throws Exception {
        try (ServerSocket other = listen(ServerSocketFactory.getDefault())) {
            assertThatCode(() -> TlsListener.refuse(settings(address(other), Map.of())))
                    .doesNotThrowAnyException();
        }
        assertThatCode(() -> TlsListener.refuse(settings("127.0.0.1:1", Map.of())))
                .doesNotThrowAnyException();
    }

    private static KafkaSettings settings(String servers, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("KAFKA_BOOTSTRAP_SERVERS", servers);
        return KafkaSettings.from(new Environment(variables));
    }

    private static String address(ServerSocket socket) {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Reads the first bytes of whoever comes; what is no TLS makes a TLS socket send its alert. */
    private static ServerSocket listen(ServerSocketFactory factory) throws IOException {
        ServerSocket server = factory.createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    int unused = client.getInputStream().read();
                } catch (IOException e) {
                    // no TLS, or the end
                }
            }
        });
        return server;
    }
}
