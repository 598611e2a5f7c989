package klt.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {

    @TempDir
    private Path folder;

    @Test
    void isUsedWhereItIsBesideTheJars() throws IOException {
        String classPath = folder.resolve("one.jar") + File.pathSeparator + folder.resolve("two.jar");
        assertThat(ClassArchive.options(classPath)).isEmpty();

        Path archive = Files.createFile(folder.resolve(ClassArchive.FILE));

        assertThat(ClassArchive.options(classPath)).contains("-XX:SharedArchiveFile=" + archive);
    }
}
