package klt.cli;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.Callable;
import klt.cli.api.Answer;
import klt.cli.api.ControllerClient;
import klt.cli.api.RunId;
import klt.cli.console.Console;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.common.report.RunView;
import klt.common.summary.Units;
import klt.common.text.Quantity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loadtester rate}. */
@Command(name = "rate", description = "Change the rate of a run in progress, on all workers at the same instant.")
final class RateCommand implements Callable<Integer> {

    private static final String SCHEDULE = "schedule";
    private static final String TIMES = "x";

    private final CliContext context;

    @Mixin
    private final RunId run = new RunId();

    @Parameters(
            index = "1",
            paramLabel = "R",
            description = {
                "Messages per second across the whole fleet, such as 500 or 50k;",
                "a factor of the scheduled rate, such as 1.5x; or 'schedule' to return to the schedule."
            })
    private String rate = "";

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    RateCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Console console = context.console();
        Optional<Double> factor = factor();
        double perSecond = factor.isPresent() ? 0 : perSecond();
        try (ControllerClient client = controller.client(context)) {
            Answer<RunView> answer = factor.map(value -> client.scaleRate(run.value(), value))
                    .orElseGet(() -> client.changeRate(run.value(), perSecond));
            RunView changed = ControllerOption.require(answer, client.base());
            console.print("changing the rate of " + changed.id() + " to "
                    + factor.map(value -> value == 1 ? "its schedule" : rate + " its schedule")
                            .orElseGet(() -> new Units(console.glyphs()).rate(perSecond) + "/s"));
            return ExitCode.PASS.number();
        }
    }

    private Optional<Double> factor() {
        if (rate.equals(SCHEDULE)) {
            return Optional.of(1.0);
        }
        return rate.endsWith(TIMES)
                ? Quantity.count(rate.substring(0, rate.length() - TIMES.length()))
                        .map(BigDecimal::doubleValue)
                : Optional.empty();
    }

    private double perSecond() {
        return Quantity.count(rate)
                .map(BigDecimal::doubleValue)
                .filter(value -> value > 0)
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        "'" + rate
                                + "' is not a rate; write messages per second, such as 500 or 50k, a factor, such as 1.5x, or "
                                + SCHEDULE));
    }
}
