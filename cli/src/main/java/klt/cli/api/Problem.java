package klt.cli.api;

import java.util.ArrayList;
import java.util.List;
import klt.common.spec.input.FieldError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An RFC 9457 problem document, also used for other error responses, such as a proxy's. */
public record Problem(int status, String detail, List<FieldError> errors) {

    private static final JsonMapper JSON = new JsonMapper();

    public Problem {
        errors = List.copyOf(errors);
    }

    public static Problem read(int status, String body) {
        try {
            JsonNode json = JSON.readTree(body);
            List<FieldError> errors = new ArrayList<>();
            for (JsonNode error : json.path("errors")) {
                errors.add(new FieldError(
                        error.path("field").asString(""), error.path("message").asString("")));
            }
            return new Problem(status, detail(status, json), errors);
        } catch (JacksonException notJson) {
            return new Problem(status, "HTTP " + status, List.of());
        }
    }

    private static String detail(int status, JsonNode json) {
        // the health checks return a reason instead of a problem document
        for (String key : List.of("detail", "reason", "title")) {
            String text = json.path(key).asString("");
            if (!text.isBlank()) {
                return text;
            }
        }
        return "HTTP " + status;
    }

    /** Returns the errors, one line each. */
    public List<String> fieldErrors() {
        return errors.stream().map(FieldError::toString).toList();
    }
}
