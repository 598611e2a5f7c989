package klt.common.spec.input;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads the value of a key. */
public interface ValueReader<T> {

    /** The value; empty if there is none. Reports every error. */
    Optional<T> read(JsonNode node, Mistakes mistakes);

    /** Receives errors. */
    interface Mistakes {

        /** @param part the location within the value, such as {@code [1]}; empty for the entire value */
        void add(String part, String message);
    }
}
