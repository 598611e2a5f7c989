package klt.cli.omb;

import java.util.ArrayList;
import java.util.List;
import klt.common.text.OneLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A spec built from another tool's files, and notes on what could not be imported. */
final class SpecDraft {

    private static final int NOTE_LENGTH_MAX = 300;

    private final ObjectNode spec = JsonNodeFactory.instance.objectNode();
    private final List<String> notes = new ArrayList<>();

    ObjectNode spec() {
        return spec;
    }

    List<String> notes() {
        return notes;
    }

    /** @param path the key's path, such as {@code producer.acks} */
    void set(String path, Object value) {
        int dot = path.indexOf('.');
        JsonNode node = JsonMapper.shared().valueToTree(value);
        if (dot < 0) {
            spec.set(path, node);
        } else {
            spec.withObject("/" + path.substring(0, dot)).set(path.substring(dot + 1), node);
        }
    }

    void setProperty(String path, String name, String value) {
        spec.withObject("/" + path.replace('.', '/')).put(name, value);
    }

    void note(String field, String what) {
        notes.add(OneLine.of(field + ": " + what, NOTE_LENGTH_MAX));
    }
}
