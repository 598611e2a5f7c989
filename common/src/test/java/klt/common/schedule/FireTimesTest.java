package klt.common.schedule;

import static klt.common.schedule.FireTimes.NEVER;
import static klt.common.schedule.FireTimes.UNBOUNDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FireTimesTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Duration QUICKLY = Duration.ofSeconds(2);

    private static FireTimes messages(long count, Segment... segments) {
        return new FireTimes(List.of(segments), count, UNBOUNDED);
    }

    private static FireTimes lasting(long nanos, Segment... segments) {
        return new FireTimes(List.of(segments), UNBOUNDED, nanos);
    }

    @Test
    void aThousandPerSecondFiresEachMillisecond() {
        FireTimes times = FireTimes.constant(1_000, 10_000, UNBOUNDED);

        assertThat(times.messages()).isEqualTo(10_000);
        assertThat(LongStream.range(0, 4).map(times::fireNanos))
                .containsExactly(0L, 1_000_000L, 2_000_000L, 3_000_000L);
        assertThat(times.fireNanos(9_999)).isEqualTo(9_999_000_000L);
        assertThat(times.endNanos()).isEqualTo(10 * SECOND);
    }

    @Test
    void aThirdOfAMessagePerSecondIsExactAfterATrillion() {
        FireTimes times = FireTimes.constant(3, UNBOUNDED, UNBOUNDED);

        assertThat(times.fireNanos(1)).isEqualTo(333_333_333L);
        assertThat(times.fireNanos(3_000_000_000L)).isEqualTo(SECOND * SECOND);
    }

    @Test
    void aRateChangeKeepsThePhase() {
        FireTimes times = messages(100, new Segment(0, 10), new Segment(SECOND + 50_000_000, 100));

        assertThat(times.fireNanos(10)).isEqualTo(SECOND);
        // half of message 11's interval passed at the old rate, half passes at the new one
        assertThat(times.fireNanos(11)).isEqualTo(SECOND + 55_000_000);
        assertThat(times.fireNanos(12)).isEqualTo(SECOND + 65_000_000);
    }

    @Test
    void aPauseShiftsWhatFollowsByItsLength() {
        FireTimes times = messages(
                UNBOUNDED,
                new Segment(0, 10),
                new Segment(SECOND + 50_000_000, 0),
                new Segment(5 * SECOND + 50_000_000, 10));

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
        FireTimes times = messages(UNBOUNDED, new Segment(0, 10), new Segment(SECOND, 0), new Segment(3 * SECOND, 10));

        assertThat(times.fireNanos(9)).isEqualTo(900_000_000);
        assertThat(times.fireNanos(10)).isEqualTo(3 * SECOND);
    }

    @Test
    void aScheduleThatEndsPausedFiresNothingMore() {
        FireTimes times = messages(UNBOUNDED, new Segment(0, 1_000), new Segment(SECOND, 0));

        assertThat(times.fireNanos(999)).isEqualTo(999_000_000);
        assertThat(times.fireNanos(1_000)).isEqualTo(NEVER);
        assertThat(times.fireNanos(Long.MAX_VALUE)).isEqualTo(NEVER);
    }

    @ParameterizedTest
    @ValueSource(longs = {SECOND, SECOND + 1, 30 * 86_400 * SECOND, Long.MAX_VALUE - 1, Long.MAX_VALUE})
    void aPausedEndHasNoMoreMessagesThanWereDueBeforeIt(long nanos) {
        FireTimes times = messages(UNBOUNDED, new Segment(0, 1_000), new Segment(SECOND, 0));

        long first = assertTimeoutPreemptively(QUICKLY, () -> times.firstAtOrAfter(nanos));

        assertThat(first).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 1, 1e8})
    void theEndOfTimeIsFoundQuickly(double rate) {
        FireTimes times = FireTimes.constant(rate, UNBOUNDED, UNBOUNDED);

        long first = assertTimeoutPreemptively(QUICKLY, () -> times.firstAtOrAfter(Long.MAX_VALUE));

        assertThat((double) first).isCloseTo(rate * Long.MAX_VALUE / SECOND, offset(1 + 1e-9 * first));
    }

    @Test
    void messagesAreBoundedByCountAndDuration() {
        List<Segment> segments = List.of(new Segment(0, 10));

        assertThat(new FireTimes(segments, 7, SECOND).messages()).isEqualTo(7);
        assertThat(new FireTimes(segments, 70, SECOND).messages()).isEqualTo(10);
        assertThat(new FireTimes(segments, 70, SECOND + 1).messages()).isEqualTo(11);
        assertThat(new FireTimes(segments, UNBOUNDED, UNBOUNDED).messages()).isEqualTo(UNBOUNDED);
    }

    @Test
    void aScheduleWithADurationEndsWithIt() {
        assertThat(lasting(SECOND + SECOND / 2, new Segment(0, 1)).messages()).isEqualTo(2);
        assertThat(lasting(SECOND + SECOND / 2, new Segment(0, 1)).endNanos()).isEqualTo(SECOND + SECOND / 2);
    }

    @Test
    void aCountThatADurationCutsShortEndsWithTheDuration() {
        FireTimes times = new FireTimes(List.of(new Segment(0, 1)), 2, SECOND + SECOND / 2);

        assertThat(times.messages()).isEqualTo(2);
        assertThat(times.endNanos()).isEqualTo(SECOND + SECOND / 2);
    }

    @Test
    void nothingIsDueBeforeTheStart() {
        FireTimes times = FireTimes.constant(1_000, 10, UNBOUNDED);

        assertThat(times.dueBefore(-SECOND)).isZero();
        assertThat(times.firstAtOrAfter(-SECOND)).isZero();
        assertThat(times.rateAt(-SECOND)).isEqualTo(1_000);
    }

    @Test
    void aScheduleWithADurationEndsWithItThoughItIsPaused() {
        FireTimes pausedAtLast = lasting(60 * SECOND, new Segment(0, 100), new Segment(10 * SECOND, 0));
        FireTimes neverBegun = lasting(60 * SECOND, new Segment(0, 0));

        assertThat(pausedAtLast.messages()).isEqualTo(1_000);
        assertThat(pausedAtLast.endNanos()).isEqualTo(60 * SECOND);
        assertThat(neverBegun.messages()).isZero();
        assertThat(neverBegun.endNanos()).isEqualTo(60 * SECOND);
    }

    @Test
    void aPauseAfterTheLastMessageDoesNotHoldUpTheEnd() {
        FireTimes endsPaused = messages(10_000, new Segment(0, 1_000), new Segment(10 * SECOND, 0));
        FireTimes resumes = messages(
                10_000, new Segment(0, 1_000), new Segment(10 * SECOND, 0), new Segment(9_000 * SECOND, 1_000));

        assertThat(endsPaused.endNanos()).isEqualTo(10 * SECOND);
        assertThat(resumes.endNanos()).isEqualTo(10 * SECOND);
    }

    @Test
    void aPauseBeforeTheLastMessageHasNoEnd() {
        assertThat(messages(10_001, new Segment(0, 1_000), new Segment(10 * SECOND, 0))
                        .endNanos())
                .isEqualTo(NEVER);
        assertThat(messages(1, new Segment(0, 0)).endNanos()).isEqualTo(NEVER);
    }

    @Test
    void theEndComesEarlierWhenTheRateRisesAfterTheLastMessage() {
        assertThat(messages(1, new Segment(0, 0.001), new Segment(SECOND, 1e6)).endNanos())
                .isEqualTo(SECOND + 999);
    }

    @Test
    void theEndIsNeverWhereNothingBoundsItOrTimeRunsOut() {
        assertThat(FireTimes.constant(1_000, UNBOUNDED, UNBOUNDED).endNanos()).isEqualTo(NEVER);
        assertThat(FireTimes.constant(0.001, 1_000_000_000_000L, UNBOUNDED).endNanos())
                .isEqualTo(NEVER);
        assertThat(messages(1, new Segment(0, 0), new Segment(SECOND, Double.MIN_VALUE))
                        .endNanos())
                .isEqualTo(NEVER);
    }

    @Test
    void nothingToSendIsOverAtOnce() {
        assertThat(FireTimes.constant(1_000, 0, UNBOUNDED).endNanos()).isZero();
        assertThat(FireTimes.constant(1_000, UNBOUNDED, 0).endNanos()).isZero();
        assertThat(messages(0, new Segment(0, 0)).endNanos()).isZero();
    }

    @Test
    void asManySegmentsAsAllowedAreServed() {
        List<Segment> most = LongStream.range(0, FireTimes.SEGMENTS_MAX)
                .mapToObj(k -> new Segment(k * SECOND, 10))
                .toList();
        List<Segment> tooMany = LongStream.rangeClosed(0, FireTimes.SEGMENTS_MAX)
                .mapToObj(k -> new Segment(k * SECOND, 10))
                .toList();

        assertThat(new FireTimes(most, UNBOUNDED, UNBOUNDED).fireNanos(9_990)).isEqualTo(999 * SECOND);
        assertThatIllegalArgumentException().isThrownBy(() -> new FireTimes(tooMany, UNBOUNDED, UNBOUNDED));
    }

    @Test
    void whatIsNoScheduleIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> messages(1));
        assertThatIllegalArgumentException().isThrownBy(() -> messages(1, new Segment(1, 10)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> messages(1, new Segment(0, 10), new Segment(9, 10), new Segment(9, 20)));
        assertThatIllegalArgumentException().isThrownBy(() -> messages(-1, new Segment(0, 10)));
        assertThatIllegalArgumentException().isThrownBy(() -> lasting(-1, new Segment(0, 10)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -Double.MIN_VALUE, 100_000_001, 1e300, Double.NaN, Double.POSITIVE_INFINITY})
    void aRateOutsideItsLimitsIsRefused(double rate) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Segment(0, rate));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Segment.START_NANOS_MAX + 1, Long.MAX_VALUE})
    void aStartOutsideItsLimitsIsRefused(long startNanos) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Segment(startNanos, 1));
    }
}
