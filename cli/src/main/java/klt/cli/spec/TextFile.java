package klt.cli.spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.text.ErrorMessage;

/** A text file specified by the user. */
public final class TextFile {

    private TextFile() {}

    /** @throws Failure if the file is absent, unreadable or not UTF-8 */
    public static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            String why = Files.exists(file) ? ErrorMessage.of(e) : "no such file";
            throw new Failure(ExitCode.USAGE, "cannot read " + file + ": " + why);
        }
    }
}
