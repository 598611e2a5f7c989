package klt.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InterruptsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> happened = new ArrayList<>();
    private final Interrupts interrupts = new Interrupts(nanos::get, () -> happened.add("end"));

    @Test
    void leavesTheFirstInterruptToTheMainThread() {
        interrupts.askToStop();

        assertThat(interrupts.stopAsked()).isTrue();
        assertThat(happened).isEmpty();
    }

    @Test
    void endsAtOnceOnTheSecondInterruptAfterCleaningUp() {
        interrupts.beforeEnd(() -> happened.add("children killed"));

        interrupts.askToStop();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        interrupts.askToStop();

        assertThat(happened).containsExactly("children killed", "end");
    }

    @Test
    void ignoresAnEchoOfTheFirstInterrupt() {
        interrupts.askToStop();
        nanos.addAndGet(Duration.ofMillis(5).toNanos());
        interrupts.askToStop();

        assertThat(happened).isEmpty();
    }

    @Test
    void takesTheTerminationThatFollowsAnInterruptForNoSecondOne() {
        interrupts.askToStop();
        nanos.addAndGet(Duration.ofSeconds(8).toNanos());
        interrupts.askToStopOnce();
        assertThat(happened).isEmpty();

        interrupts.askToStop();
        assertThat(happened).containsExactly("end");
    }

    @Test
    void aTerminationAsksToStop() {
        interrupts.askToStopOnce();

        assertThat(interrupts.stopAsked()).isTrue();
    }

    @Test
    @Timeout(10)
    void endsAWaitWithNewsAndOnlyOne() {
        interrupts.wake();
        interrupts.wake();

        interrupts.await(Duration.ofHours(1));
        long before = System.nanoTime();
        interrupts.await(Duration.ofMillis(50));

        assertThat(System.nanoTime() - before)
                .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
    }
}
