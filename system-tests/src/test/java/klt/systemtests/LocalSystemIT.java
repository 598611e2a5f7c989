package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code loadtester local}: up with one command, gone without a trace. */
@Tag("beside")
class LocalSystemIT {

    static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");

    /** Waits until the console's address is printed. */
    static String consoleUrl(Command local) {
        return Command.await(Duration.ofSeconds(90), "console", () -> {
            Matcher url = URL.matcher(local.output());
            return url.find() ? Optional.of(url.group()) : Optional.empty();
        });
    }

    @Test
    void leavesNothingWhenItIsKilled() {
        try (Command local = Command.start("local", "--port", "0", "--workers", "2")) {
            consoleUrl(local);
            List<ProcessHandle> children = local.descendants();
            assertThat(children).hasSizeGreaterThanOrEqualTo(4);

            local.handle().destroyForcibly();

            Command.awaitTrue(
                    Duration.ofSeconds(30),
                    "end of all children",
                    () -> children.stream().noneMatch(ProcessHandle::isAlive));
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
