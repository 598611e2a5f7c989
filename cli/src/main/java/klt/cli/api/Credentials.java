package klt.cli.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.settings.Environment;
import klt.common.text.ErrorMessage;

/**
 * The credentials that a controller asks for. They come from the environment or from files, and never from the command line, which every
 * user of the machine can read in the process list.
 *
 * @param authorization value of the Authorization header; empty without credentials
 */
public record Credentials(Optional<String> authorization) {

    public static final Credentials NONE = new Credentials(Optional.empty());

    private static final String TOKEN = "CONTROLLER_TOKEN";
    private static final String USER = "CONTROLLER_USER";
    private static final String PASSWORD = "CONTROLLER_PASSWORD";
    private static final String FILE = "_FILE";

    /** The environment variables, which child processes do not need. */
    public static final Set<String> VARIABLES = Set.of(TOKEN, TOKEN + FILE, USER, PASSWORD, PASSWORD + FILE);

    /** How to set credentials, for error messages. */
    public static final String HOW = "set " + TOKEN + FILE + ", or " + USER + " and " + PASSWORD + FILE;

    /** @throws Failure if the variables contradict each other, or a file cannot be read */
    public static Credentials from(Environment environment) {
        Optional<String> token = secret(environment, TOKEN);
        Optional<String> password = secret(environment, PASSWORD);
        Optional<String> user = environment.text(USER);
        if (token.isPresent() && (user.isPresent() || password.isPresent())) {
            throw new Failure(ExitCode.USAGE, TOKEN + " and " + USER + " exclude each other; set one of them");
        }
        if (user.isPresent() != password.isPresent()) {
            throw new Failure(ExitCode.USAGE, USER + " needs " + PASSWORD + FILE + ", and the other way round");
        }
        return new Credentials(token.map(text -> "Bearer " + text)
                .or(() -> user.map(name -> "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (name + ":" + password.orElseThrow()).getBytes(StandardCharsets.UTF_8)))));
    }

    private static Optional<String> secret(Environment environment, String name) {
        Optional<String> file = environment.text(name + FILE);
        Optional<String> text = environment.text(name);
        if (file.isPresent() && text.isPresent()) {
            throw new Failure(ExitCode.USAGE, name + " and " + name + FILE + " exclude each other; set one of them");
        }
        Optional<String> found = text.or(() -> file.map(path -> content(name + FILE, path)));
        if (found.stream().anyMatch(value -> value.isEmpty() || value.lines().count() > 1)) {
            throw new Failure(ExitCode.USAGE, name + " takes a single line");
        }
        return found;
    }

    private static String content(String variable, String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, variable + " takes a readable file: " + ErrorMessage.of(e));
        }
    }

    @Override
    public String toString() {
        return authorization.isPresent() ? "Credentials[hidden]" : "Credentials[none]";
    }
}
