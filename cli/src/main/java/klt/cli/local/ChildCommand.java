package klt.cli.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import klt.cli.Child;

/**
 * How a child JVM is called.
 *
 * @param name the part's name, and its log's
 * @param heapMegabytes the most that its heap may take
 * @param scratch a folder that goes with it, or {@link Child#NO_SCRATCH}
 */
record ChildCommand(
        String name,
        int heapMegabytes,
        Compilation compilation,
        String scratch,
        String mainClass,
        List<String> arguments) {

    /** A terminal's Ctrl-C goes to all processes at once, but they must end in order: only the parent listens to it. */
    private static final String DEAF_TO_THE_TERMINAL = "trap \"\" INT HUP; exec \"$@\"";

    ChildCommand {
        arguments = List.copyOf(arguments);
    }

    /**
     * Without the class path, which stands in the environment: a list of processes stays readable.
     *
     * @param logs for what a JVM that crashes has to say
     */
    List<String> line(Path javaHome, ClassArchives archives, Path logs) {
        List<String> line = new ArrayList<>(List.of("sh", "-c", DEAF_TO_THE_TERMINAL, "sh"));
        line.add(javaHome.resolve("bin/java").toString());
        line.addAll(archives.options(name));
        line.addAll(compilation.options());
        line.addAll(List.of(
                // several small JVMs on one machine: threads of parallel collectors would only fight for its cores
                "-XX:+UseSerialGC",
                "-Xmx" + heapMegabytes + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + logs.resolve(name + "-crash.log"),
                "--enable-native-access=ALL-UNNAMED",
                Child.class.getName(),
                scratch,
                mainClass));
        line.addAll(arguments);
        return line;
    }
}
