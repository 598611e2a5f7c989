package klt.worker.produce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import klt.worker.core.Schedule;
import org.junit.jupiter.api.Test;

class PacerTest {

    private static final long ORIGIN = Long.MAX_VALUE - 1_000_000;
    private static final long INTERVAL = 250_000;

    private final FakeTime time = new FakeTime(ORIGIN);
    private final Pacer pacer = new Pacer(time, time);

    @Test
    void waitsForAMessageThatIsFarUntilItIsDue() {
        pacer.awaitFire(ORIGIN, 0, 7_000_000, INTERVAL, Schedule.NEVER);
        assertThat(elapsed()).isEqualTo(7_000_000);
    }

    @Test
    void waitsAtLeastTheIntervalForAMessageThatIsNear() {
        pacer.awaitFire(ORIGIN, 0, 10, INTERVAL, Schedule.NEVER);
        assertThat(elapsed()).isEqualTo(INTERVAL);
    }

    @Test
    void waitsNoLongerThanTheStop() {
        pacer.awaitFire(ORIGIN, 0, Schedule.NEVER, INTERVAL, 3_000_000_000L);
        assertThat(elapsed()).isEqualTo(3_000_000_000L);
    }

    @Test
    void goesBackToSleepWhenItWakesEarly() {
        Pacer restless = new Pacer(time, nanos -> time.parkNanos(Math.max(1, nanos / 2)));
        restless.awaitFire(ORIGIN, 0, 1_000_000, INTERVAL, Schedule.NEVER);
        assertThat(elapsed()).isEqualTo(1_000_000);
        assertThat(time.parks()).isGreaterThan(10);
    }

    @Test
    void wakesWhenItIsNotified() {
        time.onPark(() -> {
            if (time.parks() == 3) {
                pacer.wake();
            }
        });
        pacer.sleepUntil(ORIGIN, Schedule.NEVER);
        assertThat(time.parks()).isEqualTo(3);
    }

    @Test
    void remembersAWakeUpFromBeforeItSlept() {
        pacer.wake();
        pacer.sleepUntil(ORIGIN, Schedule.NEVER);
        assertThat(time.parks()).isZero();

        pacer.sleepUntil(ORIGIN, 5);
        assertThat(elapsed()).isEqualTo(5);
    }

    @Test
    void wakesASleepingThread() throws InterruptedException {
        Pacer real = new Pacer(System::nanoTime, LockSupport::parkNanos);
        Thread sleeper = Thread.ofPlatform().start(() -> real.sleepUntil(0, Schedule.NEVER));

        real.wake();

        assertThat(sleeper.join(Duration.ofSeconds(10))).isTrue();
    }

    private long elapsed() {
        return time.nanos() - ORIGIN;
    }
}
