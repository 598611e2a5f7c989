package klt.controller.report;

import java.util.List;
import java.util.Optional;

/**
 * The desired number of workers, and whether the controller can change it.
 *
 * @param runner the platform that runs the workers
 * @param desired desired number of workers, if reported by the platform
 * @param max maximum number of workers
 * @param problems the problems, in complete sentences
 * @param command command for scaling by hand if the controller cannot scale; {@link #NUMBER} stands for the number of workers
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

    /** Returns a copy with a new desired number of workers, which the platform may not report yet. */
    public Scaling withDesired(int replicas) {
        return new Scaling(runner, Optional.of(replicas), max, canScale, problems, command);
    }

    /** Returns the command for scaling to a number of workers. */
    public Optional<String> command(int replicas) {
        return command.map(text -> text.replace(NUMBER, String.valueOf(replicas)));
    }
}
