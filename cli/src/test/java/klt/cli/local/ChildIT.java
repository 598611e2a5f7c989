package klt.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildIT {

    private static final int ORPHANED = 1;

    /** A child with data that no other process reads. */
    static final class Server {
        public static void main(String[] args) throws InterruptedException {
            System.out.println("READY");
            Thread.currentThread().join();
        }
    }

    @Test
    void deletesItsDataAndEndsWithItsParent(@TempDir Path folder) throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Process child = start(data);
        try {
            assertThat(child.inputReader().readLine()).isEqualTo("READY");

            child.getOutputStream().close();

            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(ORPHANED);
            assertThat(data).doesNotExist();
        } finally {
            child.destroyForcibly();
        }
    }

    private static Process start(Path data) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        data.toString(),
                        Server.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
