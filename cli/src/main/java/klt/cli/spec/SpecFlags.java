package klt.cli.spec;

import java.util.List;
import java.util.Optional;

/**
 * The spec options of the command line, as typed; the controller validates them.
 *
 * @param sets {@code path=value}
 * @param verify whether to verify the messages
 */
public record SpecFlags(
        Optional<String> messages,
        Optional<String> duration,
        Optional<String> rate,
        Optional<String> stages,
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
