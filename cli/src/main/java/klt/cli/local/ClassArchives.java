package klt.cli.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Archives of loaded classes, one for each kind of process (class data sharing, JEP 310 and 350): with one a JVM starts in half the
 * processor time. The first JVM of its kind writes the archive when it ends, later ones read it.
 *
 * <p>The JVM rewrites an archive that no longer fits the program or the JDK, but not one whose writer was killed. A writer must shut down
 * cleanly: on JDK 25 a thread that still runs during the write can crash it.
 */
final class ClassArchives {

    private final Optional<Path> folder;

    ClassArchives(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Next to the folder of the program's jars. None where a folder of classes is on the class path: the JVM archives jars only. */
    static ClassArchives ofProgram() {
        return new ClassArchives(ofClassPath(System.getProperty("java.class.path")));
    }

    static Optional<Path> ofClassPath(String classPath) {
        List<Path> entries =
                Stream.of(classPath.split(File.pathSeparator)).map(Path::of).toList();
        if (!entries.stream().allMatch(Files::isRegularFile)) {
            return Optional.empty();
        }
        try {
            Path folder = entries.getFirst()
                    .resolve("../../archives")
                    .toAbsolutePath()
                    .normalize();
            Files.createDirectories(folder);
            // a JVM that cannot write its archive ends with another exit code than it should
            return Optional.of(folder).filter(Files::isWritable);
        } catch (IOException nowhereToWrite) {
            return Optional.empty();
        }
    }

    /**
     * The options of the process's JVM.
     *
     * @param part its name: its kind, and a number among several of its kind
     */
    List<String> options(String part) {
        String[] kindAndNumber = part.split("-", 2);
        boolean first = kindAndNumber.length == 1 || kindAndNumber[1].equals("1");
        Optional<Path> archive = folder.map(path -> path.resolve(kindAndNumber[0] + ".jsa"));
        archive.filter(ClassArchives::isUnfinished).ifPresent(ClassArchives::delete);
        if (archive.isEmpty() || (!first && !Files.exists(archive.get()))) {
            return List.of();
        }
        String file = "-XX:SharedArchiveFile=" + archive.get();
        // the JVM would log about the archive to standard output
        return first ? List.of(file, "-XX:+AutoCreateSharedArchive", "-Xlog:disable") : List.of(file, "-Xlog:disable");
    }

    /** The JVM writes the header last. */
    private static boolean isUnfinished(Path archive) {
        try (InputStream in = Files.newInputStream(archive)) {
            byte[] begin = in.readNBytes(Integer.BYTES);
            return Arrays.equals(begin, new byte[begin.length]);
        } catch (IOException none) {
            return false;
        }
    }

    private static void delete(Path archive) {
        try {
            Files.deleteIfExists(archive);
        } catch (IOException left) {
            // without it the process only starts more slowly
        }
    }
}
