package klt.common.schedule;

import static klt.common.schedule.FireTimes.NEVER;
import static klt.common.schedule.FireTimes.UNBOUNDED;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import klt.common.spec.Limits;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is true of every schedule, tried on constant rates, on handmade schedules with changes and pauses, and on random ones. */
class FireTimesLawTest {

    private static final long SEED = 20_260_101L;
    private static final long SECOND = 1_000_000_000L;
    private static final long MONTH = Duration.ofDays(30).toNanos();
    private static final int PROBES = 2_000;

    static Stream<Named<FireTimes>> constantRates() {
        return Stream.of(
                        0.001,
                        0.0137,
                        1 / 3d,
                        0.1,
                        1.0,
                        3.0,
                        7.77,
                        999.999_999,
                        1_000.0,
                        12_345.678,
                        1e6,
                        9_999_999.3,
                        1e8)
                .map(rate -> Named.of("constant " + rate, FireTimes.constant(rate, UNBOUNDED, UNBOUNDED)));
    }

    static Stream<Named<FireTimes>> schedules() {
        return Stream.of(constantRates(), handmade(), random()).flatMap(s -> s);
    }

    private static Stream<Named<FireTimes>> handmade() {
        return Stream.of(
                named("a change on a fire time", new Segment(0, 1_000), new Segment(SECOND, 50)),
                named("a change between fire times", new Segment(0, 3), new Segment(SECOND / 2, 7)),
                named("slower before its first interval is over", new Segment(0, 0.001), new Segment(SECOND, 1e8)),
                named(
                        "a pause on a fire time",
                        new Segment(0, 10),
                        new Segment(SECOND, 0),
                        new Segment(9 * SECOND, 10)),
                named("a pause between", new Segment(0, 3), new Segment(SECOND / 2, 0), new Segment(MONTH, 1 / 3d)),
                named(
                        "two pauses in a row",
                        new Segment(0, 5),
                        new Segment(7, 0),
                        new Segment(8, 0),
                        new Segment(9, 5)),
                named("a pause of 1 ns", new Segment(0, 1e8), new Segment(101, 0), new Segment(102, 1e8)),
                named("paused from the start", new Segment(0, 0), new Segment(5 * SECOND, 100)),
                named("never begins", new Segment(0, 0)),
                named("ends paused on a fire time", new Segment(0, 1_000), new Segment(SECOND, 0)),
                named("ends paused between", new Segment(0, 1 / 3d), new Segment(10 * SECOND + 1, 0)),
                named("ends in two pauses", new Segment(0, 1e8), new Segment(33, 0), new Segment(MONTH, 0)));
    }

    private static Named<FireTimes> named(String name, Segment... segments) {
        return Named.of(name, new FireTimes(List.of(segments), UNBOUNDED, UNBOUNDED));
    }

    private static Stream<Named<FireTimes>> random() {
        SplittableRandom random = new SplittableRandom(SEED);
        return Stream.generate(() -> {
                    List<Segment> segments = new ArrayList<>();
                    long start = 0;
                    for (int left = random.nextInt(1, 12); left > 0; left--) {
                        segments.add(new Segment(start, randomRate(random)));
                        start += 1 + (long) Math.pow(10, random.nextDouble(0, 14));
                    }
                    return Named.of("random " + segments, new FireTimes(segments, UNBOUNDED, UNBOUNDED));
                })
                .limit(100);
    }

    private static double randomRate(SplittableRandom random) {
        return random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextDouble(-3, 8));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void theFireTimesNeverDecrease(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < PROBES; i++) {
            long n = sequence(times, random);
            assertThat(times.fireNanos(n + 1))
                    .as("T(%d) after T(%d), seed %d", n + 1, n, SEED)
                    .isGreaterThanOrEqualTo(times.fireNanos(n));
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void firstAtOrAfterIsTheInverse(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < PROBES; i++) {
            long nanos = time(times, random);
            long n = times.firstAtOrAfter(nanos);
            assertThat(n).as("n at %d, seed %d", nanos, SEED).isNotNegative();
            assertThat(times.fireNanos(n)).as("T(%d), seed %d", n, SEED).isGreaterThanOrEqualTo(nanos);
            if (n > 0) {
                assertThat(times.fireNanos(n - 1))
                        .as("T(%d), seed %d", n - 1, SEED)
                        .isLessThan(nanos);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void aDurationHoldsExactlyTheMessagesThatAreDueInIt(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < PROBES / 10; i++) {
            long duration = time(times, random);
            FireTimes bounded = new FireTimes(times.segments(), UNBOUNDED, duration);
            assertThat(bounded.messages()).as("seed %d", SEED).isEqualTo(times.firstAtOrAfter(duration));
            assertThat(bounded.endNanos()).as("seed %d", SEED).isEqualTo(duration);
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void noMessageIsDueInAPause(FireTimes times) {
        for (int k = 0; k < times.segments().size(); k++) {
            Segment pause = times.segments().get(k);
            if (pause.rate() == 0) {
                boolean last = k == times.segments().size() - 1;
                long end = last ? NEVER : times.segments().get(k + 1).startNanos();
                // a message on the pause's first instant waits for its end, but for the rounding of one that is due
                // just before
                assertThat(times.firstAtOrAfter(pause.startNanos() + 1)).isEqualTo(times.firstAtOrAfter(end));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void neighboursAreNeverCloserThanTheFastestRateNorFurtherThanTheSlowestAndThePauses(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < PROBES; i++) {
            long n = sequence(times, random);
            long from = times.fireNanos(n);
            long to = times.fireNanos(n + 1);
            if (to == NEVER) {
                continue;
            }
            // exactly one message is due between, however often the rate changes there
            double due = times.dueBefore(to) - times.dueBefore(from);
            double rounding = 4 * Math.ulp((double) n) + 2 * (times.rateAt(from) + times.rateAt(to)) / SECOND;
            assertThat(Math.abs(due - 1))
                    .as("F(T(%d)) − F(T(%d)), seed %d", n + 1, n, SEED)
                    .isLessThanOrEqualTo(rounding);
        }
    }

    @ParameterizedTest
    @MethodSource("constantRates")
    void aConstantRateNeverDrifts(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);
        BigDecimal rate = new BigDecimal(times.rateAt(0));

        for (int i = 0; i < PROBES; i++) {
            long n = i == 0 ? Limits.MESSAGES_MAX : random.nextLong(Limits.MESSAGES_MAX);
            BigDecimal exact =
                    BigDecimal.valueOf(n).multiply(BigDecimal.valueOf(SECOND)).divide(rate, 3, RoundingMode.HALF_EVEN);
            if (exact.compareTo(BigDecimal.valueOf(NEVER / 2)) > 0) {
                continue;
            }
            double ulps = 2 * Math.ulp(exact.doubleValue());
            BigDecimal error =
                    exact.subtract(BigDecimal.valueOf(times.fireNanos(n))).abs();
            assertThat(error.doubleValue())
                    .as("error of T(%d), seed %d", n, SEED)
                    .isLessThanOrEqualTo(1 + ulps);
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void aSequenceFiresWhereTheExactScheduleHasIt(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < PROBES / 10; i++) {
            long n = sequence(times, random);
            long fire = times.fireNanos(n);
            if (fire == NEVER || fire > MONTH) {
                continue;
            }
            // F is flat in a pause, so the exact F is compared, not the exact T
            BigDecimal before = exactDueBefore(times.segments(), fire);
            BigDecimal after = exactDueBefore(times.segments(), fire + 1);
            double rounding = 4 * Math.ulp((double) n) + 2 * times.rateAt(fire) / SECOND;
            assertThat(before.doubleValue()).as("F(T(%d)), seed %d", n, SEED).isLessThanOrEqualTo(n + rounding);
            assertThat(after.doubleValue()).as("F(T(%d) + 1), seed %d", n, SEED).isGreaterThanOrEqualTo(n - rounding);
        }
    }

    private static BigDecimal exactDueBefore(List<Segment> segments, long nanos) {
        BigDecimal due = BigDecimal.ZERO;
        for (int k = 0; k < segments.size(); k++) {
            long start = segments.get(k).startNanos();
            long end = k + 1 < segments.size()
                    ? Math.min(nanos, segments.get(k + 1).startNanos())
                    : nanos;
            if (end > start) {
                due = due.add(new BigDecimal(segments.get(k).rate())
                        .multiply(BigDecimal.valueOf(end - start))
                        .movePointLeft(9));
            }
        }
        return due;
    }

    /** Any sequence, or one near a change of rate. */
    private static long sequence(FireTimes times, SplittableRandom random) {
        if (random.nextBoolean()) {
            int k = random.nextInt(times.segments().size());
            double due = times.dueBefore(times.segments().get(k).startNanos());
            return Math.clamp((long) due + random.nextInt(-2, 3), 0, Limits.MESSAGES_MAX);
        }
        return (long) Math.pow(10, random.nextDouble(0, 12));
    }

    /** Any time, one near a change of rate, one near a fire time, or an extreme. */
    private static long time(FireTimes times, SplittableRandom random) {
        long any = (long) Math.pow(10, random.nextDouble(0, 15.4));
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                int k = random.nextInt(times.segments().size());
                yield Math.max(0, times.segments().get(k).startNanos() + random.nextInt(-2, 3));
            }
            case 3, 4, 5 -> {
                long fire = times.fireNanos(sequence(times, random));
                yield fire == NEVER ? any : Math.max(0, fire + random.nextInt(-1, 2));
            }
            case 6 -> any;
            default -> random.nextBoolean() ? MONTH : 0;
        };
    }
}
