package klt.controller.core.notice;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.spec.sweep.SweepRun;
import klt.controller.core.run.Command;

/** Decides which ends are notified: those of sweeps, and those of runs that belong to no sweep. */
public final class Notices {

    private final boolean enabled;

    /** @param enabled whether there is a receiver */
    public Notices(boolean enabled) {
        this.enabled = enabled;
    }

    /** Adds a notice before each end among some commands. */
    public List<Command> announce(List<Command> commands) {
        return enabled
                ? commands.stream()
                        .flatMap(command -> Stream.concat(notice(command).stream(), Stream.of(command)))
                        .toList()
                : commands;
    }

    private static Optional<Command> notice(Command command) {
        return switch (command) {
            case Command.Store(var run) ->
                run.endedAt()
                        .filter(end -> run.phase().isEnded() && !SweepRun.isId(run.id()))
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
