package klt.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A schema registry in this JVM, for tests. It implements the parts of Confluent's REST API used by producers and consumers: ids, subjects,
 * versions, types, references and errors. It accepts any JSON as an Avro schema or JSON Schema, and any string as a Protobuf schema.
 */
public final class EmbeddedRegistry implements AutoCloseable {

    private static final int OK = 200;
    private static final String LATEST = "latest";
    private static final String AVRO = "AVRO";
    private static final Set<String> TYPES = Set.of(AVRO, "PROTOBUF", "JSON");

    private static final JsonNode NONE = JsonMapper.shared().createArrayNode();

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<Schema> schemas = new ArrayList<>();
    private final Map<String, List<Integer>> subjects = new HashMap<>();
    private final Set<String> frozen = new HashSet<>();
    private final Queue<Answer> next = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private Optional<String> login = Optional.empty();

    /** @param references an array */
    private record Schema(String type, String text, JsonNode references) {

        ObjectNode toJson() {
            ObjectNode json = JsonMapper.shared().createObjectNode();
            if (!type.equals(AVRO)) {
                json.put("schemaType", type);
            }
            if (!references.isEmpty()) {
                json.set("references", references);
            }
            return json.put("schema", text);
        }
    }

    private record Answer(int status, String body) {

        static Answer error(int code, String message) {
            return new Answer(
                    code / 100,
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("error_code", code)
                            .put("message", message)
                            .toString());
        }
    }

    private EmbeddedRegistry(HttpServer server) {
        this.server = server;
    }

    /** @throws IOException if no port is free */
    public static EmbeddedRegistry start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        EmbeddedRegistry registry = new EmbeddedRegistry(server);
        server.createContext("/", registry::handle);
        server.setExecutor(registry.executor);
        server.start();
        return registry;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Makes the registry accept only requests with these credentials. */
    public synchronized void require(String user, String password) {
        String text = user + ":" + password;
        login = Optional.of("Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Makes the registry reject any further schema for the subject as incompatible. */
    public synchronized void freeze(String subject) {
        frozen.add(subject);
    }

    /** Queues a response to be served to one request. */
    public synchronized void answerNext(int status, String body) {
        next.add(new Answer(status, body));
    }

    /** Returns the methods and paths of all requests so far. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** Registers an Avro schema as a client would. */
    public int register(String subject, String schema) {
        return register(subject, AVRO, schema, "[]");
    }

    /**
     * Registers a schema as a client would.
     *
     * @param references a JSON array
     * @throws IllegalArgumentException if the schema is rejected
     */
    public synchronized int register(String subject, String type, String schema, String references) {
        ObjectNode body = new Schema(type, schema, json(references)).toJson();
        Answer answer = register(subject, body);
        if (answer.status() != OK) {
            throw new IllegalArgumentException(answer.body());
        }
        return json(answer.body()).path("id").intValue();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] request = exchange.getRequestBody().readAllBytes();
        Answer answer = answer(exchange, new String(request, StandardCharsets.UTF_8));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private synchronized Answer answer(HttpExchange exchange, String body) {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getRawPath();
        requests.add(method + " " + path);
        if (!next.isEmpty()) {
            return next.remove();
        }
        if (login.isPresent()
                && !login.get().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return Answer.error(40101, "Unauthorized");
        }
        List<String> parts = Stream.of(path.substring(1).split("/", -1))
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        boolean versions = parts.size() >= 3
                && parts.get(0).equals("subjects")
                && parts.get(2).equals("versions");
        if (method.equals("POST") && versions && parts.size() == 3) {
            return register(parts.get(1), json(body));
        }
        if (method.equals("GET") && versions && parts.size() == 4) {
            return version(parts.get(1), parts.get(3));
        }
        if (method.equals("GET") && path.startsWith("/schemas/ids/") && parts.size() == 3) {
            return schema(parts.get(2));
        }
        return Answer.error(40400, "HTTP 404 Not Found");
    }

    private static JsonNode json(String text) {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            return JsonMapper.shared().missingNode();
        }
    }

    private Answer register(String subject, JsonNode request) {
        String type = request.path("schemaType").asString(AVRO);
        if (!TYPES.contains(type)) {
            return Answer.error(42201, "Invalid schema type " + type);
        }
        String text = request.path("schema").asString("");
        JsonNode json = json(text);
        if (type.equals("PROTOBUF") ? text.isBlank() : json.isMissingNode()) {
            return Answer.error(42201, "Invalid schema");
        }
        Schema schema = new Schema(
                type,
                json.isMissingNode() ? text : json.toString(),
                request.path("references").isArray() ? request.path("references") : NONE);
        List<Integer> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
        int known = schemas.indexOf(schema) + 1;
        if (known > 0 && versions.contains(known)) {
            return id(known);
        }
        if (frozen.contains(subject)) {
            return Answer.error(40901, "Schema being registered is incompatible with an earlier schema");
        }
        if (known == 0) {
            schemas.add(schema);
        }
        int id = known == 0 ? schemas.size() : known;
        versions.add(id);
        return id(id);
    }

    private static Answer id(int id) {
        return new Answer(
                OK, JsonMapper.shared().createObjectNode().put("id", id).toString());
    }

    private Answer version(String subject, String version) {
        List<Integer> ids = subjects.getOrDefault(subject, List.of());
        if (ids.isEmpty()) {
            return Answer.error(40401, "Subject '" + subject + "' not found.");
        }
        if (!version.equals(LATEST) && !version.matches("[1-9][0-9]{0,8}")) {
            return Answer.error(42202, "The specified version '" + version + "' is not a valid version id.");
        }
        int number = version.equals(LATEST) ? ids.size() : Integer.parseInt(version);
        if (number > ids.size()) {
            return Answer.error(40402, "Version " + version + " not found.");
        }
        int id = ids.get(number - 1);
        return new Answer(
                OK,
                schemas.get(id - 1)
                        .toJson()
                        .put("subject", subject)
                        .put("version", number)
                        .put("id", id)
                        .toString());
    }

    private Answer schema(String id) {
        int number = id.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(id) : 0;
        return number < 1 || number > schemas.size()
                ? Answer.error(40403, "Schema " + id + " not found")
                : new Answer(OK, schemas.get(number - 1).toJson().toString());
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
