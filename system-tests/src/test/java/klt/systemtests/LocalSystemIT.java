package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code loadtester local}: starts with one command, and leaves nothing behind. */
@Tag("extended")
class LocalSystemIT {

    static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");

    /** Waits until the console's address is printed. */
    static String consoleUrl(Command local) {
        return await("console")
                .atMost(Duration.ofSeconds(90))
                .until(
                        () -> URL.matcher(local.output())
                                .results()
                                .map(MatchResult::group)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** The bootstrap server, which is printed before the address of the console. */
    @Test
    void leavesNothingWhenItIsKilled() {
        try (Command local = Command.start("local", "--port", "0", "--workers", "2")) {
            consoleUrl(local);
            List<ProcessHandle> children = local.descendants();
            assertThat(children).hasSizeGreaterThanOrEqualTo(4);

            local.handle().destroyForcibly();

            await("end of all children")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void saysThatItsPortIsInUseAndEndsInOrderOnSigterm() {
        try (Command first = Command.start("local", "--port", "0", "--workers", "2")) {
            String port = consoleUrl(first).replaceAll(".*:", "");
            List<ProcessHandle> children = first.descendants();

            try (Command second = Command.start("local", "--port", port, "--workers", "1")) {
                assertThat(second.exitCode(Duration.ofSeconds(60))).isEqualTo(15);
                assertThat(second.errors()).contains(port).contains("use");
            }
            first.handle().destroy();

            assertThat(first.exitCode(Duration.ofSeconds(40))).isIn(0, 143);
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        }
    }
}
