package klt.worker.produce.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.spec.message.SchemaType;
import klt.embedded.EmbeddedRegistry;
import klt.worker.core.PayloadException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryTest {

    private static final String INT = "\"int\"";
    private static final String LONG = "\"long\"";

    private EmbeddedRegistry registry;
    private SchemaRegistry client;

    @BeforeEach
    void start() throws IOException {
        registry = EmbeddedRegistry.start();
        client = client(registry.url(), Optional.empty());
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    private static SchemaRegistry client(String url, Optional<String> userInfo) {
        return new SchemaRegistry(new RegistrySettings(url, userInfo));
    }

    private static RegisteredSchema schema(String subject, int version, int id, String text) {
        return new RegisteredSchema(id, SchemaText.alone("version " + version + " of subject " + subject, text));
    }

    @Test
    void aSchemaThatIsRegisteredAgainHasTheSameId() throws InterruptedException {
        int first = client.register("a-value", SchemaType.AVRO, INT);
        int other = client.register("a-value", SchemaType.AVRO, LONG);

        assertThat(other).isNotEqualTo(first);
        assertThat(client.register("a-value", SchemaType.AVRO, " \"int\" ")).isEqualTo(first);
        assertThat(client.register("b-value", SchemaType.AVRO, INT)).isEqualTo(first);
    }

    @Test
    void theLatestSchemaOrAVersionIsLookedUp() throws InterruptedException {
        int first = registry.register("orders-value", INT);
        int second = registry.register("orders-value", LONG);

        assertThat(client.lookUp("orders-value", SchemaType.AVRO, Optional.empty()))
                .isEqualTo(schema("orders-value", 2, second, LONG));
        assertThat(client.lookUp("orders-value", SchemaType.AVRO, Optional.of(1)))
                .isEqualTo(schema("orders-value", 1, first, INT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "a/b", "a%2Fb", "a?b=c#d", "ü", "a+b", "a..b"})
    void anySubjectIsOnePartOfThePath(String subject) throws InterruptedException {
        int id = client.register(subject, SchemaType.AVRO, INT);

        assertThat(client.lookUp(subject, SchemaType.AVRO, Optional.empty())).isEqualTo(schema(subject, 1, id, INT));
    }

    @Test
    void aMissingSubjectOrVersionIsNamed() {
        registry.register("orders-value", INT);

        assertThatThrownBy(() -> client.lookUp("other", SchemaType.AVRO, Optional.empty()))
                .isInstanceOf(PayloadException.class)
                .hasMessage(
                        "the schema registry rejected /subjects/other/versions/latest (HTTP 404, error 40401): "
                                + "Subject 'other' not found.; set payload.subject to an existing subject, or payload.schema to register a schema");
        assertThatThrownBy(() -> client.lookUp("orders-value", SchemaType.AVRO, Optional.of(2)))
                .hasMessageContaining("(HTTP 404, error 40402): Version 2 not found.");
    }

    @Test
    void anIncompatibleOrInvalidSchemaIsRefused() {
        registry.register("orders-value", INT);
        registry.freeze("orders-value");

        assertThatThrownBy(() -> client.register("orders-value", SchemaType.AVRO, LONG))
                .hasMessageContaining("(HTTP 409, error 40901): Schema being registered is incompatible")
                .hasMessageEndingWith("; change payload.schema, or the compatibility of the subject");
        assertThatThrownBy(() -> client.register("orders-value", SchemaType.AVRO, "{"))
                .hasMessageContaining("(HTTP 422, error 42201): Invalid schema");
    }

    @Test
    void aRegistryThatNeedsALoginGetsIt() throws InterruptedException {
        registry.require("user", "pass:word");

        try (SchemaRegistry right = client(registry.url(), Optional.of("user:pass:word"))) {
            assertThat(right.register("a", SchemaType.AVRO, INT)).isPositive();
        }
        assertThatThrownBy(() -> client.register("a", SchemaType.AVRO, INT))
                .hasMessage("the schema registry rejected /subjects/a/versions (HTTP 401, error 40101): Unauthorized; "
                        + "check SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO on the worker");
    }

    @Test
    void anErrorOfTheServerIsTriedAgain() throws InterruptedException {
        registry.answerNext(500, "{\"error_code\":50003,\"message\":\"Error while forwarding\"}");
        registry.answerNext(503, "");

        assertThat(client.register("a", SchemaType.AVRO, INT)).isPositive();
        assertThat(registry.requests()).isEqualTo(Collections.nCopies(3, "POST /subjects/a/versions"));
    }

    @Test
    void anErrorOfTheServerThatStaysEndsTheAttempts() {
        for (int i = 0; i < SchemaRegistry.ATTEMPTS_MAX; i++) {
            registry.answerNext(500, "{\"error_code\":50001,\"message\":\"Error in the\\nbackend\"}");
        }

        assertThatThrownBy(() -> client.register("a", SchemaType.AVRO, INT))
                .hasMessage("the schema registry rejected /subjects/a/versions (HTTP 500, error 50001): "
                        + "Error in the backend");
        assertThat(registry.requests()).hasSize(SchemaRegistry.ATTEMPTS_MAX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>welcome</html>", "[]", "{\"id\": \"1\"}", "{\"id\": 1}", "{\"schema\": \"x\"}"})
    void anAnswerOfSomethingElseIsNamed(String body) {
        registry.answerNext(200, body);

        assertThatThrownBy(() -> client.lookUp("a", SchemaType.AVRO, Optional.empty()))
                .isInstanceOf(PayloadException.class)
                .hasMessage("the response of " + registry.url()
                        + " to /subjects/a/versions/latest does not come from a schema"
                        + " registry; check SCHEMA_REGISTRY_URL on the worker");
    }

    @Test
    void aRedirectIsNotFollowed() {
        registry.answerNext(302, "{}");

        assertThatThrownBy(() -> client.register("a", SchemaType.AVRO, INT)).hasMessageContaining("(HTTP 302)");
        assertThat(registry.requests()).hasSize(1);
    }

    /** Reads the request, and answers with an endless body. */
    private static String answerWithoutEnd(ServerSocket server) throws IOException {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] block = new byte[1 << 16];
            Arrays.fill(block, (byte) ' ');
            for (long sent = 0; sent < 1L << 40; sent += block.length) {
                socket.getOutputStream().write(block);
            }
            return "read to its end";
        } catch (SocketException closed) {
            return "closed";
        }
    }

    @Test
    void anAnswerWithoutEndIsNotReadOnAndNotTriedAgain() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ExecutorService executor = Executors.newSingleThreadExecutor();
                SchemaRegistry endless = client("http://127.0.0.1:" + server.getLocalPort(), Optional.empty())) {
            Future<String> sent = executor.submit(() -> answerWithoutEnd(server));

            assertThatThrownBy(() -> endless.lookUp("a", SchemaType.AVRO, Optional.empty()))
                    .isInstanceOf(PayloadException.class)
                    .hasMessage("the response of http://127.0.0.1:" + server.getLocalPort()
                            + " to /subjects/a/versions/latest is longer than 4,194,304 bytes;"
                            + " check SCHEMA_REGISTRY_URL on the worker");

            assertThat(sent.get()).isEqualTo("closed");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROTOBUF | AVRO | version 3 of subject a has the type PROTOBUF, and payload.format avro needs AVRO;"
                        + " set payload.format: protobuf",
                "JSON | PROTOBUF | version 3 of subject a has the type JSON, and payload.format protobuf needs PROTOBUF;"
                        + " set payload.format: json-schema",
                "AVRO | JSON | version 3 of subject a has the type AVRO, and payload.format json-schema needs JSON;"
                        + " set payload.format: avro",
                "XSD | AVRO | version 3 of subject a has the type XSD, and payload.format avro needs AVRO"
            })
    void aSchemaOfAnotherTypeIsNamed(String found, SchemaType type, String problem) {
        String schemaType = found.equals("AVRO") ? "" : "\"schemaType\": \"" + found + "\", ";
        registry.answerNext(200, "{\"id\": 1, \"version\": 3, " + schemaType + "\"schema\": \"x\"}");

        assertThatThrownBy(() -> client.lookUp("a", type, Optional.empty())).hasMessage(problem);
    }

    @ParameterizedTest
    @EnumSource(SchemaType.class)
    void aSchemaIsRegisteredWithItsType(SchemaType type) throws InterruptedException {
        int id = client.register("a", type, "\"int\"");

        assertThat(client.lookUp("a", type, Optional.empty()).id()).isEqualTo(id);
    }

    @Test
    void aTypeThatTheRegistryDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> registry.register("a", "XSD", "<schema/>", "[]"))
                .hasMessageContaining("42201")
                .hasMessageContaining("Invalid schema type XSD");
        assertThatThrownBy(() -> client.lookUp("a", SchemaType.AVRO, Optional.empty()))
                .hasMessageContaining("error 40401");
    }

    private static String reference(String name, String subject, int version) {
        return "{\"name\": \"" + name + "\", \"subject\": \"" + subject + "\", \"version\": " + version + "}";
    }

    @Test
    void aSchemaIsLookedUpWithThoseThatItRefersTo() throws InterruptedException {
        registry.register("money", "PROTOBUF", "old money", "[]");
        registry.register("money", "PROTOBUF", "money", "[]");
        registry.register("item", "PROTOBUF", "item", "[" + reference("money.proto", "money", 2) + "]");
        int id = registry.register(
                "order",
                "PROTOBUF",
                "order",
                "[" + reference("item.proto", "item", 1) + ", " + reference("money.proto", "money", 2) + "]");

        assertThat(client.lookUp("order", SchemaType.PROTOBUF, Optional.empty()))
                .isEqualTo(new RegisteredSchema(
                        id,
                        new SchemaText(
                                "version 1 of subject order",
                                "order",
                                List.of(
                                        new SchemaText.Reference("money.proto", "money"),
                                        new SchemaText.Reference("item.proto", "item")))));
    }

    @Test
    void schemasThatReferToEachOtherEnd() throws InterruptedException {
        registry.register("a", "PROTOBUF", "a", "[" + reference("b", "b", 1) + "]");
        registry.register("b", "PROTOBUF", "b", "[" + reference("a", "a", 1) + "]");

        assertThat(client.lookUp("a", SchemaType.PROTOBUF, Optional.empty())
                        .schema()
                        .references())
                .hasSize(2);
    }

    @Test
    void tooManyReferencesAreRefused() {
        for (int i = 0; i <= SchemaRegistry.REFERENCES_MAX; i++) {
            registry.register("s" + i, "PROTOBUF", "s" + i, "[" + reference("s", "s" + (i + 1), 1) + "]");
        }

        assertThatThrownBy(() -> client.lookUp("s0", SchemaType.PROTOBUF, Optional.empty()))
                .hasMessage("version 1 of subject s0 refers to more than 100 schemas; use one that contains them");
    }

    @Test
    void aRegistryThatIsDownIsNamed() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (SchemaRegistry down = client("http://127.0.0.1:" + port, Optional.empty())) {
            assertThatThrownBy(() -> down.register("a", SchemaType.AVRO, INT))
                    .isInstanceOf(PayloadException.class)
                    .hasMessage("the schema registry http://127.0.0.1:" + port
                            + " cannot be reached; check SCHEMA_REGISTRY_URL on the worker");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://registry:8081", "https://registry/api/ccompat/v7", "http://127.0.0.1:1/"})
    void anAddressIsAUrl(String url) {
        assertThat(settings(url, "").orElseThrow().url()).isEqualTo(url.replaceAll("/$", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry:8081",
                "ftp://registry",
                "http:///path",
                "http://registry?x=1",
                "http://registry#x",
                "http://user:secret@registry",
                "http://user:sec ret@registry"
            })
    void anAddressThatIsNoneIsRefusedWithoutItsPassword(String url) {
        assertThatThrownBy(() -> settings(url, ""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("SCHEMA_REGISTRY_URL")
                .hasMessageNotContaining("sec");
    }

    @Test
    void aLoginHasAUserAndAPassword() {
        assertThat(settings("http://registry", "user:pass:word").orElseThrow().userInfo())
                .contains("user:pass:word");
        assertThatThrownBy(() -> settings("http://registry", "secret"))
                .hasMessageContaining("SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO")
                .hasMessageNotContaining("secret");
        assertThat(settings("http://registry", "user:secret").orElseThrow()).hasToString("http://registry");
        assertThat(settings("", "")).isEmpty();
    }

    private static Optional<RegistrySettings> settings(String url, String userInfo) {
        return RegistrySettings.from(
                new Environment(Map.of("SCHEMA_REGISTRY_URL", url, "SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO", userInfo)));
    }
}
