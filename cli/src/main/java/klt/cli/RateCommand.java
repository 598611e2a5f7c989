package klt.cli;

import java.math.BigDecimal;
import java.util.concurrent.Callable;
import klt.cli.api.ControllerClient;
import klt.cli.console.Console;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.text.Units;
import klt.common.report.RunView;
import klt.common.text.Quantity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loadtester rate}. */
@Command(name = "rate", description = "Change the rate of a run in progress, on all workers at the same instant.")
final class RateCommand implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private final RunId run = new RunId();

    @Parameters(
            index = "1",
            paramLabel = "R",
            description = "Messages per second over the whole fleet, such as 500 or 50k.")
    private String rate = "";

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    RateCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        double perSecond = parse(rate);
        Console console = context.console();
        try (ControllerClient client = controller.client()) {
            RunView changed = ControllerOption.require(client.changeRate(run.value(), perSecond), client.base());
            console.print("changing the rate of " + changed.id() + " to " + new Units(console.glyphs()).rate(perSecond)
                    + "/s");
            return ExitCode.PASS.number();
        }
    }

    static double parse(String rate) {
        return Quantity.count(rate)
                .map(BigDecimal::doubleValue)
                .filter(value -> value > 0)
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE, "'" + rate + "' is not a rate; write messages per second, such as 500 or 50k"));
    }
}
