package klt.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.text.ErrorMessage;

/** The destination of the report: a file, or stdout. */
record ReportFile(String name) {

    private static final String STDOUT = "-";

    /** @throws Failure if the folder does not exist: better to fail now than after the run */
    static ReportFile of(String name) {
        Path folder = Path.of(name).toAbsolutePath().getParent();
        if (!name.equals(STDOUT) && (folder == null || !Files.isDirectory(folder))) {
            throw new Failure(ExitCode.USAGE, "--json " + name + ": folder does not exist: " + folder);
        }
        return new ReportFile(name);
    }

    boolean isStdout() {
        return name.equals(STDOUT);
    }

    void write(String report, PrintStream stdout) {
        byte[] bytes = (report.strip() + "\n").getBytes(StandardCharsets.UTF_8);
        if (isStdout()) {
            stdout.write(bytes, 0, bytes.length);
            stdout.flush();
            return;
        }
        try {
            Files.write(Path.of(name), bytes);
        } catch (IOException e) {
            throw new Failure(ExitCode.UNEXPECTED, "cannot write the report to " + name + ": " + ErrorMessage.of(e));
        }
    }
}
