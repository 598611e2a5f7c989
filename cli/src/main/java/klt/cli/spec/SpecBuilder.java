package klt.cli.spec;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.spec.SpecSchema;
import klt.common.spec.sweep.SpecPath;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Builds a spec. Flags override {@code --set}, which overrides the file. The spec reader interprets the values. */
public final class SpecBuilder {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static final String STAGES = "load.stages";
    private static final String REPEAT = "load.repeat";

    /** For each key on the command line, the keys in a file or preset that it replaces. */
    private static final Map<String, List<String>> ALTERNATIVES = Map.of(
            "messages",
            List.of("duration"),
            "duration",
            List.of("messages", STAGES, REPEAT),
            "rate",
            List.of(STAGES, REPEAT),
            STAGES,
            List.of("rate", "duration", "messages", REPEAT),
            "kind",
            List.of("rate", "messages", STAGES, REPEAT));

    /** The keys whose values are never parsed as YAML; for example, the template {"a": 1} is not an object. */
    private static final List<String> LINES = SpecSchema.current().keys().stream()
            .filter(key -> key.type().equals("lines"))
            .map(SpecSchema.Key::path)
            .toList();

    private final ObjectNode spec;

    private SpecBuilder(ObjectNode spec) {
        this.spec = spec;
    }

    /**
     * @param base the spec to start from
     * @throws Failure for a {@code --set} that is not path=value
     */
    public static ObjectNode build(ObjectNode base, SpecFlags flags) {
        SpecBuilder builder = new SpecBuilder(base);
        builder.dropAlternatives(flags.keys());
        flags.sets().forEach(builder::set);
        builder.flags(flags);
        return builder.spec;
    }

    /** Formats a spec as YAML. */
    public static String print(ObjectNode spec) {
        return YAML.writeValueAsString(spec);
    }

    /** Makes the run start when this many workers are up, unless the spec says otherwise. */
    public static void expectWorkers(ObjectNode spec, int workers) {
        JsonNode given = spec.path("workers");
        if (given.isMissingNode() || given.isNull()) {
            spec.putObject("workers").put("expected", workers);
        } else if (given instanceof ObjectNode object && !object.hasNonNull("expected")) {
            object.put("expected", workers);
        }
    }

    /**
     * Parses a spec file in YAML or JSON.
     *
     * @throws Failure if it is not a YAML object
     */
    public static ObjectNode parse(String text) {
        JsonNode tree;
        try {
            tree = YAML.readTree(text);
        } catch (JacksonException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the spec is not YAML: line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": " + firstLine(e.getOriginalMessage()));
        }
        if (tree.isMissingNode() || tree.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw new Failure(ExitCode.USAGE, "the spec must consist of keys and values, such as messages: 10000");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private void flags(SpecFlags flags) {
        flags.messages().ifPresent(value -> spec.set("messages", value(value)));
        flags.duration().ifPresent(value -> spec.set("duration", value(value)));
        flags.rate().ifPresent(value -> spec.set("rate", value(value)));
        // never parsed as YAML, in which 10:20 is a base-60 number
        flags.stages().ifPresent(value -> put(SpecPath.of("load.stages"), StringNode.valueOf(value), "--stages"));
        flags.size().ifPresent(value -> put(SpecPath.of("payload.size"), value(value), "--size"));
        // never parsed as YAML, in which a topic called 2026 would be a number
        flags.topic().ifPresent(value -> put(SpecPath.of("topic.name"), StringNode.valueOf(value), "--topic"));
        if (!flags.objectives().isEmpty()) {
            ArrayNode list = spec.putArray("objectives");
            flags.objectives().forEach(list::add);
        }
        if (flags.verify()) {
            spec.put("verification", "after");
        }
    }

    /** @param keys the keys set by the user; if two of them contradict each other, the spec reader must get both to report the conflict */
    private void dropAlternatives(Collection<String> keys) {
        keys.stream()
                .flatMap(key -> ALTERNATIVES.getOrDefault(key, List.of()).stream())
                .filter(other -> !keys.contains(other))
                .forEach(this::drop);
    }

    private void drop(String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            spec.remove(path);
        } else if (spec.get(path.substring(0, dot)) instanceof ObjectNode section) {
            section.remove(path.substring(dot + 1));
        }
    }

    private void set(String assignment) {
        String[] parts = assignment.split("=", 2);
        SpecPath path = SpecPath.of(parts[0].strip());
        if (parts.length < 2 || path.names().stream().anyMatch(String::isBlank)) {
            throw new Failure(
                    ExitCode.USAGE, "--set takes path=value, such as producer.acks=1, not '" + assignment + "'");
        }
        put(
                path,
                LINES.contains(parts[0].strip()) ? StringNode.valueOf(parts[1]) : value(parts[1]),
                "--set " + assignment);
    }

    private void put(SpecPath path, JsonNode value, String origin) {
        try {
            path.set(spec, value);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, origin + ": " + e.getMessage());
        }
    }

    /** Parses a value as YAML: a number, a boolean, a list or an object. Anything else is a string. */
    private static JsonNode value(String text) {
        try {
            JsonNode tree = YAML.readTree(text);
            return tree.isMissingNode() ? StringNode.valueOf(text) : tree;
        } catch (JacksonException notYaml) {
            return StringNode.valueOf(text);
        }
    }
}
