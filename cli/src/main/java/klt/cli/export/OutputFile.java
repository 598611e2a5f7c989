package klt.cli.export;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.text.ErrorMessage;

/**
 * The destination set by an option: a file, or stdout.
 *
 * @param option such as {@code --json}
 */
public record OutputFile(String option, String name) {

    private static final String STDOUT = "-";

    public static OutputFile stdout(String option) {
        return new OutputFile(option, STDOUT);
    }

    /** @throws Failure if the file cannot exist; better to fail before the run than after it */
    public static OutputFile of(String option, String name) {
        OutputFile file = new OutputFile(option, name);
        if (!file.isStdout()) {
            file.check();
        }
        return file;
    }

    private void check() {
        if (name.isBlank()) {
            throw unusable("the file name is empty");
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
            throw unusable("is not a valid file name: " + e.getReason());
        }
    }

    private Failure unusable(String why) {
        return new Failure(ExitCode.USAGE, option + " " + name + ": " + why);
    }

    public boolean isStdout() {
        return name.equals(STDOUT);
    }

    /** @throws Failure if the option would overwrite a file that the command reads */
    public void requireOther(Path input) {
        if (!isStdout() && isSame(path(), input.toAbsolutePath())) {
            throw unusable("would overwrite the command's input file");
        }
    }

    /** Returns whether both options refer to the same file. */
    boolean isSame(OutputFile other) {
        if (isStdout() || other.isStdout()) {
            return name.equals(other.name);
        }
        return isSame(path(), other.path());
    }

    /** Returns whether two paths refer to the same file, possibly through links. */
    private static boolean isSame(Path one, Path other) {
        try {
            boolean exist = Files.exists(one) && Files.exists(other);
            return exist ? Files.isSameFile(one, other) : real(one).equals(real(other));
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the real path of a file that may not exist yet. */
    private static Path real(Path file) throws IOException {
        Path folder = file.normalize().getParent();
        if (folder == null || !Files.exists(folder)) {
            return file;
        }
        return folder.toRealPath().resolve(file.normalize().getFileName());
    }

    private Path path() {
        return Path.of(name).toAbsolutePath();
    }

    /** Returns the file's size in bytes, or 0 if it does not exist. */
    long size() {
        try {
            return isStdout() || Files.notExists(path()) ? 0 : Files.size(path());
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Replaces the file with a complete new one.
     *
     * @throws Failure if that fails
     */
    public void write(String text, PrintStream stdout) {
        write(text, stdout, OutputFile::replace);
    }

    /** @throws Failure if the file cannot be written */
    void append(String text, PrintStream stdout) {
        write(
                text,
                stdout,
                (file, bytes) -> Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    private interface Writer {
        void write(Path file, byte[] bytes) throws IOException;
    }

    private void write(String text, PrintStream stdout, Writer writer) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (isStdout()) {
            stdout.write(bytes, 0, bytes.length);
            if (stdout.checkError()) {
                throw new Failure(ExitCode.UNEXPECTED, option + ": cannot write to stdout");
            }
            return;
        }
        try {
            writer.write(path(), bytes);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file;
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            // a pipe or a device
            Files.write(target, bytes, StandardOpenOption.WRITE);
            return;
        }
        Path draft = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.write(draft, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (AccessDeniedException notInThisFolder) {
            Files.write(target, bytes);
            return;
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException mountedByItself) {
            Files.delete(draft);
            Files.write(target, bytes);
        }
    }

    private Failure unwritable(IOException e) {
        return new Failure(ExitCode.UNEXPECTED, option + ": cannot write " + name + ": " + ErrorMessage.of(e));
    }
}
