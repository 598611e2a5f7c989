package klt.cli;

import java.util.concurrent.Callable;
import klt.cli.api.ControllerClient;
import klt.cli.api.RunId;
import klt.cli.outcome.ExitCode;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.common.spec.sweep.SweepRun;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loadtester stop}. */
@Command(
        name = "stop",
        description =
                "Stop a run now, or a sweep and its current run; the reports are still written. With --all, stop all load"
                        + " at once, and start none until --release allows load again.")
final class StopCommand implements Callable<Integer> {

    /** Prefix of the ids of sweeps and their runs. */
    private static final String SWEEP = "s-";

    private final CliContext context;

    @ArgGroup(multiplicity = "1")
    private Target target = new Target();

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    StopCommand(CliContext context) {
        this.context = context;
    }

    /** What to stop; exactly one of these is given. */
    private static final class Target {

        @Parameters(
                index = "0",
                paramLabel = "ID",
                description = "A run id, such as r-20261123-0412-k3f, or a sweep id, such as s-20261123-0412-k3f.")
        private String id = "";

        @Option(
                names = "--all",
                description =
                        "Stop every run at once, without waiting for messages in flight, and start none until --release.")
        private boolean all;

        @Option(names = "--release", description = "Allow load again after --all.")
        private boolean release;
    }

    @Override
    public Integer call() {
        if (!target.all && !target.release) {
            RunId.checked(target.id);
        }
        try (ControllerClient client = controller.client(context)) {
            context.console().print(call(client));
            return ExitCode.PASS.number();
        }
    }

    /** @return a line that says what was requested */
    private String call(ControllerClient client) {
        if (target.all) {
            ControllerOption.require(client.stopAll(), client.base());
            return "stopped all load; no run starts until: loadtester stop --release";
        }
        if (target.release) {
            ControllerOption.require(client.allowLoad(), client.base());
            return "load is allowed again";
        }
        if (target.id.startsWith(SWEEP) && !SweepRun.isId(target.id)) {
            ControllerOption.require(client.stopSweep(target.id), client.base());
        } else {
            ControllerOption.require(client.command(target.id, "stop"), client.base());
        }
        return "stopping " + target.id;
    }
}
