package klt.common.spec.input;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads a key's value. */
public interface ValueReader<T> {

    /** Returns the value, or empty if there is none. Reports every error. */
    Optional<T> read(JsonNode node, Mistakes mistakes);

    /** Receives errors. */
    interface Mistakes {

        /** @param part the location within the value, such as {@code [1]}; empty for the entire value */
        void add(String part, String message);
    }
}
