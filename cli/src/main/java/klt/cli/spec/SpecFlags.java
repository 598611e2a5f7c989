package klt.cli.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command-line options for the spec, as typed; validated by the controller.
 *
 * @param sets {@code path=value}
 * @param verify whether to verify messages
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

    /** Returns the keys set by the options. */
    List<String> keys() {
        List<String> keys = new ArrayList<>(
                sets.stream().map(set -> set.split("=", 2)[0].strip()).toList());
        messages.ifPresent(value -> keys.add("messages"));
        duration.ifPresent(value -> keys.add("duration"));
        rate.ifPresent(value -> keys.add("rate"));
        stages.ifPresent(value -> keys.add("load.stages"));
        return keys;
    }
}
