package klt.controller.http;

import java.util.List;
import klt.common.spec.input.FieldError;

/** An error response (RFC 9457) that lists all errors with their fields. */
public record Problem(String type, String title, int status, String detail, List<FieldError> errors) {

    public Problem {
        errors = List.copyOf(errors);
    }

    static Problem of(int status, String title, String detail) {
        return new Problem("about:blank", title, status, detail, List.of());
    }

    static Problem invalid(List<FieldError> errors) {
        String detail = errors.size() == 1 ? errors.getFirst().toString() : errors.size() + " errors";
        return new Problem("about:blank", "The request is invalid", 400, detail, errors);
    }
}
