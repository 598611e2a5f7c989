package klt.common.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import klt.common.spec.input.FieldError;
import klt.common.spec.input.SpecFields;
import klt.common.spec.input.SpecText;
import klt.common.spec.limit.Limits;
import klt.common.text.JsonScalar;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads a spec and reports all errors with their fields. {@link SpecKeys} defines the keys, and {@link SpecRules} the rules between them.
 */
public final class SpecReader {

    /** Default rate in messages per second, unless the caller passes another. */
    public static final double RATE = 1_000;

    private SpecReader() {}

    /** Reads a spec in YAML, which includes JSON. */
    public static SpecResult readYaml(String text) {
        return readYaml(text, RATE);
    }

    /** @param defaultRate rate in messages per second for specs without one */
    public static SpecResult readYaml(String text, double defaultRate) {
        return read(text, SpecText::parseYaml, defaultRate);
    }

    public static SpecResult readJson(String text) {
        return readJson(text, RATE);
    }

    /** @param defaultRate rate in messages per second for specs without one */
    public static SpecResult readJson(String text, double defaultRate) {
        return read(text, SpecText::parseJson, defaultRate);
    }

    private static SpecResult read(String text, Function<String, JsonNode> parse, double defaultRate) {
        if (text.length() > Limits.SPEC_LENGTH_MAX) {
            return invalid("is longer than " + Limits.SPEC_LENGTH_MAX + " characters");
        }
        JsonNode json;
        try {
            json = parse.apply(text);
        } catch (JacksonException e) {
            return invalid("cannot be read: " + SpecText.problem(e));
        }
        return read(json, defaultRate, false);
    }

    private static SpecResult invalid(String message) {
        return new SpecResult.Invalid(List.of(new FieldError("", "the spec " + message)));
    }

    public static SpecResult read(JsonNode json) {
        return read(json, RATE);
    }

    /** @param defaultRate rate in messages per second for specs without one */
    public static SpecResult read(JsonNode json, double defaultRate) {
        return read(json, defaultRate, false);
    }

    /** Reads a spec written by {@link SpecWriter}, without applying a default warm-up or objectives. */
    static SpecResult readWritten(JsonNode json) {
        return read(json, RATE, true);
    }

    /**
     * Reads a spec accepted by another version, for display only. Ignores unknown keys and replaces invalid values with defaults, so the
     * result must not be used to run a load.
     *
     * @throws IllegalArgumentException if the node is not an object
     */
    public static RunSpec readLeniently(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("a spec is an object, not " + JsonScalar.shown(json));
        }
        return read(json, RATE, true, new ArrayList<>());
    }

    private static SpecResult read(JsonNode json, double defaultRate, boolean written) {
        if (!json.isObject()) {
            return invalid("takes keys and values, such as messages: 10000; it is " + JsonScalar.shown(json));
        }
        if (json.path("kind").asString("").equals("sweep")) {
            return new SpecResult.Invalid(List.of(new FieldError(
                    "kind", "sweep is a series of runs; start it with 'loadtester sweep' or POST /api/sweeps")));
        }
        List<FieldError> errors = new ArrayList<>();
        RunSpec spec = read(json, defaultRate, written, errors);
        SpecRules.checkTogether(spec, errors);
        if (!written) {
            SpecRules.checkNew(spec, errors);
        }
        return errors.isEmpty()
                ? new SpecResult.Valid(spec)
                : new SpecResult.Invalid(FieldError.limited(errors, "spec"));
    }

    private static RunSpec read(JsonNode json, double defaultRate, boolean written, List<FieldError> errors) {
        SpecValues values = new SpecValues(defaultRate, written);
        readKeys(values, new SpecFields(json, "", (field, message) -> errors.add(new FieldError(field, message))));
        return RunSpec.of(values);
    }

    private static void readKeys(SpecValues values, SpecFields root) {
        String section = "";
        SpecFields fields = root;
        for (SpecKey<?> key : SpecKeys.all()) {
            if (!key.section().equals(section)) {
                endSection(section, values, fields);
                section = key.section();
                fields = section.isEmpty() ? root : section(root, key);
            }
            boolean messages = key.equals(LoadKeys.MESSAGES);
            if (messages) {
                LoadKeys.checkExtent(root);
            }
            // duration replaces messages
            if (!messages || root.value(LoadKeys.DURATION.name()).isEmpty()) {
                values.read(key, fields);
            }
        }
        endSection(section, values, fields);
        root.end();
    }

    /**
     * Reads a section or its shorthand: {@code topic: name} is short for {@code topic: {name: name}}, {@code partitioner: kind} for {@code
     * partitioner: {kind: kind}}, and {@code consumers: [group]} for {@code consumers: {groups: [group]}}.
     */
    private static SpecFields section(SpecFields root, SpecKey<?> first) {
        if (first.equals(SpecKeys.GROUPS)) {
            return root.objectOrList(first.section(), first.name());
        }
        return first.equals(SpecKeys.TOPIC_NAME) || first.equals(MessageKeys.PARTITIONER_KIND)
                ? root.objectOrText(first.section(), first.name())
                : root.object(first.section());
    }

    private static void endSection(String section, SpecValues values, SpecFields fields) {
        if (!section.isEmpty()) {
            SpecRules.checkSection(section, values, fields);
            fields.end();
        }
    }
}
