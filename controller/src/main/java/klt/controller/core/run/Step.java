package klt.controller.core.run;

import java.util.List;

/** The result of handling one event. */
public record Step(List<Command> commands, Reply reply) {

    public Step {
        commands = List.copyOf(commands);
    }

    public static Step of(List<Command> commands) {
        return new Step(commands, new Reply.Accepted());
    }

    public static Step refused(Reply reply) {
        return new Step(List.of(), reply);
    }
}
