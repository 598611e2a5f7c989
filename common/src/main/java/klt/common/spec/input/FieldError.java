package klt.common.spec.input;

import java.util.ArrayList;
import java.util.List;
import klt.common.spec.limit.Limits;
import klt.common.text.Counted;
import klt.common.text.OneLine;

/**
 * An error in a spec. Both strings are shortened to one line because they quote user input.
 *
 * @param field a path such as {@code payload.size}; empty for the whole document
 * @param message says what is wrong and what is allowed
 */
public record FieldError(String field, String message) {

    private static final int FIELD_LENGTH_MAX = 120;
    private static final int MESSAGE_LENGTH_MAX = 500;

    /**
     * Returns the first errors, and how many more there are.
     *
     * @param document what has the errors, such as "spec"
     */
    public static List<FieldError> limited(List<FieldError> errors, String document) {
        if (errors.size() <= Limits.ERRORS_MAX) {
            return errors;
        }
        List<FieldError> limited = new ArrayList<>(errors.subList(0, Limits.ERRORS_MAX));
        limited.add(new FieldError(
                "", "the " + document + " has " + Counted.of(errors.size() - Limits.ERRORS_MAX, "more error")));
        return limited;
    }

    public FieldError {
        field = OneLine.of(field, FIELD_LENGTH_MAX);
        message = OneLine.of(message, MESSAGE_LENGTH_MAX);
    }

    @Override
    public String toString() {
        return field.isEmpty() ? message : field + ": " + message;
    }
}
