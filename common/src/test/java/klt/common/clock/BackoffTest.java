package klt.common.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final double MIDDLE = 0.5;

    private static Backoff of(double random) {
        return new Backoff(Duration.ofMillis(100), Duration.ofMillis(500), () -> random);
    }

    private static List<Long> millis(Backoff backoff, int count) {
        return Stream.generate(backoff::next)
                .limit(count)
                .map(Duration::toMillis)
                .toList();
    }

    @Test
    void doublesUpToItsLimit() {
        assertThat(millis(of(MIDDLE), 5)).containsExactly(100L, 200L, 400L, 500L, 500L);
    }

    @Test
    void beginsAgainAfterASuccess() {
        Backoff backoff = of(MIDDLE);
        assertThat(millis(backoff, 3)).containsExactly(100L, 200L, 400L);

        backoff.reset();

        assertThat(millis(backoff, 2)).containsExactly(100L, 200L);
    }

    @Test
    void variesAroundTheDelayAndDoesNotAddUp() {
        assertThat(millis(of(0), 5)).containsExactly(80L, 160L, 320L, 400L, 400L);
        assertThat(millis(of(1), 5)).containsExactly(120L, 240L, 480L, 600L, 600L);
    }
}
