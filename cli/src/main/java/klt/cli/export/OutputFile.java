package klt.cli.export;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.text.ErrorMessage;

/**
 * The destination that an option sets: a file, or stdout.
 *
 * @param option such as {@code --json}
 */
public record OutputFile(String option, String name) {

    private static final String STDOUT = "-";

    /** @throws Failure if the file cannot exist; it is better to fail before the run than after it */
    public static OutputFile of(String option, String name) {
        OutputFile file = new OutputFile(option, name);
        if (!file.isStdout()) {
            file.check();
        }
        return file;
    }

    private void check() {
        if (name.isBlank()) {
            throw unusable("the name of the file is empty");
        }
        try {
            if (Files.isDirectory(path())) {
                throw unusable("is a folder");
            }
            Path folder = path().getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw unusable("folder does not exist: " + folder);
            }
        } catch (InvalidPathException e) {
            throw unusable("is not the name of a file: " + e.getReason());
        }
    }

    private Failure unusable(String why) {
        return new Failure(ExitCode.USAGE, option + " " + name + ": " + why);
    }

    public boolean isStdout() {
        return name.equals(STDOUT);
    }

    /** Whether both options refer to the same file. */
    boolean isSame(OutputFile other) {
        if (isStdout() || other.isStdout()) {
            return name.equals(other.name);
        }
        return path().normalize().equals(other.path().normalize());
    }

    private Path path() {
        return Path.of(name).toAbsolutePath();
    }

    /** Size of the file in bytes; 0 if it does not exist. */
    long size() {
        try {
            return isStdout() || Files.notExists(path()) ? 0 : Files.size(path());
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** @throws Failure if the file cannot be written */
    public void write(String text, PrintStream stdout) {
        write(text, stdout, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** @throws Failure if the file cannot be written */
    void append(String text, PrintStream stdout) {
        write(text, stdout, StandardOpenOption.APPEND);
    }

    private void write(String text, PrintStream stdout, StandardOpenOption mode) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (isStdout()) {
            stdout.write(bytes, 0, bytes.length);
            stdout.flush();
            return;
        }
        try {
            Files.write(path(), bytes, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private Failure unwritable(IOException e) {
        return new Failure(ExitCode.UNEXPECTED, option + ": cannot write " + name + ": " + ErrorMessage.of(e));
    }
}
