package klt.common.schedule;

import static klt.common.schedule.FireTimes.NEVER;
import static klt.common.schedule.FireTimes.UNBOUNDED;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import klt.common.schedule.Stage.Sine.StartAt;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of every schedule, tested on each kind of stage, on hand-written schedules with changes and pauses, and on random ones. */
@Execution(ExecutionMode.CONCURRENT)
class FireTimesLawTest {

    private static final long SEED = 20_260_101L;
    private static final long SECOND = 1_000_000_000L;
    private static final long MONTH = Duration.ofDays(30).toNanos();
    private static final long MESSAGES_MAX = 1_000_000_000_000L;
    private static final int PROBES = 1_000;

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
                .map(rate -> Named.of("constant " + rate, FireTimes.constant(rate, UNBOUNDED)));
    }

    static Stream<Named<FireTimes>> schedules() {
        return Stream.of(constantRates(), handmade(), ofEachKind(), random()).flatMap(s -> s);
    }

    static Stream<Named<FireTimes>> schedulesWithAnEnd() {
        return schedules().filter(times -> times.getPayload().segmentsEndNanos() != NEVER);
    }

    static Stream<Named<FireTimes>> schedulesOfBothArrivals() {
        return schedules()
                .flatMap(uniform -> Stream.of(
                        uniform,
                        Named.of(
                                "Poisson, " + uniform.getName(),
                                new FireTimes(
                                        uniform.getPayload().segments(), new Arrivals.Poisson(SEED), UNBOUNDED))));
    }

    private static Stream<Named<FireTimes>> handmade() {
        return Stream.of(
                named("a change on a fire time", new RateAt(0, 1_000), new RateAt(SECOND, 50)),
                named("a change between fire times", new RateAt(0, 3), new RateAt(SECOND / 2, 7)),
                named("slower before its first interval is over", new RateAt(0, 0.001), new RateAt(SECOND, 1e8)),
                named("a pause on a fire time", new RateAt(0, 10), new RateAt(SECOND, 0), new RateAt(9 * SECOND, 10)),
                named("a pause between", new RateAt(0, 3), new RateAt(SECOND / 2, 0), new RateAt(MONTH, 1 / 3d)),
                named("two pauses in a row", new RateAt(0, 5), new RateAt(7, 0), new RateAt(8, 0), new RateAt(9, 5)),
                named("a pause of 1 ns", new RateAt(0, 1e8), new RateAt(101, 0), new RateAt(102, 1e8)),
                named("paused from the start", new RateAt(0, 0), new RateAt(5 * SECOND, 100)),
                named("never begins", new RateAt(0, 0)),
                named("ends paused on a fire time", new RateAt(0, 1_000), new RateAt(SECOND, 0)),
                named("ends paused between", new RateAt(0, 1 / 3d), new RateAt(10 * SECOND + 1, 0)),
                named("ends in two pauses", new RateAt(0, 1e8), new RateAt(33, 0), new RateAt(MONTH, 0)),
                named("slow after a trillion messages", new RateAt(0, 1e8), new RateAt(9_999 * SECOND + 7, 0.01)));
    }

    private static Named<FireTimes> named(String name, RateAt... rates) {
        return Named.of(name, RateAt.schedule(UNBOUNDED, rates));
    }

    private static Stream<Named<FireTimes>> ofEachKind() {
        Duration tenDays = Duration.ofDays(10);
        Duration hour = Duration.ofHours(1);
        return Stream.of(
                staged("a ramp up", linear(hour, 10_000)),
                staged("a ramp up to a trillion messages", linear(tenDays, 2_000_000)),
                staged("a ramp down", linear(Duration.ZERO, 10_000), linear(hour, 0)),
                staged("a ramp down from a trillion messages", linear(Duration.ZERO, 2_000_000), linear(tenDays, 0)),
                staged("a steep ramp", linear(Duration.ofNanos(1_000), 1e8), linear(Duration.ofNanos(77), 0.3)),
                staged("a flat ramp", linear(Duration.ZERO, 1_000), linear(tenDays, Math.nextUp(1_000.0))),
                staged(
                        "stairs",
                        new Stage.Steps(
                                Optional.empty(),
                                Optional.empty(),
                                10,
                                7.5,
                                9,
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(3))),
                staged(
                        "stairs down without ramps",
                        new Stage.Steps(
                                Optional.empty(),
                                Optional.empty(),
                                100,
                                -10,
                                11,
                                Duration.ofSeconds(1),
                                Duration.ZERO)),
                staged(
                        "a spike",
                        new Stage.Spike(
                                Optional.empty(),
                                Optional.empty(),
                                5_000,
                                50_000,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(5))),
                staged("a wave", wave(10_000, 4_000, Duration.ofMinutes(10), StartAt.MEAN_UP, hour)),
                staged("a wave from its peak", wave(3, 1, Duration.ofSeconds(1), StartAt.PEAK, Duration.ofDays(20))),
                staged("a wave that touches 0", wave(100, 100, Duration.ofSeconds(9), StartAt.TROUGH, hour)),
                staged(
                        "a wave of a trillion messages that touches 0",
                        wave(1e6, 1e6, Duration.ofMinutes(7), StartAt.MEAN_DOWN, Duration.ofDays(11))),
                staged("a slow wave", wave(300_000, 299_000, Duration.ofDays(7), StartAt.PEAK, Duration.ofDays(30))),
                staged("a wave without amplitude", wave(50, 0, Duration.ofSeconds(2), StartAt.MEAN_UP, hour)),
                Named.of(
                        "many stages, repeated",
                        new FireTimes(
                                LoadProfile.of(
                                                List.of(
                                                        linear(Duration.ofMinutes(2), 10_000),
                                                        linear(Duration.ofMinutes(10), 10_000),
                                                        new Stage.Pause(Optional.empty(), Duration.ofSeconds(10)),
                                                        wave(10_000, 4_000, hour, StartAt.MEAN_UP, hour),
                                                        linear(Duration.ZERO, 0),
                                                        linear(Duration.ofSeconds(1), 1)),
                                                3)
                                        .segments(),
                                Arrivals.UNIFORM,
                                UNBOUNDED)));
    }

    private static Stage linear(Duration duration, double target) {
        return new Stage.Linear(Optional.empty(), Optional.empty(), duration, target);
    }

    private static Stage wave(double mean, double amplitude, Duration period, StartAt startAt, Duration duration) {
        return new Stage.Sine(Optional.empty(), Optional.empty(), mean, amplitude, period, startAt, duration);
    }

    private static Named<FireTimes> staged(String name, Stage... stages) {
        List<Segment> segments = LoadProfile.of(List.of(stages), 1).segments();
        return Named.of(name, new FireTimes(segments, Arrivals.UNIFORM, UNBOUNDED));
    }

    private static Stream<Named<FireTimes>> random() {
        SplittableRandom random = new SplittableRandom(SEED);
        return Stream.generate(() -> {
                    List<Segment> segments = new ArrayList<>();
                    for (int left = random.nextInt(1, 12); left > 0; left--) {
                        segments.add(randomSegment(random, 1 + (long) Math.pow(10, random.nextDouble(0, 14))));
                    }
                    if (random.nextBoolean()) {
                        segments.add(new Segment.Constant(Segment.FOREVER, randomRate(random)));
                    }
                    return Named.of("random " + segments, new FireTimes(segments, Arrivals.UNIFORM, UNBOUNDED));
                })
                .limit(60);
    }

    private static Segment randomSegment(SplittableRandom random, long nanos) {
        return switch (random.nextInt(3)) {
            case 0 -> new Segment.Constant(nanos, randomRate(random));
            case 1 -> new Segment.Ramp(nanos, randomRate(random), randomRate(random));
            default -> {
                double mean = Math.pow(10, random.nextDouble(-3, 7));
                double amplitude = random.nextBoolean() ? mean : mean * random.nextDouble();
                long period = SECOND + (long) Math.pow(10, random.nextDouble(0, 14));
                yield new Segment.Sine(nanos, mean, amplitude, period, random.nextLong(period));
            }
        };
    }

    private static double randomRate(SplittableRandom random) {
        return random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextDouble(-3, 8));
    }

    @ParameterizedTest
    @MethodSource("schedulesOfBothArrivals")
    void theFireTimesNeverDecrease(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);
        FireTimes.Reader reader = times.reader();

        for (int i = 0; i < PROBES; i++) {
            long n = sequence(times, random);
            assertThat(reader.fireNanos(n + 1))
                    .as("T(%d) after T(%d), seed %d", n + 1, n, SEED)
                    .isGreaterThanOrEqualTo(reader.fireNanos(n));
        }
    }

    @ParameterizedTest
    @MethodSource("schedulesOfBothArrivals")
    void firstAtOrAfterIsTheInverse(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < PROBES / 2; i++) {
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
    @MethodSource("schedulesOfBothArrivals")
    void aMessageIsDueAtTheSameTimeInWhateverOrderTheyAreRead(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);
        FireTimes.Reader reader = times.reader();

        for (int i = 0; i < PROBES / 20; i++) {
            long n = sequence(times, random);
            assertThat(reader.fireNanos(n)).as("T(%d), seed %d", n, SEED).isEqualTo(times.fireNanos(n));
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void anEndHoldsTheMessagesThatAreDueBeforeIt(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < PROBES / 20; i++) {
            long end = Math.clamp(time(times, random), 1, Segment.NANOS_MAX);
            List<Segment> cut = new LoadProfile(times.segments(), List.of())
                    .with(List.of(new LoadChange(end, Segment.NANOS_MAX, Optional.of(0.0), 1)));
            FireTimes bounded = new FireTimes(cut, Arrivals.UNIFORM, UNBOUNDED);
            // a segment that was split may have a rounded rate
            assertThat((double) bounded.firstAtOrAfter(end))
                    .as("seed %d, end %d", SEED, end)
                    .isBetween(
                            times.firstAtOrAfter(end) * (1 - 1e-12) - 1, times.firstAtOrAfter(end) * (1 + 1e-12) + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("schedulesWithAnEnd")
    void theTotalIsThatOfTheExactSchedule(FireTimes times) {
        BigDecimal exact = ExactSchedule.dueBefore(times.segments(), times.segmentsEndNanos());

        assertThat(times.messages())
                .isBetween(
                        exact.subtract(new BigDecimal("1e-12"))
                                .setScale(0, RoundingMode.CEILING)
                                .longValueExact(),
                        exact.add(new BigDecimal("1e-12"))
                                .setScale(0, RoundingMode.CEILING)
                                .longValueExact());
    }

    @ParameterizedTest
    @MethodSource("schedulesOfBothArrivals")
    void noMessageIsDueInAPause(FireTimes times) {
        long start = 0;
        for (Segment pause : times.segments()) {
            long end = pause.nanos() == Segment.FOREVER ? NEVER : start + pause.nanos();
            if (pause.equals(new Segment.Constant(pause.nanos(), 0))) {
                assertThat(times.firstAtOrAfter(start)).isEqualTo(times.firstAtOrAfter(end));
            }
            start = end;
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void aSequenceFiresWithinANanosecondOfTheExactSchedule(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < PROBES / 20; i++) {
            long n = sequence(times, random);
            long fire = times.fireNanos(n);
            if (fire == NEVER || fire > MONTH || n > MESSAGES_MAX) {
                continue;
            }
            // F is flat in a pause, so the exact F is compared, not the exact T
            BigDecimal sequence = BigDecimal.valueOf(n);
            assertThat(ExactSchedule.dueBefore(times.segments(), fire - 1))
                    .as("F(T(%d) - 1), seed %d", n, SEED)
                    .isLessThanOrEqualTo(sequence);
            assertThat(ExactSchedule.dueBefore(times.segments(), fire + 2))
                    .as("F(T(%d) + 2), seed %d", n, SEED)
                    .isGreaterThanOrEqualTo(sequence);
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void theDueCountIsThatOfTheExactSchedule(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < PROBES / 20; i++) {
            long nanos = Math.min(MONTH, time(times, random));
            double exact = ExactSchedule.dueBefore(times.segments(), nanos).doubleValue();
            assertThat(times.dueBefore(nanos))
                    .as("F(%d), seed %d", nanos, SEED)
                    .isBetween(exact * (1 - 1e-13) - 1e-6, exact * (1 + 1e-13) + 1e-6);
        }
    }

    /** Any sequence, or one near the start of a segment. */
    private static long sequence(FireTimes times, SplittableRandom random) {
        if (random.nextBoolean()) {
            double due = times.dueBefore(startOfSegment(times, random));
            return Math.clamp((long) due + random.nextInt(-2, 3), 0, MESSAGES_MAX);
        }
        if (random.nextBoolean() && times.messages() != UNBOUNDED) {
            return random.nextLong(times.messages() + 1);
        }
        return (long) Math.pow(10, random.nextDouble(0, 12));
    }

    private static long startOfSegment(FireTimes times, SplittableRandom random) {
        long start = 0;
        for (int k = random.nextInt(times.segments().size()); k > 0; k--) {
            start += times.segments().get(k - 1).nanos();
        }
        return start;
    }

    /** Any time, one near the start of a segment, one near a fire time, or an extreme. */
    private static long time(FireTimes times, SplittableRandom random) {
        long any = (long) Math.pow(10, random.nextDouble(0, 15.4));
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> Math.max(0, startOfSegment(times, random) + random.nextInt(-2, 3));
            case 3, 4, 5 -> {
                long fire = times.fireNanos(sequence(times, random));
                yield fire == NEVER ? any : Math.max(0, fire + random.nextInt(-1, 2));
            }
            case 6 -> any;
            default -> random.nextBoolean() ? MONTH : 0;
        };
    }
}
