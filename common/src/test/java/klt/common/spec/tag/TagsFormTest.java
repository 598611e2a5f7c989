package klt.common.spec.tag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TagsFormTest {

    private final List<String> mistakes = new ArrayList<>();

    private Optional<SortedMap<String, String>> read(String json) {
        JsonNode node = JsonMapper.shared().readTree(json);
        return TagsForm.read(node, (path, message) -> mistakes.add(path + " " + message));
    }

    @Test
    void valuesAreStringsWithoutSpaceAroundThem() {
        assertThat(read("{\"team\": \" payments \", \"build\": 1234, \"note\": \"größer, später\"}"))
                .contains(new TreeMap<>(Map.of("team", "payments", "build", "1234", "note", "größer, später")));
        assertThat(mistakes).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Map<String, String> tags = Map.of("branch", "main", "a.b-c_D", "x=y");

        JsonNode json = TagsForm.write(new TreeMap<>(tags));

        assertThat(TagsForm.read(json, (path, message) -> mistakes.add(message)))
                .contains(new TreeMap<>(tags));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"\": \"x\"}",
                "{\"a b\": \"x\"}",
                "{\"a=b\": \"x\"}",
                "{\"a\": \"\"}",
                "{\"a\": \" \"}",
                "{\"a\": \"two\\nlines\"}",
                "{\"a\": \"esc\\u001b[31m\"}",
                "{\"a\": \"\\ud800\"}",
                "{\"a\": null}",
                "{\"a\": [1]}",
                "[\"a\"]",
                "\"a=b\""
            })
    void anythingElseIsRefused(String json) {
        assertThat(read(json)).isEmpty();
        assertThat(mistakes).hasSize(1);
    }

    @Test
    void lengthsAndTheNumberOfTagsAreLimited() {
        String most =
                IntStream.range(0, 20).mapToObj(i -> "\"t" + i + "\": 1").collect(Collectors.joining(",", "{", "}"));

        assertThat(read(most)).isPresent();
        assertThat(read(most.replace("{", "{\"more\": 1,"))).isEmpty();
        assertThat(read("{\"" + "n".repeat(50) + "\": \"" + "v".repeat(100) + "\"}"))
                .isPresent();
        assertThat(read("{\"" + "n".repeat(51) + "\": 1}")).isEmpty();
        assertThat(read("{\"n\": \"" + "v".repeat(101) + "\"}")).isEmpty();
    }
}
