package klt.cli.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The archive of all processes' classes, which a JVM can map into memory (class data sharing, JEP 310). It halves the CPU time that a
 * process takes to start. The launcher script creates the archive next to the jars when building them. A JVM ignores an archive that does
 * not match its version or the jars.
 */
final class ClassArchive {

    static final String FILE = "classes.jsa";

    private ClassArchive() {}

    /** Returns the JVM options for this class path, or none if there is no archive, for example when running from class folders. */
    static List<String> options(String classPath) {
        Path archive = Path.of(classPath.split(File.pathSeparator, 2)[0]).resolveSibling(FILE);
        return Files.exists(archive)
                // otherwise, the JVM would report on stdout that it is ignoring the archive
                ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable")
                : List.of();
    }
}
