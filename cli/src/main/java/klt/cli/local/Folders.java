package klt.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Deletes folders at the end. */
public final class Folders {

    /** Maximum number of attempts; a broker that is being killed may create a file while its folder is being deleted. */
    private static final int ATTEMPTS_MAX = 10;

    private Folders() {}

    /** @return whether the folder was completely deleted */
    public static boolean delete(Path folder) {
        for (int attempt = 0; attempt < ATTEMPTS_MAX && Files.exists(folder); attempt++) {
            try (Stream<Path> tree = Files.walk(folder)) {
                List<Path> leavesFirst = tree.sorted(Comparator.reverseOrder()).toList();
                for (Path path : leavesFirst) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException | UncheckedIOException changedMeanwhile) {
                // retry
            }
        }
        return !Files.exists(folder);
    }
}
