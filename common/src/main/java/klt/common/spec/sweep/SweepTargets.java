package klt.common.spec.sweep;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.spec.client.BootstrapServers;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.text.JsonScalar;
import klt.common.text.ShortName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The clusters that a sweep compares. In its cells, they are the values of the key {@code targets}, which stands for {@code topic.cluster}.
 *
 * @param servers each cluster's bootstrap servers, by its name in the table
 */
record SweepTargets(Map<String, String> servers) {

    /** The key in a sweep's document, and in its cells' values. */
    static final String KEY = "targets";

    /** The spec key that it stands for. */
    static final String CLUSTER = "topic.cluster";

    static final SweepTargets NONE = new SweepTargets(Map.of());

    private static final int MIN = 2;
    private static final int MAX = 5;
    private static final int NAME_LENGTH_MAX = 30;

    SweepTargets {
        servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
    }

    /** Reads the targets. Reports every error. */
    static Optional<SweepTargets> read(JsonNode node, Mistakes mistakes) {
        if (!node.isObject() || node.size() < MIN || node.size() > MAX) {
            mistakes.add(
                    "",
                    "takes " + MIN + " to " + MAX + " names of clusters with their bootstrap servers, such as"
                            + " {a: host1:9092, b: host2:9092}, not " + JsonScalar.shown(node));
            return Optional.empty();
        }
        Map<String, String> servers = new LinkedHashMap<>();
        Set<String> known = new HashSet<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String name = entry.getKey();
            String text = entry.getValue().asString("");
            if (!ShortName.isValid(name, NAME_LENGTH_MAX)) {
                mistakes.add(
                        "",
                        "takes names of " + ShortName.form(NAME_LENGTH_MAX) + ", not '" + JsonScalar.shown(name) + "'");
            }
            BootstrapServers.mistake(text).ifPresent(mistake -> mistakes.add("." + name, mistake));
            if (!known.add(text)) {
                mistakes.add("." + name, "has the same address as another target: " + JsonScalar.shown(text));
            }
            servers.put(name, text);
        }
        return Optional.of(new SweepTargets(servers));
    }

    /** Sets the value of a cell's key in a spec. */
    void set(ObjectNode spec, String key, JsonNode value) {
        if (key.equals(KEY)) {
            SpecPath.of(CLUSTER).set(spec, StringNode.valueOf(servers.getOrDefault(value.asString(), "")));
        } else {
            SpecPath.of(key).set(spec, value);
        }
    }
}
