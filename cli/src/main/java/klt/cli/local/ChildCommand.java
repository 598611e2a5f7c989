package klt.cli.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A child JVM's command line.
 *
 * @param name name of the process and its log
 * @param heapMegabytes the process's maximum heap size
 * @param scratch a folder to delete when the parent has ended, or {@link Child#NO_SCRATCH}
 */
record ChildCommand(
        String name,
        int heapMegabytes,
        Compilation compilation,
        String scratch,
        String mainClass,
        List<String> arguments) {

    /**
     * Makes a child ignore the terminal's signals. Ctrl-C reaches all processes at the same time, but they must end in order, so only the
     * parent handles it.
     */
    private static final String IGNORE_TERMINAL_SIGNALS = "trap \"\" INT HUP; exec \"$@\"";

    ChildCommand {
        arguments = List.copyOf(arguments);
    }

    /**
     * Returns the command line without the class path, which is passed in the environment to keep process listings readable.
     *
     * @param classPath the class path in the environment
     * @param logs folder for the JVM's crash log
     */
    List<String> line(Path javaHome, String classPath, Path logs) {
        List<String> line = new ArrayList<>(List.of("sh", "-c", IGNORE_TERMINAL_SIGNALS, "sh"));
        line.add(javaHome.resolve("bin/java").toString());
        line.addAll(ClassArchive.options(classPath));
        line.addAll(compilation.options());
        line.addAll(List.of(
                // the parallel collectors of several small JVMs would only compete for the machine's cores
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
