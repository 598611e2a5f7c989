package klt.cli.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
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

    /** The JDK's HTTP client throws an exception with the whole value for any other character in a header. */
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,512}");

    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}:]{1,128}");

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
            throw new Failure(ExitCode.USAGE, USER + " needs " + PASSWORD + FILE + ", and vice versa");
        }
        if (user.filter(name -> !NAME.matcher(name).matches()).isPresent()) {
            throw new Failure(
                    ExitCode.USAGE, USER + " takes a name of up to 128 characters, without ':' and control characters");
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
        String variable = file.isPresent() ? name + FILE : name;
        if (found.filter(String::isEmpty).isPresent()) {
            throw new Failure(ExitCode.USAGE, variable + " is empty; it takes a single line");
        }
        if (found.filter(value -> !VISIBLE.matcher(value).matches()).isPresent()) {
            throw new Failure(
                    ExitCode.USAGE,
                    variable
                            + " takes a single line of up to 512 visible ASCII characters, in ASCII or UTF-8 without a byte"
                            + " order mark");
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
