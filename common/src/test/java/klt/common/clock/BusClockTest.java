package klt.common.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.SplittableRandom;
import klt.common.clock.BusClock.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusClockTest {

    private static final long SEED = 20_260_103L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long EPOCH_NANOS = 1_767_225_600L * SECOND;

    /** A broker whose clock runs with a constant drift against the ticker. */
    private record Broker(long offsetNanos, double drift) {

        long trueOffset(long tickerNanos) {
            return offsetNanos + (long) (tickerNanos * drift);
        }

        /** A record that was stamped at a ticker time between its send and its ack. */
        void stamp(BusClock clock, long sent, long stamped, long acked) {
            clock.observe(sent, acked, Math.floorDiv(stamped + trueOffset(stamped), MILLI));
        }
    }

    private static long delay(SplittableRandom random) {
        return (long) Math.pow(10, random.nextDouble(2, 10.5));
    }

    private static void assertHolds(BusClock clock, Broker broker, long tickerNanos, long seed) {
        Reading reading = clock.read(tickerNanos);
        assertThat(Math.abs(broker.trueOffset(tickerNanos) - reading.offsetNanos()))
                .as("error at %d of %s, seed %d", tickerNanos, reading, seed)
                .isLessThanOrEqualTo(reading.uncertaintyNanos());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-6, -1e-6, 50e-6, -50e-6, 199e-6, -199e-6})
    void theTrueOffsetIsAlwaysWithinTheUncertainty(double drift) {
        for (long seed = SEED; seed < SEED + 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            // System.nanoTime may be negative
            long now = random.nextLong(-SECOND * 100, SECOND * 100);
            Broker broker = new Broker(EPOCH_NANOS + random.nextLong(SECOND), drift);
            BusClock clock = new BusClock();
            for (int i = 0; i < 300; i++) {
                long sent = now;
                long acked = sent + delay(random);
                broker.stamp(clock, sent, random.nextLong(sent, acked + 1), acked);
                assertHolds(clock, broker, acked, seed);
                now = acked + delay(random);
                assertHolds(clock, broker, now, seed);
                assertHolds(clock, broker, acked - delay(random), seed);
            }
            assertThat(clock.jumps()).as("jumps, seed %d", seed).isZero();
        }
    }

    @Test
    void answersOutOfOrderBreakNothing() {
        for (long seed = SEED; seed < SEED + 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Broker broker = new Broker(EPOCH_NANOS, seed % 2 == 0 ? 199e-6 : -199e-6);
            BusClock clock = new BusClock();
            long now = 0;
            for (int i = 0; i < 300; i++) {
                now += 20 * MILLI;
                long sent = Math.max(0, now - delay(random));
                long acked = random.nextLong(sent, now + 1);
                broker.stamp(clock, sent, random.nextLong(sent, acked + 1), acked);
                assertHolds(clock, broker, now, seed);
            }
            assertThat(clock.jumps()).as("jumps, seed %d", seed).isZero();
        }
    }

    @Test
    void aLateAnswerIsAgedByItsDriftBeforeItNarrowsAnything() {
        Broker broker = new Broker(EPOCH_NANOS, -199e-6);
        BusClock clock = new BusClock();
        broker.stamp(clock, 99 * SECOND, 99 * SECOND + SECOND / 2, 100 * SECOND);

        broker.stamp(clock, 0, 1, 1);

        assertHolds(clock, broker, 100 * SECOND, SEED);
        assertThat(clock.jumps()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {199e-6, -199e-6})
    void aSlowRoundTripLeavesRoomForTheDriftWithinIt(double drift) {
        Broker broker = new Broker(EPOCH_NANOS, drift);
        BusClock stampedAtOnce = new BusClock();
        BusClock stampedLate = new BusClock();

        broker.stamp(stampedAtOnce, 0, 0, 10 * SECOND);
        broker.stamp(stampedLate, 0, 10 * SECOND, 10 * SECOND);

        // the middle of a wide interval is near any truth; a second, quick record shows whether the first one excluded
        // it
        for (BusClock clock : new BusClock[] {stampedAtOnce, stampedLate}) {
            broker.stamp(clock, 10 * SECOND, 10 * SECOND, 10 * SECOND);
            assertHolds(clock, broker, 10 * SECOND, SEED);
            assertThat(clock.jumps()).isZero();
        }
    }

    @Test
    void manyObservationsInARowDoNotHideTheDrift() {
        Broker broker = new Broker(EPOCH_NANOS, -199e-6);
        BusClock clock = new BusClock();

        for (long now = 0; now < 40 * MILLI; now += 1_000) {
            broker.stamp(clock, now, now, now);
            assertHolds(clock, broker, now, SEED);
        }

        assertThat(clock.jumps()).isZero();
    }

    @Test
    void quickRoundTripsShrinkTheUncertaintyBelowTheStampsResolution() {
        SplittableRandom random = new SplittableRandom(SEED);
        Broker broker = new Broker(EPOCH_NANOS, 0);
        BusClock clock = new BusClock();
        broker.stamp(clock, 0, 50 * MILLI, 100 * MILLI);
        assertThat(clock.read(100 * MILLI).uncertaintyNanos()).isGreaterThanOrEqualTo(50 * MILLI);

        long now = 100 * MILLI;
        for (int i = 0; i < 100; i++) {
            now += random.nextLong(2 * MILLI);
            broker.stamp(clock, now, now + 50_000, now + 100_000);
        }

        assertThat(clock.read(now).uncertaintyNanos()).as("seed %d", SEED).isLessThan(MILLI / 5);
    }

    @Test
    void theUncertaintyGrowsWithTheTimeSinceTheLastRecordEitherWay() {
        BusClock clock = new BusClock();
        new Broker(EPOCH_NANOS, 0).stamp(clock, 0, 0, MILLI);

        long fresh = clock.read(MILLI).uncertaintyNanos();

        assertThat(clock.read(MILLI + 10 * SECOND).uncertaintyNanos()).isEqualTo(fresh + 2 * MILLI);
        assertThat(clock.read(MILLI - 10 * SECOND).uncertaintyNanos()).isEqualTo(fresh + 2 * MILLI);
    }

    @Test
    void theUncertaintyIsRoundedUp() {
        BusClock clock = new BusClock();

        clock.observe(0, 5_000, 1);

        // a width of 1 ms for the stamp, 5 µs for the round trip and 1 ns for the drift in it
        assertThat(clock.read(5_000).uncertaintyNanos()).isEqualTo(502_501);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600 * SECOND, -5 * MILLI, 5 * MILLI, 3_600 * SECOND})
    void aJumpOfTheBrokersClockIsCountedAndRecoveredFrom(long jumpNanos) {
        BusClock clock = new BusClock();
        Broker before = new Broker(EPOCH_NANOS, 0);
        Broker after = new Broker(EPOCH_NANOS + jumpNanos, 0);
        for (long now = 0; now < 10 * SECOND; now += SECOND) {
            before.stamp(clock, now, now + 100_000, now + 200_000);
        }
        assertThat(clock.jumps()).isZero();

        for (long now = 10 * SECOND; now < 20 * SECOND; now += SECOND) {
            after.stamp(clock, now, now + 100_000, now + 200_000);
            assertHolds(clock, after, now + 200_000, SEED);
        }

        assertThat(clock.jumps()).isEqualTo(1);
    }

    @Test
    void nothingIsKnownBeforeTheFirstRecord() {
        BusClock clock = new BusClock();

        assertThat(clock.isKnown()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> clock.read(0));
        assertThatIllegalArgumentException().isThrownBy(() -> clock.observe(2, 1, 0));
        assertThat(clock.isKnown()).isFalse();
    }

    @Test
    void busTimeAndTickerTimeAreInverse() {
        SplittableRandom random = new SplittableRandom(SEED);
        Reading reading = new Reading(EPOCH_NANOS, 0);

        for (int i = 0; i < 1_000; i++) {
            long ticker = random.nextLong(-EPOCH_NANOS * 2, EPOCH_NANOS);
            assertThat(reading.toTicker(reading.toBus(ticker)))
                    .as("seed %d", SEED)
                    .isEqualTo(ticker);
        }
        assertThat(reading.toBus(1)).isEqualTo(Instant.parse("2026-01-01T00:00:00.000000001Z"));
        assertThat(reading.toBus(-EPOCH_NANOS - 1)).isEqualTo(Instant.EPOCH.minusNanos(1));
    }
}
