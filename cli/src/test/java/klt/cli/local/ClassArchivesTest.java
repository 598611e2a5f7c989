package klt.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassArchivesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"broker", "controller", "worker-1"})
    void theFirstOfAKindWritesItsArchive(String part) {
        assertThat(new ClassArchives(Optional.of(folder)).options(part))
                .contains(
                        "-XX:SharedArchiveFile=" + folder.resolve(part.replace("-1", "") + ".jsa"),
                        "-XX:+AutoCreateSharedArchive");
    }

    /** All of them ending at once would write it as often. */
    @Test
    void theOthersOfAKindReadIt() throws IOException {
        ClassArchives archives = new ClassArchives(Optional.of(folder));
        assertThat(archives.options("worker-12")).isEmpty();

        Files.writeString(folder.resolve("worker.jsa"), "with a header");

        assertThat(archives.options("worker-12"))
                .contains("-XX:SharedArchiveFile=" + folder.resolve("worker.jsa"))
                .doesNotContain("-XX:+AutoCreateSharedArchive");
    }

    /** The JVM neither uses nor mends one whose writer was killed before the header. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4_096})
    void oneThatWasNotFinishedIsGone(int length) throws IOException {
        Path archive = Files.write(folder.resolve("worker.jsa"), new byte[length]);

        assertThat(new ClassArchives(Optional.of(folder)).options("worker-1")).contains("-XX:+AutoCreateSharedArchive");

        assertThat(archive).doesNotExist();
    }

    @Test
    void aProgramOfJarsHasThemBesideItsJars() throws IOException {
        Path lib = Files.createDirectories(folder.resolve("target/lib"));
        Path one = Files.createFile(lib.resolve("one.jar"));
        Path two = Files.createFile(lib.resolve("two.jar"));

        assertThat(ClassArchives.ofClassPath(one + File.pathSeparator + two))
                .contains(folder.resolve("target/archives"));
        assertThat(folder.resolve("target/archives")).isDirectory();
    }

    @Test
    void aProgramWithAFolderOfClassesHasNone() throws IOException {
        Path jar = Files.createFile(folder.resolve("one.jar"));

        assertThat(ClassArchives.ofClassPath(jar + File.pathSeparator + folder)).isEmpty();
        assertThat(ClassArchives.ofProgram().options("broker")).isEmpty();
    }
}
