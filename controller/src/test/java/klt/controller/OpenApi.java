package klt.controller;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The HTTP contract as a judge: it validates answers and remembers which of its parts were seen. */
final class OpenApi {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    OpenApi() {
        document = new YAMLMapper().readTree(OpenApi.class.getResourceAsStream("/openapi.yaml"));
    }

    /**
     * Validates an answer: its status, content type and body are those of the contract.
     *
     * @param operation such as {@code get /api/runs/{id}}
     * @throws AssertionError naming every difference
     */
    void check(String operation, int status, String contentType, String body) {
        String method = operation.substring(0, operation.indexOf(' '));
        String path = operation.substring(operation.indexOf(' ') + 1);
        JsonNode response =
                document.path("paths").path(path).path(method).path("responses").path(String.valueOf(status));
        if (response.has("$ref")) {
            response = document.at(response.path("$ref").stringValue().substring(1));
        }
        if (response.isMissingNode()) {
            throw new AssertionError(operation + " answered " + status + ", which is not in the contract: " + body);
        }
        seen.add(operation + " " + status);
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            if (!body.isEmpty()) {
                throw new AssertionError(operation + " " + status + " has a body: " + body);
            }
            return;
        }
        String type = contentType.replaceFirst(";.*", "");
        if (!content.has(type)) {
            throw new AssertionError(
                    operation + " " + status + " is of type " + contentType + ", not " + content.propertyNames());
        }
        if (type.endsWith("json")) {
            checkBody(operation + " " + status, content.path(type).path("schema"), body);
        }
    }

    /** Validates a text against a schema of the components. */
    void checkComponent(String name, String body) {
        checkBody(name, document.path("components").path("schemas").path(name), body);
    }

    private void checkBody(String what, JsonNode schema, String body) {
        List<Error> errors = schemas.computeIfAbsent(schema.toString(), text -> standAlone(schema))
                .validate(
                        JSON.readTree(body),
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
        if (!errors.isEmpty()) {
            throw new AssertionError(what + " breaks the contract: " + errors + "\n" + body);
        }
    }

    /** The schema with the components beside it, to which its references point. */
    private Schema standAlone(JsonNode schema) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", document.path("components"));
        whole.putArray("allOf").add(schema);
        return registry.getSchema(whole);
    }

    /** Every operation with each of its statuses that no answer had yet. */
    Set<String> unseen() {
        Set<String> all = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                for (String status : method.getValue().path("responses").propertyNames()) {
                    all.add(method.getKey() + " " + path.getKey() + " " + status);
                }
            }
        }
        all.removeAll(seen);
        return all;
    }
}
