package klt.controller.core.notice;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import klt.controller.core.run.Command;

/** Decides which ends are notified: those of sweeps, and those of runs that belong to no sweep. */
public final class Notices {

    private final boolean enabled;

    /** @param enabled whether there is a receiver */
    public Notices(boolean enabled) {
        this.enabled = enabled;
    }

    /**
     * Adds a notice before each end among some commands.
     *
     * @param isOfSweep whether a run belongs to a sweep that has not ended
     */
    public List<Command> announce(List<Command> commands, Predicate<String> isOfSweep) {
        if (!enabled) {
            return commands;
        }
        // a sweep may end in the same step as its last run
        Predicate<String> inSweep = isOfSweep.or(newestRuns(commands)::contains);
        return commands.stream()
                .flatMap(command -> Stream.concat(notice(command, inSweep).stream(), Stream.of(command)))
                .toList();
    }

    private static Set<String> newestRuns(List<Command> commands) {
        return commands.stream()
                .filter(Command.StoreSweep.class::isInstance)
                .flatMap(command -> ((Command.StoreSweep) command).sweep().newestRun().stream())
                .collect(Collectors.toSet());
    }

    private static Optional<Command> notice(Command command, Predicate<String> isOfSweep) {
        return switch (command) {
            case Command.Store(var run) ->
                run.endedAt()
                        .filter(end -> run.phase().isEnded() && !isOfSweep.test(run.id()))
                        .map(end -> store(Notice.Kind.RUN_ENDED, run.id(), end));
            case Command.StoreSweep(var sweep) ->
                sweep.endedAt().map(end -> store(Notice.Kind.SWEEP_ENDED, sweep.id(), end));
            default -> Optional.empty();
        };
    }

    private static Command store(Notice.Kind kind, String subject, Instant endedAt) {
        return new Command.StoreNotice(new Notice(kind, subject, endedAt));
    }
}
