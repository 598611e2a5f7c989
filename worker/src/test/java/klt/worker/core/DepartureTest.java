package klt.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DepartureTest {

    private static final String ME = "w1.1";
    private static final long SECOND = 1_000_000_000L;

    private Lease lease = Lease.of(ME);
    private Departure departure = Departure.of(0);

    @Test
    void isOverWhenTheControllerDidNotHandOverInTime() {
        pass(1, 9, true);
        assertThat(departure.isOver()).isFalse();

        pass(10, 10, true);
        assertThat(departure.isOver()).isTrue();
    }

    @Test
    void waitsForAControllerThatIsAway() {
        pass(1, 2, true);
        pass(3, 16, false);
        assertThat(departure.isOver()).isFalse();

        pass(17, 21, true);
        assertThat(departure.isOver())
                .as("after less than ten seconds with a controller")
                .isFalse();
        pass(22, 25, true);
        assertThat(departure.isOver()).isTrue();
    }

    @Test
    void doesNotWaitForEver() {
        pass(1, 29, false);
        assertThat(departure.isOver()).isFalse();

        pass(30, 30, false);
        assertThat(departure.isOver()).isTrue();
    }

    /** Seconds, each with a tick or without one. */
    private void pass(int from, int to, boolean ticks) {
        for (int second = from; second <= to; second++) {
            if (ticks) {
                lease = lease.onTick(1, List.of(ME), 0, second * SECOND);
            }
            departure = departure.onTime(lease, second * SECOND);
        }
    }
}
