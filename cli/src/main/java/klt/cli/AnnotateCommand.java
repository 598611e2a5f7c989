package klt.cli;

import java.util.List;
import java.util.concurrent.Callable;
import klt.cli.api.ControllerClient;
import klt.cli.api.RunId;
import klt.cli.outcome.ExitCode;
import klt.cli.session.CliContext;
import klt.cli.session.ControllerOption;
import klt.common.report.RunView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loadtester annotate}. */
@Command(
        name = "annotate",
        description = "Add a remark to the events of a run in progress, such as a deployment or a broker restart.")
final class AnnotateCommand implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private final RunId run = new RunId();

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TEXT", description = "The remark; needs no quotes.")
    private List<String> words = List.of();

    @Mixin
    private final ControllerOption controller = new ControllerOption();

    AnnotateCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (ControllerClient client = controller.client(context)) {
            RunView annotated =
                    ControllerOption.require(client.annotate(run.value(), String.join(" ", words)), client.base());
            context.console().print("annotated " + annotated.id());
            return ExitCode.PASS.number();
        }
    }
}
