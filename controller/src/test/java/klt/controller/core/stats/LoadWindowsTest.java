package klt.controller.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.schedule.Arrivals;
import klt.common.schedule.LoadChange;
import klt.common.spec.load.Extent;
import klt.common.spec.load.LimitSettings;
import klt.common.spec.load.Load;
import klt.common.spec.load.Pacing;
import klt.common.spec.load.Rate;
import klt.controller.core.Intervals;
import klt.controller.core.limit.JudgedWindow.Result;
import klt.controller.core.schedule.LoadSchedule;
import klt.controller.core.stats.LoadWindows.Window;
import org.junit.jupiter.api.Test;

class LoadWindowsTest {

    private static final LimitSettings SETTINGS =
            new LimitSettings(100, 1_000, 0.03, Duration.ofSeconds(5), 4, 0.2, Duration.ZERO);
    private static final Load LOAD = new Load(
            new Rate.Limit(SETTINGS),
            new Extent.Timed(Duration.ofHours(1)),
            Arrivals.UNIFORM,
            Pacing.BALANCED,
            Duration.ofSeconds(3));
    private static final long SECOND_NANOS = 1_000_000_000;

    private final LoadWindows windows = new LoadWindows(SETTINGS);
    private final List<Window> taken = new ArrayList<>();
    private long number;

    private void follow(LoadChange... changes) {
        windows.follow(new LoadSchedule(LOAD, List.of(changes)));
    }

    private static LoadChange change(double second, double rate) {
        long nanos = (long) (second * SECOND_NANOS);
        return new LoadChange(nanos, nanos, Optional.of(rate), 1);
    }

    /** One message of worker a in each of these seconds. */
    private void report(int from, int until) {
        for (int second = from; second < until; second++) {
            windows.add("a", Intervals.interval("r", number++, second, 1_000));
        }
    }

    private void take(int untilSecond) {
        windows.take(untilSecond, window -> {
            taken.add(window);
            return Result.GOOD;
        });
    }

    private List<Integer> firstSeconds() {
        return taken.stream().map(window -> window.row().second()).toList();
    }

    @Test
    void windowsBeginAfterTheWarmUpOneAfterAnother() {
        follow();
        report(0, 20);

        take(12);
        assertThat(firstSeconds()).containsExactly(3);
        take(13);

        assertThat(firstSeconds()).containsExactly(3, 8);
        assertThat(taken).allSatisfy(window -> {
            assertThat(window.rate()).isEqualTo(100);
            assertThat(window.row().seconds()).isEqualTo(5);
            assertThat(window.row().messages().acked()).isEqualTo(5);
        });
    }

    @Test
    void anotherLoadBeginsSomeSecondsAfterItsChange() {
        follow(change(9.5, 200));
        report(0, 30);

        take(30);

        // the second window of the first load was not over
        assertThat(firstSeconds()).containsExactly(3, 12, 17, 22);
        assertThat(taken).extracting(Window::rate).containsExactly(100.0, 200.0, 200.0, 200.0);
    }

    @Test
    void nothingIsMeasuredWhileQueuesDrain() {
        follow(change(8, 0), change(20, 300));
        report(0, 30);

        take(30);

        assertThat(firstSeconds()).containsExactly(3, 22);
    }

    @Test
    void lateReportsOfATakenWindowAreIgnored() {
        follow();
        report(0, 8);
        take(8);
        report(3, 8);
        report(8, 13);

        take(13);

        assertThat(taken).extracting(window -> window.row().messages().acked()).containsExactly(5L, 5L);
        assertThat(windows.rows().get(100.0).messages().acked()).isEqualTo(10);
        assertThat(windows.rows().get(100.0).seconds()).isEqualTo(10);
    }

    @Test
    void aWindowWithoutReportsIsTakenToo() {
        follow();

        take(8);

        assertThat(taken).hasSize(1);
        assertThat(taken.getFirst().row().messages().acked()).isZero();
        assertThat(taken.getFirst().workers()).isEmpty();
    }

    @Test
    void onlyWindowsThatCountAreInTheFiguresOfALoad() {
        follow();
        report(0, 13);

        windows.take(13, window -> window.row().second() == 8 ? Result.BAD : Result.EXCLUDED);

        assertThat(windows.rows().get(100.0).second()).isEqualTo(8);
        assertThat(windows.rows().get(100.0).seconds()).isEqualTo(5);
        assertThat(windows.goodRows()).isEmpty();
    }

    @Test
    void theTimesOfEachWorkerAreSummed() {
        follow();
        for (int second = 3; second < 8; second++) {
            windows.add("a", Intervals.withTimes(second, Intervals.times(1, 10, 100)));
            windows.add("b", Intervals.withTimes(second, Intervals.times(1, 1, 2)));
        }

        take(8);

        assertThat(taken.getFirst().workers())
                .containsEntry("a", Intervals.times(5, 50, 500))
                .containsEntry("b", Intervals.times(5, 5, 10));
    }
}
