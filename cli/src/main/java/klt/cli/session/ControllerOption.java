package klt.cli.session;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import klt.cli.api.Answer;
import klt.cli.api.ControllerClient;
import klt.cli.api.Credentials;
import klt.cli.api.Problem;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import picocli.CommandLine.Option;

/** The controller that a command connects to. */
public final class ControllerOption {

    /** Port of the controller started by 'loadtester local'. */
    public static final int PORT_OF_LOCAL = 8080;

    private static final String LOCAL = "http://127.0.0.1:" + PORT_OF_LOCAL;

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    @Option(
            names = "--controller",
            paramLabel = "URL",
            description = "Controller URL (default: that of 'loadtester local', " + LOCAL + ").")
    private String url = LOCAL;

    public ControllerClient client(CliContext context) {
        return new ControllerClient(parse(url), Credentials.from(context.environment()));
    }

    /** @throws Failure if the value is not an HTTP address */
    public static URI parse(String url) {
        try {
            URI uri = URI.create(url.contains("://") ? url : "http://" + url);
            if (uri.getHost() != null
                    && uri.getUserInfo() == null
                    && (uri.getScheme().equals("http") || uri.getScheme().equals("https"))) {
                return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), null, null, null);
            }
        } catch (IllegalArgumentException | URISyntaxException noUri) {
            // reported below
        }
        if (url.indexOf('@') >= 0) {
            // without quoting it
            throw new Failure(ExitCode.USAGE, "--controller takes a URL without credentials; " + Credentials.HOW);
        }
        throw new Failure(ExitCode.USAGE, "--controller takes a URL such as http://localhost:8080, not '" + url + "'");
    }

    /** @throws Failure unless the controller accepted the request */
    public static <T> T require(Answer<T> answer, URI controller) {
        return switch (answer) {
            case Answer.Ok<T> ok -> ok.value();
            case Answer.Refused<T> refused -> throw refusal(refused.problem());
            case Answer.Unreachable<T> unreachable ->
                throw new Failure(
                        ExitCode.UNREACHABLE,
                        "no controller responds at " + controller + " (" + unreachable.why()
                                + "); start one with 'loadtester local', or pass --controller URL");
        };
    }

    private static Failure refusal(Problem problem) {
        ExitCode exitCode = switch (problem.status()) {
            case BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND -> ExitCode.USAGE;
            case UNAVAILABLE -> ExitCode.UNREACHABLE;
            default -> ExitCode.UNEXPECTED;
        };
        if (problem.status() == UNAUTHORIZED) {
            return new Failure(
                    exitCode,
                    "the controller requires valid credentials: " + problem.detail() + "; " + Credentials.HOW);
        }
        List<String> errors = problem.fieldErrors();
        // the detail of a single error is that error
        return errors.size() == 1
                ? new Failure(exitCode, errors.getFirst())
                : new Failure(exitCode, problem.detail(), errors);
    }
}
