package klt.worker.produce.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.embedded.EmbeddedRegistry;
import klt.worker.core.PayloadException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    void aSchemaThatIsRegisteredAgainHasTheSameId() throws InterruptedException {
        int first = client.register("a-value", INT);
        int other = client.register("a-value", LONG);

        assertThat(other).isNotEqualTo(first);
        assertThat(client.register("a-value", " \"int\" ")).isEqualTo(first);
        assertThat(client.register("b-value", INT)).isEqualTo(first);
    }

    @Test
    void theLatestSchemaOrAVersionIsLookedUp() throws InterruptedException {
        int first = registry.register("orders-value", INT);
        int second = registry.register("orders-value", LONG);

        assertThat(client.lookUp("orders-value", Optional.empty()))
                .isEqualTo(new RegisteredSchema("orders-value", 2, second, LONG));
        assertThat(client.lookUp("orders-value", Optional.of(1)))
                .isEqualTo(new RegisteredSchema("orders-value", 1, first, INT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "a/b", "a%2Fb", "a?b=c#d", "ü", "a+b", "a..b"})
    void anySubjectIsOnePartOfThePath(String subject) throws InterruptedException {
        int id = client.register(subject, INT);

        assertThat(client.lookUp(subject, Optional.empty())).isEqualTo(new RegisteredSchema(subject, 1, id, INT));
    }

    @Test
    void aMissingSubjectOrVersionIsNamed() {
        registry.register("orders-value", INT);

        assertThatThrownBy(() -> client.lookUp("other", Optional.empty()))
                .isInstanceOf(PayloadException.class)
                .hasMessage(
                        "the schema registry refused /subjects/other/versions/latest (HTTP 404, error 40401): "
                                + "Subject 'other' not found.; set payload.subject to one that exists, or payload.schema to register a schema");
        assertThatThrownBy(() -> client.lookUp("orders-value", Optional.of(2)))
                .hasMessageContaining("(HTTP 404, error 40402): Version 2 not found.");
    }

    @Test
    void anIncompatibleOrInvalidSchemaIsRefused() {
        registry.register("orders-value", INT);
        registry.freeze("orders-value");

        assertThatThrownBy(() -> client.register("orders-value", LONG))
                .hasMessageContaining("(HTTP 409, error 40901): Schema being registered is incompatible")
                .hasMessageEndingWith("; change payload.schema, or the compatibility of the subject");
        assertThatThrownBy(() -> client.register("orders-value", "{"))
                .hasMessageContaining("(HTTP 422, error 42201): Invalid schema");
    }

    @Test
    void aRegistryThatNeedsALoginGetsIt() throws InterruptedException {
        registry.require("user", "pass:word");

        try (SchemaRegistry right = client(registry.url(), Optional.of("user:pass:word"))) {
            assertThat(right.register("a", INT)).isPositive();
        }
        assertThatThrownBy(() -> client.register("a", INT))
                .hasMessage("the schema registry refused /subjects/a/versions (HTTP 401, error 40101): Unauthorized; "
                        + "check SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO of the worker");
    }

    @Test
    void anErrorOfTheServerIsTriedAgain() throws InterruptedException {
        registry.answerNext(500, "{\"error_code\":50003,\"message\":\"Error while forwarding\"}");
        registry.answerNext(503, "");

        assertThat(client.register("a", INT)).isPositive();
        assertThat(registry.requests()).isEqualTo(Collections.nCopies(3, "POST /subjects/a/versions"));
    }

    @Test
    void anErrorOfTheServerThatStaysEndsTheAttempts() {
        for (int i = 0; i < SchemaRegistry.ATTEMPTS_MAX; i++) {
            registry.answerNext(500, "{\"error_code\":50001,\"message\":\"Error in the\\nbackend\"}");
        }

        assertThatThrownBy(() -> client.register("a", INT))
                .hasMessage("the schema registry refused /subjects/a/versions (HTTP 500, error 50001): "
                        + "Error in the backend");
        assertThat(registry.requests()).hasSize(SchemaRegistry.ATTEMPTS_MAX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>welcome</html>", "[]", "{\"id\": \"1\"}", "{\"id\": 1}", "{\"schema\": \"x\"}"})
    void anAnswerOfSomethingElseIsNamed(String body) {
        registry.answerNext(200, body);

        assertThatThrownBy(() -> client.lookUp("a", Optional.empty()))
                .isInstanceOf(PayloadException.class)
                .hasMessage(
                        "the answer of " + registry.url() + " to /subjects/a/versions/latest is not that of a schema"
                                + " registry; check SCHEMA_REGISTRY_URL of the worker");
    }

    @Test
    void aRedirectIsNotFollowed() {
        registry.answerNext(302, "{}");

        assertThatThrownBy(() -> client.register("a", INT)).hasMessageContaining("(HTTP 302)");
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void aLongAnswerIsNotReadToItsEnd() {
        for (int i = 0; i < SchemaRegistry.ATTEMPTS_MAX; i++) {
            registry.answerNext(200, " ".repeat(SchemaRegistry.ANSWER_BYTES_MAX) + "1");
        }

        assertThatThrownBy(() -> client.register("a", INT))
                .hasMessageContaining("does not answer: ")
                .hasMessageContaining("the answer is longer than 4194304 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"schemaType\": \"PROTOBUF\" | has the type PROTOBUF; payload.format avro needs AVRO",
                "\"references\": [{\"name\": \"x\"}] | refers to schemas of other subjects, which is not supported; use one that contains them"
            })
    void aSchemaOfAnotherKindIsNamed(String more, String problem) {
        registry.answerNext(200, "{\"id\": 1, \"version\": 3, \"schema\": \"x\", " + more + "}");

        assertThatThrownBy(() -> client.lookUp("a", Optional.empty()))
                .hasMessage("the schema of subject a, version 3, " + problem);
    }

    @Test
    void aRegistryThatIsDownIsNamed() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (SchemaRegistry down = client("http://127.0.0.1:" + port, Optional.empty())) {
            assertThatThrownBy(() -> down.register("a", INT))
                    .isInstanceOf(PayloadException.class)
                    .hasMessage("the schema registry http://127.0.0.1:" + port
                            + " cannot be reached; check SCHEMA_REGISTRY_URL of the worker");
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
