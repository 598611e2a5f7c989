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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import klt.common.clock.Backoff;
import klt.common.spec.message.SchemaType;
import klt.common.text.ErrorMessage;
import klt.common.text.OneLine;
import klt.worker.core.PayloadException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client for the part of Confluent's REST API that a producer needs, which Redpanda and Karapace also support. It does not follow
 * redirects. It retries a few times after a 5xx response or if there is no response.
 */
public final class SchemaRegistry implements AutoCloseable {

    /** Maximum number of attempts; including the delays between them, they take a little over a second. */
    static final int ATTEMPTS_MAX = 5;

    /** Maximum size of a response; the largest schemas in use take a few hundred kilobytes. */
    static final int ANSWER_BYTES_MAX = 4 << 20;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Timeout for a request and its response. A registry that has to elect a leader takes several seconds. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    /** Maximum number of schemas to which a schema may refer, directly or indirectly. */
    static final int REFERENCES_MAX = 100;

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
     * Registers a schema. Registering the same schema again returns the same id.
     *
     * @return the number that identifies the schema in each value
     * @throws PayloadException if the registry rejects the request or does not respond
     */
    public int register(String subject, SchemaType type, String schema) throws InterruptedException {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("schema", schema);
        if (type != SchemaType.AVRO) {
            // omit the default type, because registries that support no other type do not know this key
            body.put("schemaType", type.registered());
        }
        String path = versions(subject);
        JsonNode answer = answer(request(path)
                .header("Content-Type", MEDIA_TYPE)
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
        return id(answer, path);
    }

    /**
     * Looks up a schema, together with those it refers to.
     *
     * @param version the version; empty for the latest
     * @throws PayloadException if the registry rejects the request or does not respond, or if the schema has a different type
     */
    public RegisteredSchema lookUp(String subject, SchemaType type, Optional<Integer> version)
            throws InterruptedException {
        String path = versions(subject) + "/" + version.map(String::valueOf).orElse("latest");
        JsonNode answer = version(path);
        if (!answer.path("version").isInt()) {
            throw notARegistry(path);
        }
        String name = "version " + answer.path("version").intValue() + " of subject " + subject;
        checkType(answer, type, name);
        Map<String, SchemaText.Reference> references = new LinkedHashMap<>();
        collectReferences(answer, path, name, new HashSet<>(), references);
        return new RegisteredSchema(
                id(answer, path),
                new SchemaText(name, answer.path("schema").stringValue(), List.copyOf(references.values())));
    }

    private JsonNode version(String path) throws InterruptedException {
        JsonNode answer = answer(request(path).GET().build());
        if (!answer.path("schema").isString()) {
            throw notARegistry(path);
        }
        return answer;
    }

    private static void checkType(JsonNode answer, SchemaType type, String name) {
        String found = answer.path("schemaType").asString(SchemaType.AVRO.registered());
        if (found.equals(type.registered())) {
            return;
        }
        String advice = Stream.of(SchemaType.values())
                .filter(other -> other.registered().equals(found))
                .map(other -> "; set payload.format: " + other.format().word())
                .findFirst()
                .orElse("");
        throw new PayloadException(name + " has the type " + OneLine.of(found, MESSAGE_LENGTH_MAX)
                + ", and payload.format " + type.format().word() + " needs " + type.registered() + advice);
    }

    /**
     * Looks up the schemas that a schema refers to. Each precedes those that refer to it.
     *
     * @param seen names and paths of the schemas already looked up
     */
    private void collectReferences(
            JsonNode answer, String path, String name, Set<String> seen, Map<String, SchemaText.Reference> found)
            throws InterruptedException {
        for (JsonNode reference : answer.path("references")) {
            if (!reference.path("name").isString()
                    || !reference.path("subject").isString()
                    || !reference.path("version").isInt()) {
                throw notARegistry(path);
            }
            String other = versions(reference.path("subject").stringValue()) + "/"
                    + reference.path("version").intValue();
            String as = reference.path("name").stringValue();
            if (!seen.add(as + " " + other)) {
                continue;
            }
            if (seen.size() > REFERENCES_MAX) {
                throw new PayloadException(
                        name + " refers to more than " + REFERENCES_MAX + " schemas; use one that contains them");
            }
            JsonNode referred = version(other);
            collectReferences(referred, other, name, seen, found);
            found.putIfAbsent(
                    as, new SchemaText.Reference(as, referred.path("schema").stringValue()));
        }
    }

    private static String versions(String subject) {
        // URLEncoder encodes a space as a plus sign, as in forms
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
            } catch (LimitedBody.TooLongException e) {
                throw new PayloadException(
                        "the response of " + settings.url() + " to "
                                + request.uri().getRawPath() + " is " + e.getMessage() + "; check "
                                + RegistrySettings.URL_VARIABLE + " on the worker",
                        e);
            } catch (IOException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw new PayloadException(
                            "the schema registry " + settings.url() + " " + problem(e) + "; check "
                                    + RegistrySettings.URL_VARIABLE + " on the worker",
                            e);
                }
            }
            Thread.sleep(backoff.next());
        }
    }

    /** Describes an exception, because connection exceptions have no message. */
    private static String problem(IOException e) {
        return e instanceof ConnectException || e instanceof HttpConnectTimeoutException
                ? "cannot be reached"
                : "does not respond: " + ErrorMessage.withType(e);
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, head -> new LimitedBody(ANSWER_BYTES_MAX));
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no complete response within " + TIMEOUT.toSeconds() + " s", e);
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
                "the schema registry rejected " + path + " (HTTP " + status + code + ")" + message + advice(status));
    }

    private static String advice(int status) {
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN -> "; check " + RegistrySettings.USER_INFO_VARIABLE + " on the worker";
            case NOT_FOUND -> "; set payload.subject to an existing subject, or payload.schema to register a schema";
            case CONFLICT -> "; change payload.schema, or the compatibility of the subject";
            default -> "";
        };
    }

    private PayloadException notARegistry(String path) {
        return new PayloadException("the response of " + settings.url() + " to " + path
                + " does not come from a schema registry; check " + RegistrySettings.URL_VARIABLE + " on the worker");
    }

    /** Closes the client without waiting for responses. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
