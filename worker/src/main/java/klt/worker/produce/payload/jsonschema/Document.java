package klt.worker.produce.payload.jsonschema;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import klt.common.text.OneLine;
import klt.worker.core.PayloadException;
import klt.worker.produce.registry.SchemaText;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of a schema, with the place of each schema in it. */
final class Document {

    /** Exact: a double would round the bounds of numbers. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final String ROOT = "#";
    private static final int PROBLEM_LENGTH_MAX = 300;

    private final String name;
    private final JsonNode root;
    private final IdentityHashMap<JsonNode, String> pointers = new IdentityHashMap<>();

    private Document(String name, JsonNode root) {
        this.name = name;
        this.root = root;
        locate(root, ROOT);
    }

    static Document parse(SchemaText text) {
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
        return new Document(text.name(), root);
    }

    private void locate(JsonNode node, String pointer) {
        if (node.isContainer()) {
            pointers.put(node, pointer);
            node.forEachEntry((key, value) ->
                    locate(value, pointer + "/" + key.replace("~", "~0").replace("/", "~1")));
            for (int i = 0; node.isArray() && i < node.size(); i++) {
                locate(node.get(i), pointer + "/" + i);
            }
        }
    }

    JsonNode root() {
        return root;
    }

    boolean isRoot(JsonNode schema) {
        return ROOT.equals(pointers.get(schema));
    }

    /** Where a schema is, such as {@code payload.schema #/properties/id}. */
    String place(JsonNode schema) {
        return name + " " + pointers.getOrDefault(schema, ROOT);
    }

    /** A schema of our own that stands for one of the document. */
    ObjectNode derived(JsonNode from) {
        ObjectNode derived = MAPPER.createObjectNode();
        pointers.put(derived, pointers.getOrDefault(from, ROOT));
        return derived;
    }

    PayloadException refused(JsonNode schema, String keyword, String problem) {
        return new PayloadException(place(schema) + ": " + keyword + " " + problem);
    }

    /**
     * The schema to which another one refers.
     *
     * @throws PayloadException if it is not in this document
     */
    JsonNode target(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        JsonNode target = reference.equals(ROOT) ? root : MAPPER.missingNode();
        if (reference.startsWith("#/")) {
            // not a form: a plus is a plus
            String fragment = reference.substring(1).replace("+", "%2B");
            try {
                target = root.at(JsonPointer.compile(URLDecoder.decode(fragment, StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException invalid) {
                target = MAPPER.missingNode();
            }
        }
        if (target.isMissingNode()) {
            throw refused(
                    schema,
                    "$ref",
                    OneLine.of(reference, PROBLEM_LENGTH_MAX)
                            + " leads to nothing in this schema; use a pointer such as #/$defs/name");
        }
        return target;
    }
}
