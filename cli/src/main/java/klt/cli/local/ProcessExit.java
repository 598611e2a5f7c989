package klt.cli.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A child's unexpected exit. */
public record ProcessExit(String name, int exitCode, Path log, List<String> lastLines) {

    private static final int SIGNALS = 128;

    public ProcessExit {
        lastLines = List.copyOf(lastLines);
    }

    public boolean isWorker() {
        return name.startsWith(LocalSystem.WORKER);
    }

    public String headline() {
        String how = exitCode > SIGNALS
                ? "was unexpectedly killed by signal " + (exitCode - SIGNALS)
                : "exited unexpectedly with code " + exitCode;
        return name + " " + how;
    }

    public List<String> details() {
        List<String> details = new ArrayList<>(lastLines);
        details.add("(from " + log + ")");
        return details;
    }
}
