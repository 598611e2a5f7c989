package klt.worker.produce.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import klt.common.clock.Backoff;
import klt.common.text.ErrorMessage;
import klt.common.text.OneLine;
import klt.worker.core.PayloadException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client of a schema registry: the part of Confluent's REST API that a producer needs, which Redpanda and Karapace serve too. It follows
 * no redirects. An answer of 5xx, or none, is tried again a few times.
 */
public final class SchemaRegistry implements AutoCloseable {

    /** With the delays between them a bit more than a second. */
    static final int ATTEMPTS_MAX = 5;

    /** The largest schemas in use have some hundred kilobytes. */
    static final int ANSWER_BYTES_MAX = 4 << 20;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Of a request with its answer. A registry that has to elect a leader waits for seconds. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final String AVRO = "AVRO";

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int SERVER_ERROR = 500;

    private static final int MESSAGE_LENGTH_MAX = 300;

    private final RegistrySettings settings;
    private final HttpClient http;

    public SchemaRegistry(RegistrySettings settings) {
        this.settings = settings;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /**
     * Registers a schema. To register it again gives the same id.
     *
     * @return its id, by which consumers find it
     * @throws PayloadException if the registry refuses, or does not answer
     */
    public int register(String subject, String schema) throws InterruptedException {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("schema", schema);
        String path = versions(subject);
        JsonNode answer = answer(request(path)
                .header("Content-Type", MEDIA_TYPE)
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
        return id(answer, path);
    }

    /**
     * @param version empty for the latest
     * @throws PayloadException if the registry refuses or does not answer, or the schema is of a kind that is not supported
     */
    public RegisteredSchema lookUp(String subject, Optional<Integer> version) throws InterruptedException {
        String path = versions(subject) + "/" + version.map(String::valueOf).orElse("latest");
        JsonNode answer = answer(request(path).GET().build());
        if (!answer.path("schema").isString() || !answer.path("version").isInt()) {
            throw notARegistry(path);
        }
        RegisteredSchema schema = new RegisteredSchema(
                subject,
                answer.path("version").intValue(),
                id(answer, path),
                answer.path("schema").stringValue());
        String type = answer.path("schemaType").asString(AVRO);
        if (!type.equals(AVRO)) {
            throw new PayloadException(schema.name() + " has the type " + OneLine.of(type, MESSAGE_LENGTH_MAX)
                    + "; payload.format avro needs AVRO");
        }
        if (!answer.path("references").isEmpty()) {
            throw new PayloadException(schema.name()
                    + " refers to schemas of other subjects, which is not supported; use one that contains them");
        }
        return schema;
    }

    private static String versions(String subject) {
        // it encodes a space as forms do
        String encoded = URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
        return "/subjects/" + encoded + "/versions";
    }

    private int id(JsonNode answer, String path) {
        JsonNode id = answer.path("id");
        if (!id.isInt()) {
            throw notARegistry(path);
        }
        return id.intValue();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(settings.url() + path)).header("Accept", MEDIA_TYPE);
        settings.userInfo()
                .map(info -> Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8)))
                .ifPresent(info -> request.header("Authorization", "Basic " + info));
        return request;
    }

    private JsonNode answer(HttpRequest request) throws InterruptedException {
        HttpResponse<byte[]> response = response(request);
        String path = request.uri().getRawPath();
        Optional<JsonNode> body = json(response.body());
        if (response.statusCode() != OK) {
            throw refused(path, response.statusCode(), body);
        }
        return body.orElseThrow(() -> notARegistry(path));
    }

    private static Optional<JsonNode> json(byte[] body) {
        try {
            return Optional.of(JsonMapper.shared().readTree(body));
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    private HttpResponse<byte[]> response(HttpRequest request) throws InterruptedException {
        Backoff backoff = Backoff.ofRequests();
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<byte[]> response = exchange(request);
                if (response.statusCode() < SERVER_ERROR || attempt == ATTEMPTS_MAX) {
                    return response;
                }
            } catch (IOException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw new PayloadException(
                            "the schema registry " + settings.url() + " " + problem(e) + "; check "
                                    + RegistrySettings.URL_VARIABLE + " of the worker",
                            e);
                }
            }
            Thread.sleep(backoff.next());
        }
    }

    /** The exceptions of connections have no message. */
    private static String problem(IOException e) {
        return e instanceof ConnectException || e instanceof HttpConnectTimeoutException
                ? "cannot be reached"
                : "does not answer: " + ErrorMessage.withType(e);
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, head -> new LimitedBody(ANSWER_BYTES_MAX));
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no complete answer within " + TIMEOUT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw new IllegalStateException(e);
        } finally {
            answer.cancel(true);
        }
    }

    private PayloadException refused(String path, int status, Optional<JsonNode> body) {
        String message = body.map(json -> json.path("message").asString(""))
                .map(text -> OneLine.of(text, MESSAGE_LENGTH_MAX))
                .filter(text -> !text.isEmpty())
                .map(text -> ": " + text)
                .orElse("");
        String code = body.map(json -> json.path("error_code"))
                .filter(number -> number.isInt() && number.intValue() != status)
                .map(number -> ", error " + number.intValue())
                .orElse("");
        return new PayloadException(
                "the schema registry refused " + path + " (HTTP " + status + code + ")" + message + advice(status));
    }

    private static String advice(int status) {
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN -> "; check " + RegistrySettings.USER_INFO_VARIABLE + " of the worker";
            case NOT_FOUND -> "; set payload.subject to one that exists, or payload.schema to register a schema";
            case CONFLICT -> "; change payload.schema, or the compatibility of the subject";
            default -> "";
        };
    }

    private PayloadException notARegistry(String path) {
        return new PayloadException("the answer of " + settings.url() + " to " + path
                + " is not that of a schema registry; check " + RegistrySettings.URL_VARIABLE + " of the worker");
    }

    /** Does not wait for answers. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
