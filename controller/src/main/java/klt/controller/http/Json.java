package klt.controller.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import klt.controller.report.Figures;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the API writes and reads it. */
final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .addMixIn(Figures.Waiting.class, WaitingNames.class)
            .build();

    /** A word of the contract that is none of Java's names. */
    private interface WaitingNames {
        @JsonProperty("for")
        String on();
    }

    private Json() {}

    static JsonNode read(String body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw ProblemException.invalid("", "the body is no JSON: " + e.getOriginalMessage());
        }
    }
}
