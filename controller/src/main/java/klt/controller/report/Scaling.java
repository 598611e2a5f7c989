package klt.controller.report;

import java.util.List;
import java.util.Optional;

/**
 * How many workers there should be, and whether that can be changed from here.
 *
 * @param runner what runs the workers
 * @param desired how many it was asked for, where it tells
 * @param max the most that may be asked for
 * @param problems what is missing or does not work, in whole sentences
 * @param command does by hand what the controller cannot do, or may not; {@link #NUMBER} stands for the number of workers
 */
public record Scaling(
        Runner runner,
        Optional<Integer> desired,
        int max,
        boolean canScale,
        List<String> problems,
        Optional<String> command) {

    public static final String NUMBER = "{replicas}";

    public enum Runner {
        KUBERNETES,
        LOCAL,
        STATIC
    }

    public Scaling {
        problems = List.copyOf(problems);
    }

    /** The same right after the number was changed, which whoever runs the workers may not have told yet. */
    public Scaling withDesired(int replicas) {
        return new Scaling(runner, Optional.of(replicas), max, canScale, problems, command);
    }

    /** The command for a number of workers. */
    public Optional<String> command(int replicas) {
        return command.map(text -> text.replace(NUMBER, String.valueOf(replicas)));
    }
}
