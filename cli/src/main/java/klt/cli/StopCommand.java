package klt.cli;

import java.util.concurrent.Callable;
import klt.cli.api.ControllerClient;
import klt.cli.api.RunId;
import klt.cli.outcome.ExitCode;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.common.spec.sweep.SweepRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loadtester stop}. */
@Command(name = "stop", description = "Stop a run now, or a sweep and its current run; the reports are still written.")
final class StopCommand implements Callable<Integer> {

    /** Prefix of the ids of sweeps and their runs. */
    private static final String SWEEP = "s-";

    private final CliContext context;

    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "A run id, such as r-20261123-0412-k3f, or a sweep id, such as s-20261123-0412-k3f.")
    private String id = "";

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    StopCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        RunId.checked(id);
        try (ControllerClient client = controller.client(context)) {
            if (id.startsWith(SWEEP) && !SweepRun.isId(id)) {
                ControllerOption.require(client.stopSweep(id), client.base());
            } else {
                ControllerOption.require(client.command(id, "stop"), client.base());
            }
            context.console().print("stopping " + id);
            return ExitCode.PASS.number();
        }
    }
}
