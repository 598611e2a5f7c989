package klt.common.kafka.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import klt.common.settings.Environment;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's OAuth client and an OAuth server that accepts any secret. */
class LatestClientSecretTest {

    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    private final List<String> credentials = new CopyOnWriteArrayList<>();

    private HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", exchange -> {
            String basic =
                    exchange.getRequestHeaders().getFirst("Authorization").replace("Basic ", "");
            credentials.add(new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8));
            long now = Instant.now().getEpochSecond();
            String token = encoded("{\"alg\": \"none\"}")
                    + "." + encoded("{\"sub\": \"me\", \"iat\": " + now + ", \"exp\": " + (now + 600) + "}")
                    + "." + encoded("signature");
            byte[] body = ("{\"access_token\": \"" + token + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String token(LatestClientSecret handler) throws IOException, UnsupportedCallbackException {
        OAuthBearerTokenCallback callback = new OAuthBearerTokenCallback();
        handler.handle(new Callback[] {callback});
        return callback.token().principalName();
    }

    @Test
    void anOpenClientUsesTheNewestSecretForNewTokens(@TempDir Path folder)
            throws IOException, UnsupportedCallbackException {
        HttpServer server = server();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
            Files.writeString(folder.resolve("client-id"), "me");
            Files.writeString(folder.resolve("client-secret"), "first");
            ClusterLogin login = ClusterLogin.from(
                    new Environment(Map.of(
                            "KAFKA_AUTH",
                            "oauth",
                            "KAFKA_AUTH_DIR",
                            folder.toString(),
                            "KAFKA_CLIENT_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL",
                            url)),
                    AuthScope.TARGET,
                    InstantSource.system());
            // not the login modules, because other tests in this JVM use others
            Map<String, String> allowed = JvmAllowLists.of(List.of(login.properties()), name -> Optional.empty());
            assertThat(allowed).containsEntry(ALLOWED_URLS, url);
            System.setProperty(ALLOWED_URLS, url);
            Map<String, Object> client = new HashMap<>(login.client());
            assertThat(client).containsEntry("sasl.login.callback.handler.class", LatestClientSecret.class.getName());
            client.put("bootstrap.servers", "127.0.0.1:1");
            Map<String, Object> configuration = new HashMap<>(new AdminClientConfig(client).values());
            configuration.put(ClusterLogin.CONFIG, login);
            LatestClientSecret handler = new LatestClientSecret();
            handler.configure(
                    configuration,
                    "OAUTHBEARER",
                    JaasContext.loadClientContext(configuration).configurationEntries());

            assertThat(token(handler)).isEqualTo("me");
            Files.writeString(folder.resolve("client-secret"), "second");
            assertThat(token(handler)).isEqualTo("me");
            handler.close();

            assertThat(credentials).containsExactly("me:first", "me:second");
        } finally {
            server.stop(0);
            System.clearProperty(ALLOWED_URLS);
        }
    }
}
