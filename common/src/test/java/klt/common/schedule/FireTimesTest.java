package klt.common.schedule;

import static klt.common.schedule.FireTimes.NEVER;
import static klt.common.schedule.FireTimes.UNBOUNDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FireTimesTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Duration QUICKLY = Duration.ofSeconds(2);

    private static FireTimes messages(long count, RateAt... rates) {
        return RateAt.schedule(count, rates);
    }

    private static FireTimes lasting(long nanos, RateAt... rates) {
        return new FireTimes(RateAt.segments(nanos, rates), Arrivals.UNIFORM, UNBOUNDED);
    }

    @Test
    void aThousandPerSecondFiresEachMillisecond() {
        FireTimes times = FireTimes.constant(1_000, 10_000);

        assertThat(times.messages()).isEqualTo(10_000);
        assertThat(LongStream.range(0, 4).map(times::fireNanos))
                .containsExactly(0L, 1_000_000L, 2_000_000L, 3_000_000L);
        assertThat(times.fireNanos(9_999)).isEqualTo(9_999_000_000L);
        assertThat(times.endNanos()).isEqualTo(10 * SECOND);
    }

    @Test
    void aThirdOfAMessagePerSecondIsExactAfterATrillion() {
        FireTimes times = FireTimes.constant(3, UNBOUNDED);

        assertThat(times.fireNanos(1)).isEqualTo(333_333_333L);
        assertThat(times.fireNanos(3_000_000_000L)).isEqualTo(SECOND * SECOND);
    }

    @Test
    void aRateChangeKeepsThePhase() {
        FireTimes times = messages(100, new RateAt(0, 10), new RateAt(SECOND + 50_000_000, 100));

        assertThat(times.fireNanos(10)).isEqualTo(SECOND);
        // half of message 11's interval passed at the old rate, half passes at the new one
        assertThat(times.fireNanos(11)).isEqualTo(SECOND + 55_000_000);
        assertThat(times.fireNanos(12)).isEqualTo(SECOND + 65_000_000);
    }

    @Test
    void aPauseShiftsWhatFollowsByItsLength() {
        FireTimes times = messages(
                UNBOUNDED,
                new RateAt(0, 10),
                new RateAt(SECOND + 50_000_000, 0),
                new RateAt(5 * SECOND + 50_000_000, 10));

        assertThat(times.fireNanos(10)).isEqualTo(SECOND);
        assertThat(times.fireNanos(11)).isEqualTo(5 * SECOND + 100_000_000);
        assertThat(times.firstAtOrAfter(2 * SECOND)).isEqualTo(11);
        assertThat(times.rateAt(2 * SECOND)).isZero();
        assertThat(times.dueBefore(2 * SECOND))
                .isEqualTo(times.dueBefore(5 * SECOND))
                .isEqualTo(10.5);
    }

    @Test
    void aMessageThatIsDueWhenAPauseBeginsWaitsForItsEnd() {
        FireTimes times = messages(UNBOUNDED, new RateAt(0, 10), new RateAt(SECOND, 0), new RateAt(3 * SECOND, 10));

        assertThat(times.fireNanos(9)).isEqualTo(900_000_000);
        assertThat(times.fireNanos(10)).isEqualTo(3 * SECOND);
    }

    @Test
    void aScheduleThatEndsPausedFiresNothingMore() {
        FireTimes times = messages(UNBOUNDED, new RateAt(0, 1_000), new RateAt(SECOND, 0));

        assertThat(times.fireNanos(999)).isEqualTo(999_000_000);
        assertThat(times.fireNanos(1_000)).isEqualTo(NEVER);
        assertThat(times.fireNanos(Long.MAX_VALUE)).isEqualTo(NEVER);
    }

    @ParameterizedTest
    @ValueSource(longs = {SECOND, SECOND + 1, 30 * 86_400 * SECOND, Long.MAX_VALUE - 1, Long.MAX_VALUE})
    void aPausedEndHasNoMoreMessagesThanWereDueBeforeIt(long nanos) {
        FireTimes times = messages(UNBOUNDED, new RateAt(0, 1_000), new RateAt(SECOND, 0));

        long first = assertTimeoutPreemptively(QUICKLY, () -> times.firstAtOrAfter(nanos));

        assertThat(first).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 1, 1e8})
    void theEndOfTimeIsFoundQuickly(double rate) {
        FireTimes times = FireTimes.constant(rate, UNBOUNDED);

        long first = assertTimeoutPreemptively(QUICKLY, () -> times.firstAtOrAfter(Long.MAX_VALUE));

        assertThat((double) first).isCloseTo(rate * Long.MAX_VALUE / SECOND, offset(1 + 1e-9 * first));
    }

    private static FireTimes bounded(long messages, long nanos) {
        return new FireTimes(List.of(new Segment.Constant(nanos, 10)), Arrivals.UNIFORM, messages);
    }

    @Test
    void messagesAreBoundedByCountAndDuration() {
        assertThat(bounded(7, SECOND).messages()).isEqualTo(7);
        assertThat(bounded(70, SECOND).messages()).isEqualTo(10);
        assertThat(bounded(70, SECOND + 1).messages()).isEqualTo(11);
        assertThat(bounded(UNBOUNDED, Segment.FOREVER).messages()).isEqualTo(UNBOUNDED);
    }

    @Test
    void aScheduleWithADurationEndsWithIt() {
        assertThat(lasting(SECOND + SECOND / 2, new RateAt(0, 1)).messages()).isEqualTo(2);
        assertThat(lasting(SECOND + SECOND / 2, new RateAt(0, 1)).endNanos()).isEqualTo(SECOND + SECOND / 2);
    }

    @Test
    void aCountThatADurationCutsShortEndsWithTheDuration() {
        FireTimes times = new FireTimes(List.of(new Segment.Constant(SECOND + SECOND / 2, 1)), Arrivals.UNIFORM, 2);

        assertThat(times.messages()).isEqualTo(2);
        assertThat(times.endNanos()).isEqualTo(SECOND + SECOND / 2);
    }

    @Test
    void nothingIsDueBeforeTheStart() {
        FireTimes times = FireTimes.constant(1_000, 10);

        assertThat(times.dueBefore(-SECOND)).isZero();
        assertThat(times.firstAtOrAfter(-SECOND)).isZero();
        assertThat(times.rateAt(-SECOND)).isEqualTo(1_000);
    }

    @Test
    void aScheduleWithADurationEndsWithItThoughItIsPaused() {
        FireTimes pausedAtLast = lasting(60 * SECOND, new RateAt(0, 100), new RateAt(10 * SECOND, 0));
        FireTimes neverBegun = lasting(60 * SECOND, new RateAt(0, 0));

        assertThat(pausedAtLast.messages()).isEqualTo(1_000);
        assertThat(pausedAtLast.endNanos()).isEqualTo(60 * SECOND);
        assertThat(neverBegun.messages()).isZero();
        assertThat(neverBegun.endNanos()).isEqualTo(60 * SECOND);
    }

    @Test
    void aPauseAfterTheLastMessageDoesNotHoldUpTheEnd() {
        FireTimes endsPaused = messages(10_000, new RateAt(0, 1_000), new RateAt(10 * SECOND, 0));
        FireTimes resumes =
                messages(10_000, new RateAt(0, 1_000), new RateAt(10 * SECOND, 0), new RateAt(9_000 * SECOND, 1_000));

        assertThat(endsPaused.endNanos()).isEqualTo(10 * SECOND);
        assertThat(resumes.endNanos()).isEqualTo(10 * SECOND);
    }

    @Test
    void aPauseBeforeTheLastMessageHasNoEnd() {
        assertThat(messages(10_001, new RateAt(0, 1_000), new RateAt(10 * SECOND, 0))
                        .endNanos())
                .isEqualTo(NEVER);
        assertThat(messages(1, new RateAt(0, 0)).endNanos()).isEqualTo(NEVER);
    }

    @Test
    void theEndComesEarlierWhenTheRateRisesAfterTheLastMessage() {
        assertThat(messages(1, new RateAt(0, 0.001), new RateAt(SECOND, 1e6)).endNanos())
                .isEqualTo(SECOND + 999);
    }

    @Test
    void theEndIsNeverWhereNothingBoundsItOrTimeRunsOut() {
        assertThat(FireTimes.constant(1_000, UNBOUNDED).endNanos()).isEqualTo(NEVER);
        assertThat(FireTimes.constant(0.001, 1_000_000_000_000L).endNanos()).isEqualTo(NEVER);
        assertThat(messages(1, new RateAt(0, 0), new RateAt(SECOND, Double.MIN_VALUE))
                        .endNanos())
                .isEqualTo(NEVER);
    }

    @Test
    void nothingToSendIsOverAtOnce() {
        assertThat(FireTimes.constant(1_000, 0).endNanos()).isZero();
        assertThat(messages(0, new RateAt(0, 0)).endNanos()).isZero();
    }

    @Test
    void aPauseIsOverAtTheEndOfTheSchedule() {
        FireTimes times = lasting(20 * SECOND, new RateAt(0, 10), new RateAt(10 * SECOND, 0));

        assertThat(times.isPausedAt(9 * SECOND)).isFalse();
        assertThat(times.isPausedAt(10 * SECOND)).isTrue();
        assertThat(times.isPausedAt(20 * SECOND)).isFalse();
    }

    @Test
    void manyEqualWavesAreBuiltQuickly() {
        Segment wave = new Segment.Sine(SECOND + 7, 10, 10, 3 * SECOND, 5);

        FireTimes times = assertTimeoutPreemptively(
                QUICKLY,
                () -> new FireTimes(Collections.nCopies(LoadProfile.SEGMENTS_MAX, wave), Arrivals.UNIFORM, UNBOUNDED));

        assertThat(times.messages()).isPositive();
    }

    @Test
    void asManySegmentsAsAllowedAreServed() {
        List<Segment> most = Collections.nCopies(FireTimes.SEGMENTS_MAX, new Segment.Constant(SECOND, 10));
        List<Segment> tooMany = Collections.nCopies(FireTimes.SEGMENTS_MAX + 1, new Segment.Constant(SECOND, 10));

        assertThat(new FireTimes(most, Arrivals.UNIFORM, UNBOUNDED).fireNanos(9_990))
                .isEqualTo(999 * SECOND);
        assertThatIllegalArgumentException().isThrownBy(() -> new FireTimes(tooMany, Arrivals.UNIFORM, UNBOUNDED));
    }

    @Test
    void whatIsNoScheduleIsRefused() {
        Segment endless = new Segment.Constant(Segment.FOREVER, 10);
        Segment longest = new Segment.Constant(Segment.NANOS_MAX, 10);

        assertThatIllegalArgumentException().isThrownBy(() -> messages(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FireTimes(List.of(endless, endless), Arrivals.UNIFORM, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FireTimes(List.of(longest, longest), Arrivals.UNIFORM, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> messages(-1, new RateAt(0, 10)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -Double.MIN_VALUE, 100_000_001, 1e300, Double.NaN, Double.POSITIVE_INFINITY})
    void aRateOutsideItsLimitsIsRefused(double rate) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Segment.Constant(1, rate));
        assertThatIllegalArgumentException().isThrownBy(() -> new Segment.Ramp(1, rate, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Segment.Ramp(1, 1, rate));
        assertThatIllegalArgumentException().isThrownBy(() -> new Segment.Sine(1, rate, 1, SECOND, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Segment.Sine(1, 1, rate, SECOND, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Segment.NANOS_MAX + 1})
    void aLengthOutsideItsLimitsIsRefused(long nanos) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Segment.Constant(nanos, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Segment.Ramp(nanos, 1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new Segment.Sine(nanos, 1, 1, SECOND, 0));
    }
}
