package klt.common.spec.input;

import klt.common.text.OneLine;

/**
 * An error in a spec. Both strings are shortened to one line, because they quote user input.
 *
 * @param field a path such as {@code payload.size}; empty for the whole document
 * @param message a message that says what is wrong and what is allowed
 */
public record FieldError(String field, String message) {

    private static final int FIELD_LENGTH_MAX = 120;
    private static final int MESSAGE_LENGTH_MAX = 500;

    public FieldError {
        field = OneLine.of(field, FIELD_LENGTH_MAX);
        message = OneLine.of(message, MESSAGE_LENGTH_MAX);
    }

    @Override
    public String toString() {
        return field.isEmpty() ? message : field + ": " + message;
    }
}
