package klt.cli.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes of all processes as a JVM maps them (class data sharing, JEP 310): with it, a process starts in half the CPU time. The
 * launcher writes it next to the jars when it builds. A JVM ignores an archive that does not match its version or the jars.
 */
final class ClassArchive {

    static final String FILE = "classes.jsa";

    private ClassArchive() {}

    /** The options of a JVM with this class path; none if there is no archive, as for a program that runs from class folders. */
    static List<String> options(String classPath) {
        Path archive = Path.of(classPath.split(File.pathSeparator, 2)[0]).resolveSibling(FILE);
        return Files.exists(archive)
                // the JVM would report one that it ignores on standard output
                ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable")
                : List.of();
    }
}
