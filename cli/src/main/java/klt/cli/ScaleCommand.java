package klt.cli;

import java.util.concurrent.Callable;
import klt.cli.api.ControllerClient;
import klt.cli.api.Fleet;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.common.spec.limit.Limits;
import klt.common.text.Counted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loadtester scale}. */
@Command(name = "scale", description = "Change the number of workers; this also applies to runs in progress.")
final class ScaleCommand implements Callable<Integer> {

    private final CliContext context;

    @Parameters(index = "0", paramLabel = "N", description = "The number of workers.")
    private int workers;

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    ScaleCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (workers < 0 || workers > Limits.WORKERS_MAX) {
            throw new Failure(
                    ExitCode.USAGE,
                    "scale takes a number of workers from 0 to " + Limits.WORKERS_MAX + ", not " + workers);
        }
        try (ControllerClient client = controller.client(context)) {
            Fleet fleet = ControllerOption.require(client.scale(workers), client.base());
            context.console()
                    .print("requested " + Counted.of(workers, "worker") + "; " + fleet.up()
                            + (fleet.up() == 1 ? " is" : " are") + " up");
            return ExitCode.PASS.number();
        }
    }
}
