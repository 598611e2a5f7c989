package klt.cli.spec;

import java.util.List;
import java.util.Optional;

/**
 * What the command line says about the spec, in the user's words; the controller judges them.
 *
 * @param sets {@code path=value}
 * @param verify the messages are to be read back
 */
public record SpecFlags(
        Optional<String> messages,
        Optional<String> duration,
        Optional<String> rate,
        Optional<String> size,
        Optional<String> topic,
        List<String> sets,
        List<String> objectives,
        boolean verify) {

    public SpecFlags {
        sets = List.copyOf(sets);
        objectives = List.copyOf(objectives);
    }
}
