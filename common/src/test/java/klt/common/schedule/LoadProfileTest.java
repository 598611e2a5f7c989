package klt.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import klt.common.schedule.Stage.Sine.StartAt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LoadProfileTest {

    private static final long SECOND = 1_000_000_000L;

    private static final LoadProfile UP_AND_HOLD = LoadProfile.of(List.of(linear(10, 100), linear(20, 100)), 1);

    private static Stage linear(long seconds, double target) {
        return new Stage.Linear(Optional.empty(), Optional.empty(), Duration.ofSeconds(seconds), target);
    }

    private static LoadChange rate(long second, double rate) {
        return new LoadChange(second * SECOND, second * SECOND, Optional.of(rate), 1);
    }

    private static LoadChange factor(long second, long planned, double factor) {
        return new LoadChange(second * SECOND, planned * SECOND, Optional.empty(), factor);
    }

    private static FireTimes times(List<Segment> segments) {
        return new FireTimes(segments, Arrivals.UNIFORM, FireTimes.UNBOUNDED);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "5, 50", "10, 100", "15, 100", "30, 100"})
    void aStageGoesFromThePreviousRateToItsTarget(long second, double rate) {
        assertThat(times(UP_AND_HOLD.segments()).rateAt(second * SECOND)).isEqualTo(rate);
    }

    @Test
    void aStageWithoutADurationJumps() {
        LoadProfile profile = LoadProfile.of(List.of(linear(0, 50), linear(1, 50), linear(0, 10), linear(1, 10)), 1);

        assertThat(profile.segments())
                .containsExactly(new Segment.Constant(SECOND, 50), new Segment.Constant(SECOND, 10));
        assertThat(profile.spans()).extracting(LoadProfile.Span::index).containsExactly(1, 3);
    }

    @Test
    void aPauseKeepsTheRateFromWhichTheNextStageGoesOn() {
        LoadProfile profile = LoadProfile.of(
                List.of(linear(10, 100), new Stage.Pause(Optional.empty(), Duration.ofSeconds(5)), linear(10, 200)), 1);

        assertThat(times(profile.segments()).rateAt(12 * SECOND)).isZero();
        assertThat(times(profile.segments()).rateAt(15 * SECOND)).isEqualTo(100);
    }

    @Test
    void aStaircaseHasItsLevelsWithRampsBetween() {
        Stage steps = new Stage.Steps(
                Optional.empty(), Optional.empty(), 10, 5, 3, Duration.ofSeconds(60), Duration.ofSeconds(10));

        assertThat(steps.duration()).isEqualTo(Duration.ofSeconds(200));
        assertThat(LoadProfile.of(List.of(steps), 1).segments())
                .containsExactly(
                        new Segment.Constant(60 * SECOND, 10),
                        new Segment.Ramp(10 * SECOND, 10, 15),
                        new Segment.Constant(60 * SECOND, 15),
                        new Segment.Ramp(10 * SECOND, 15, 20),
                        new Segment.Constant(60 * SECOND, 20));
    }

    @Test
    void aStaircaseCanEndAtZero() {
        Stage down = new Stage.Steps(
                Optional.empty(), Optional.empty(), 0.3, -0.1, 4, Duration.ofSeconds(10), Duration.ZERO);

        assertThat(down.lastRate(0)).isZero();
        assertThat(LoadProfile.of(List.of(down), 1).segments()).last().isEqualTo(new Segment.Constant(10 * SECOND, 0));
    }

    @ParameterizedTest
    @EnumSource(StartAt.class)
    void aWaveBeginsAsSpecified(StartAt startAt) {
        Stage wave = new Stage.Sine(
                Optional.empty(), Optional.empty(), 10, 4, Duration.ofSeconds(8), startAt, Duration.ofSeconds(20));
        FireTimes times = times(LoadProfile.of(List.of(wave), 1).segments());
        double first = switch (startAt) {
            case TROUGH -> 6;
            case PEAK -> 14;
            case MEAN_UP, MEAN_DOWN -> 10;
        };
        double quarterLater = switch (startAt) {
            case TROUGH, PEAK -> 10;
            case MEAN_UP -> 14;
            case MEAN_DOWN -> 6;
        };

        assertThat(times.rateAt(0)).isCloseTo(first, within(1e-9));
        assertThat(times.rateAt(2 * SECOND)).isCloseTo(quarterLater, within(1e-9));
        // 16 s are two whole periods, in which the wave cancels out
        assertThat(times.dueBefore(16 * SECOND)).isCloseTo(160, within(1e-9));
    }

    @Test
    void stagesAreRepeated() {
        LoadProfile profile = LoadProfile.of(List.of(linear(1, 10), linear(1, 0)), 3);

        assertThat(profile.nanos()).isEqualTo(6 * SECOND);
        assertThat(profile.spans()).extracting(LoadProfile.Span::repetition).containsExactly(0, 0, 1, 1, 2, 2);
        assertThat(times(profile.segments()).messages()).isEqualTo(30);
    }

    @Test
    void stagesWithoutALengthAreNoProfile() {
        assertThatIllegalArgumentException().isThrownBy(() -> LoadProfile.of(List.of(linear(0, 10)), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        LoadProfile.of(Collections.nCopies(LoadProfile.SEGMENTS_MAX / 10 + 1, linear(1, 10)), 10));
    }

    @Test
    void aRateReplacesTheScheduleUntilItIsReturnedTo() {
        FireTimes times = times(UP_AND_HOLD.with(List.of(rate(5, 7), factor(12, 12, 1))));

        assertThat(times.rateAt(5 * SECOND - 1)).isCloseTo(50, within(1e-6));
        assertThat(times.rateAt(5 * SECOND)).isEqualTo(7);
        assertThat(times.rateAt(12 * SECOND)).isEqualTo(100);
        assertThat(times.endNanos()).isEqualTo(30 * SECOND);
        assertThat(times.messages()).isEqualTo(125 + 7 * 7 + 18 * 100);
    }

    @Test
    void aFactorScalesWhatFollows() {
        FireTimes times = times(UP_AND_HOLD.with(List.of(factor(5, 5, 2))));

        assertThat(times.rateAt(4 * SECOND)).isEqualTo(40);
        assertThat(times.rateAt(6 * SECOND)).isCloseTo(120, within(1e-9));
        assertThat(times.messages()).isEqualTo(125 + 2 * (375 + 2_000));
    }

    @Test
    void aSkipMovesTheScheduleAndItsEnd() {
        FireTimes times = times(UP_AND_HOLD.with(List.of(factor(5, 10, 1))));

        assertThat(times.rateAt(5 * SECOND)).isEqualTo(100);
        assertThat(times.endNanos()).isEqualTo(25 * SECOND);
        assertThat(times.messages()).isEqualTo(125 + 2_000);
    }

    @Test
    void aPauseDoesNotMoveTheStages() {
        FireTimes times = times(UP_AND_HOLD.with(List.of(rate(5, 0), factor(15, 15, 1))));

        assertThat(times.firstAtOrAfter(15 * SECOND)).isEqualTo(125);
        assertThat(times.endNanos()).isEqualTo(30 * SECOND);
    }

    @Test
    void aChangeAfterTheEndChangesNothing() {
        assertThat(UP_AND_HOLD.with(List.of(rate(30, 5), factor(40, 40, 2)))).isEqualTo(UP_AND_HOLD.segments());
    }

    @Test
    void aProfileWithoutAnEndCanBeChanged() {
        LoadProfile endless = LoadProfile.constant(10, Segment.FOREVER);

        assertThat(endless.with(List.of(rate(1, 20), factor(2, 2, 0.5))))
                .containsExactly(
                        new Segment.Constant(SECOND, 10),
                        new Segment.Constant(SECOND, 20),
                        new Segment.Constant(Segment.FOREVER, 5));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, 1, 1",
        "0, -1, 1, 1",
        "0, 0, -1, 1",
        "0, 0, 1e9, 1",
        "0, 0, 1, 0",
        "0, 0, 1, 101",
        "0, 0, 1, NaN"
    })
    void aChangeOutOfItsLimitsIsRefused(long at, long planned, double rate, double factor) {
        assertThatIllegalArgumentException().isThrownBy(() -> new LoadChange(at, planned, Optional.of(rate), factor));
    }
}
