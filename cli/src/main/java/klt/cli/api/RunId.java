package klt.cli.api;

import java.util.regex.Pattern;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import picocli.CommandLine.Parameters;

/** The run that a command applies to. */
public final class RunId {

    /** Matches ids that need no escaping in a path. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    @Parameters(index = "0", paramLabel = "ID", description = "The run's id, such as r-20261123-0412-k3f.")
    private String id = "";

    public String value() {
        return checked(id);
    }

    /** @throws Failure if the text is not a run id */
    public static String checked(String id) {
        if (!FORM.matcher(id).matches()) {
            throw new Failure(ExitCode.USAGE, "not a run id: '" + id + "'; 'loadtester runs' lists them");
        }
        return id;
    }
}
