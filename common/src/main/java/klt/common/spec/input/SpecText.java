package klt.common.spec.input;

import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Parses a spec's text into a tree. Anything that parsers might disagree on, such as a duplicate key, is an error. */
public final class SpecText {

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    /** Matches Jackson's description of an object's start, which includes the source, here the entire text. */
    private static final Pattern SOURCE = Pattern.compile(" \\(start marker at \\[Source: .*]\\)");

    /** The beginning of an object or a list. */
    private static final Pattern STRUCTURE = Pattern.compile("\\s*[{\\[]");

    private SpecText() {}

    /** @throws JacksonException if the text is not JSON */
    public static JsonNode parseJson(String text) {
        return JSON.readTree(text);
    }

    /** @throws JacksonException if the text is not YAML, or uses an alias */
    public static JsonNode parseYaml(String text) {
        // Jackson would read the alias *x as the string x
        try (JsonParser parser = YAML.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
                    throw new StreamReadException(parser, "aliases such as *a are not supported; write out the value");
                }
            }
        }
        return YAML.readTree(text);
    }

    /** Parses a string that holds a YAML object or list, as sent by a form; returns any other node unchanged. */
    public static JsonNode structure(JsonNode node) {
        if (!node.isString() || !STRUCTURE.matcher(node.stringValue()).lookingAt()) {
            return node;
        }
        try {
            return parseYaml(node.stringValue());
        } catch (JacksonException notYaml) {
            return node;
        }
    }

    /** Describes the problem, with its line if known. */
    public static String problem(JacksonException e) {
        String line = Optional.ofNullable(e.getLocation())
                .filter(location -> location.getLineNr() > 0)
                .map(location -> " (line " + location.getLineNr() + ")")
                .orElse("");
        return SOURCE.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("") + line;
    }
}
