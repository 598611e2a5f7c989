package klt.cli.local;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Archives of loaded classes, one for each kind of part (class data sharing, JEP 310 and 350): a JVM that has one starts in half the processor
 * time. The first JVM of its kind writes it when it ends, later ones read it; the JVM itself sees when one does not fit the program or the
 * JDK any more, and writes it anew.
 */
final class ClassArchives {

    private final Optional<Path> folder;

    ClassArchives(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Beside the folder of the program's jars. None where it runs from folders of classes, which cannot be archived. */
    static ClassArchives ofProgram() {
        try {
            Path program = Path.of(ClassArchives.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (!Files.isRegularFile(program)) {
                return new ClassArchives(Optional.empty());
            }
            Path folder = Objects.requireNonNull(program.getParent()).resolveSibling("archives");
            return new ClassArchives(Optional.of(Files.createDirectories(folder)));
        } catch (IOException | URISyntaxException nowhereToWrite) {
            return new ClassArchives(Optional.empty());
        }
    }

    /**
     * What the part's JVM is told.
     *
     * @param part its name: its kind, and among several of its kind a number
     */
    List<String> options(String part) {
        String[] kindAndNumber = part.split("-", 2);
        boolean first = kindAndNumber.length == 1 || kindAndNumber[1].equals("1");
        Optional<Path> archive = folder.map(path -> path.resolve(kindAndNumber[0] + ".jsa"));
        if (archive.isEmpty() || (!first && !Files.exists(archive.get()))) {
            return List.of();
        }
        String file = "-XX:SharedArchiveFile=" + archive.get();
        // what the JVM has to say of an archive would go to standard output
        return first ? List.of(file, "-XX:+AutoCreateSharedArchive", "-Xlog:disable") : List.of(file, "-Xlog:disable");
    }
}
