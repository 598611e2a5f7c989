package klt.systemtests;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Limits of size that keep the code easy to find and to read. */
class RepositoryTest {

    private static final List<String> MODULES =
            List.of("common", "embedded", "worker", "controller", "cli", "ui", "report", "bench");
    private static final int LINES_MAX = 350;
    private static final int FILES_MAX = 19;

    /** Paths of the main code, relative to the repository. */
    private static List<Path> mainFiles() throws IOException {
        Path root = Command.checkout();
        List<Path> all = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main"))) {
                files.filter(file -> file.toString().matches(".*\\.(java|js)"))
                        .map(root::relativize)
                        .forEach(all::add);
            }
        }
        return all;
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(Command.checkout().resolve(file))) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noFileIsTooLong() throws IOException {
        assertThat(mainFiles())
                .hasSizeGreaterThan(500)
                .allSatisfy(file -> assertThat(lines(file)).as(file.toString()).isLessThanOrEqualTo(LINES_MAX));
    }

    @Test
    void noFolderHasTooManyFiles() throws IOException {
        Map<String, Long> files = mainFiles().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .collect(groupingBy(file -> String.valueOf(file.getParent()), counting()));

        assertThat(files)
                .hasSizeGreaterThan(50)
                .allSatisfy((folder, count) -> assertThat(count).as(folder).isLessThanOrEqualTo(FILES_MAX));
    }
}
