package klt.worker.produce.payload.jsonschema;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Objects;
import klt.common.text.OneLine;
import klt.worker.core.PayloadException;
import klt.worker.produce.registry.SchemaText;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A schema's JSON, with the location of each subschema. */
final class Document {

    /** Reads numbers exactly, because doubles would round bounds. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(new DistinctNodes())
            .build();

    /** The value of {@code $schema} in draft 2020-12. */
    static final String NEWEST_DRAFT = "https://json-schema.org/draft/2020-12/schema";

    private static final String ROOT = "#";
    private static final int PROBLEM_LENGTH_MAX = 300;

    private final String name;
    private final JsonNode root;
    private final IdentityHashMap<JsonNode, String> pointers = new IdentityHashMap<>();

    /**
     * @param name the schema's name, for messages to users
     * @param root the result of {@link #read}
     */
    Document(String name, JsonNode root) {
        this.name = name;
        this.root = root;
        locate(root, ROOT);
    }

    /** @throws PayloadException if it is not JSON, or not an object */
    static JsonNode read(SchemaText text) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text.text());
        } catch (JacksonException e) {
            throw new PayloadException(
                    text.name() + " is not JSON: " + OneLine.of(e.getOriginalMessage(), PROBLEM_LENGTH_MAX), e);
        }
        if (!root.isObject()) {
            throw new PayloadException(text.name() + " is not a JSON Schema, which is an object");
        }
        return root;
    }

    private void locate(JsonNode node, String pointer) {
        pointers.put(node, pointer);
        node.forEachEntry((key, value) ->
                locate(value, pointer + "/" + key.replace("~", "~0").replace("/", "~1")));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            locate(node.get(i), pointer + "/" + i);
        }
    }

    JsonNode root() {
        return root;
    }

    /** Returns whether the schema uses draft 2020-12, or declares no draft. */
    boolean isNewestDraft() {
        return root.path("$schema").asString(NEWEST_DRAFT).startsWith(NEWEST_DRAFT);
    }

    boolean isRoot(JsonNode schema) {
        return ROOT.equals(pointers.get(schema));
    }

    /** Returns a schema's location, such as {@code payload.schema #/properties/id}. */
    String place(JsonNode schema) {
        return name + " " + pointer(schema);
    }

    private String pointer(JsonNode schema) {
        return Objects.requireNonNull(pointers.get(schema));
    }

    /** Creates a schema that replaces one in the document. */
    ObjectNode derived(JsonNode from) {
        return located(pointer(from));
    }

    /** Creates a schema that allows any value, at the location of a keyword. */
    ObjectNode any(JsonNode schema, String keyword) {
        return located(pointer(schema) + "/" + keyword);
    }

    private ObjectNode located(String pointer) {
        ObjectNode node = MAPPER.createObjectNode();
        pointers.put(node, pointer);
        return node;
    }

    PayloadException refused(JsonNode schema, String keyword, String problem) {
        return new PayloadException(place(schema) + ": " + keyword + " " + problem);
    }

    /**
     * Returns the schema that another one refers to.
     *
     * @throws PayloadException if it is not in this document
     */
    JsonNode target(JsonNode schema) {
        JsonNode target = find(schema);
        if (target.isMissingNode()) {
            throw refused(
                    schema,
                    "$ref",
                    OneLine.of(reference(schema), PROBLEM_LENGTH_MAX)
                            + " points to nothing in this schema; use a pointer such as #/$defs/name");
        }
        return target;
    }

    private static String reference(JsonNode schema) {
        return schema.path("$ref").asString("");
    }

    /** Returns the schema that another one refers to, or a missing node if it is not in this document. */
    JsonNode find(JsonNode schema) {
        String reference = reference(schema);
        if (reference.equals(ROOT)) {
            return root;
        }
        if (!reference.startsWith("#/")) {
            return MAPPER.missingNode();
        }
        // the reference is not form-encoded, so a plus sign must remain one
        String fragment = reference.substring(1).replace("+", "%2B");
        try {
            return root.at(JsonPointer.compile(URLDecoder.decode(fragment, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException invalid) {
            return MAPPER.missingNode();
        }
    }
}
