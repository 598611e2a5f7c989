package klt.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The table of keys is complete: everything that it declares is read, kept in the spec and written. */
class SpecKeysTest {

    /** Keys that require another key. */
    private static final Map<String, String> CONTEXT = Map.ofEntries(
            Map.entry("load.repeat", "{\"stages\": \"5m:100\"}"),
            Map.entry("payload.template", "{\"format\": \"template\", \"template\": \"a\"}"),
            Map.entry("payload.file", "{\"format\": \"file\", \"file\": \"a\"}"),
            Map.entry("payload.hex", "{\"format\": \"hex\", \"hex\": \"00\"}"),
            Map.entry("payload.schema", "{\"format\": \"avro\"}"),
            Map.entry("payload.subject", "{\"format\": \"avro\"}"),
            Map.entry("payload.schemaVersion", "{\"format\": \"avro\", \"schemaVersion\": 7}"),
            Map.entry("payload.message", "{\"format\": \"protobuf\", \"message\": \"shop.Order\"}"),
            Map.entry("payload.compressibility", "{\"format\": \"raw\"}"),
            Map.entry("key.cardinality", "{\"kind\": \"random\"}"),
            Map.entry("key.exponent", "{\"kind\": \"zipf\"}"),
            Map.entry("key.hotDataFraction", "{\"kind\": \"hotset\"}"),
            Map.entry("key.hotOperationFraction", "{\"kind\": \"hotset\"}"),
            Map.entry("transactions.messages", "{\"messages\": 100}"),
            Map.entry("transactions.interval", "{\"interval\": \"1s\"}"),
            Map.entry("transactions.abortShare", "{\"messages\": 100}"),
            Map.entry("transactions.timeout", "{\"messages\": 100}"),
            Map.entry("partitioner.partition", "{\"kind\": \"fixed\"}"),
            Map.entry("limit.from", "{\"window\": \"80s\"}"),
            Map.entry("limit.to", "{\"from\": 0.1, \"window\": \"100s\"}"),
            Map.entry("topic.weights", "{\"name\": \"t-{1..3}\"}"),
            Map.entry("partitioner.weights", "{\"kind\": \"weighted\", \"weights\": [1]}"));

    static Stream<String> paths() {
        return SpecKeys.all().stream().map(SpecKey::path);
    }

    private static SpecKey<?> key(String path) {
        return SpecKeys.all().stream()
                .filter(key -> key.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyPathIsUniqueAndEverySectionIsTogether() {
        assertThat(paths()).doesNotHaveDuplicates();

        List<String> sections = new ArrayList<>();
        for (SpecKey<?> key : SpecKeys.all()) {
            if (!key.section().isEmpty()
                    && (sections.isEmpty() || !sections.getLast().equals(key.section()))) {
                sections.add(key.section());
            }
        }
        assertThat(sections).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aValueOfEachKeyIsReadAndWritten(String path) {
        SpecKey<?> key = key(path);
        ObjectNode json = JsonMapper.shared().createObjectNode();
        if (path.startsWith("limit.")) {
            json.put("kind", "limit");
        } else if (path.equals("kind")) {
            // a search has no number of messages
            json.put("duration", "10m");
        } else if (!path.equals("duration")) {
            json.put("messages", 10_000);
        }
        ObjectNode section = key.section().isEmpty() ? json : json.putObject(key.section());
        JsonMapper.shared()
                .readTree(CONTEXT.getOrDefault(path, "{}"))
                .properties()
                .forEach(entry -> section.set(entry.getKey(), entry.getValue()));
        if (path.equals("payload.tombstones")) {
            // which delete keys
            json.putObject("key").put("kind", "sequential");
        }
        JsonNode usual = writtenWith(json).at(pointer(path));
        JsonNode other = otherValue(key, usual);
        section.set(key.name(), other);

        JsonNode written = writtenWith(json).at(pointer(path));

        assertThat(written.toString()).isEqualTo(other.toString()).isNotEqualTo(usual.toString());
    }

    private static String pointer(String path) {
        return "/" + path.replace('.', '/');
    }

    private static JsonNode writtenWith(ObjectNode json) {
        return json.has("messages") || json.has("duration") || json.has("load") || json.has("kind")
                ? Specs.valid(json.toString()).toJson()
                : JsonMapper.shared().createObjectNode();
    }

    private static JsonNode otherValue(SpecKey<?> key, JsonNode usual) {
        ValueType<?> type = key.type();
        Object value = switch (type.kind()) {
            case TEXT -> key.equals(SpecKeys.TOPIC_CLUSTER) ? "other:1" : "other";
            case LINES -> key.equals(MessageKeys.SCHEMA) ? "\"string\"" : "c0ffee";
            case BOOLEAN -> !usual.booleanValue();
            case CHOICE ->
                type.words().stream()
                        .filter(word -> !word.equals(usual.stringValue()))
                        .findFirst()
                        .orElseThrow();
            case SIZES -> Map.of("uniform", new TreeMap<>(Map.of("min", 300, "max", 2_000)).descendingMap());
            case INTEGER, BYTES -> {
                long min = type.range().orElseThrow().min().longValue();
                yield usual.longValue() > min ? usual.longValue() - 1 : usual.longValue() + 1;
            }
            case NUMBER -> 0.125;
            case DURATION -> "7s";
            case RATE -> 777;
            case STAGES -> JsonMapper.shared().readTree("[{\"duration\":\"2m\",\"target\":10000}]");
            case WEIGHTS -> List.of(5, 0, 1);
            case HEADERS -> Map.of("trace", "abc");
            case TAGS -> Map.of("branch", "main");
            case PROPERTIES ->
                Map.of(type.words().contains("retention.ms") ? "retention.ms" : "send.buffer.bytes", "262144");
            case GROUPS -> List.of(Map.of("rate", 100));
            case START -> Map.of("offset", 7);
            case OBJECTIVES -> List.of("rate>=98%", "errors<2%");
        };
        return JsonMapper.shared().valueToTree(value);
    }

    @Test
    void everyLabelIsUniqueAndEveryHelpIsASentence() {
        Set<String> labels = new HashSet<>();
        for (SpecKey<?> key : SpecKeys.all()) {
            assertThat(labels.add(key.label())).as(key.path()).isTrue();
            assertThat(key.help()).as(key.path()).matches("[A-Za-z].*[^.]\\.").hasSizeLessThan(120);
            assertThat(key.help()).as(key.path()).doesNotContain("\n", ". ");
        }
    }
}
