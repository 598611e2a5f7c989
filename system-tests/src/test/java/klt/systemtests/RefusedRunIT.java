package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs from the command line that cannot begin. */
@Tag("beside")
class RefusedRunIT {

    /** Nobody listens there. */
    private static final String NOWHERE = "127.0.0.1:1";

    @Test
    void saysWhichAddressIsOutOfReach() {
        try (Command run = Command.start("run", "--kafka", NOWHERE, "--messages", "10", "--rate", "10")) {
            assertThat(run.exitCode(Duration.ofMinutes(2))).isEqualTo(15);
            assertThat(run.errors()).contains(NOWHERE);
        }
    }

    @Test
    void namesEveryMistakeOfASpec() {
        try (Command run = Command.start(
                "run", "--kafka", NOWHERE, "--rate", "fast", "--size", "10", "--set", "producer.acks=2")) {
            assertThat(run.exitCode(Duration.ofMinutes(1))).isEqualTo(2);
            assertThat(run.errors())
                    .contains("messages")
                    .contains("rate")
                    .contains("payload.size")
                    .contains("producer.acks");
        }
    }
}
