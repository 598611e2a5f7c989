package klt.controller.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import klt.common.report.limit.LimitResult.Bound;
import klt.common.report.limit.LimitResult.Progress;
import klt.common.report.limit.LimitResult.Verdict;
import klt.common.spec.load.LimitSettings;
import klt.controller.core.limit.JudgedWindow.Result;
import klt.controller.core.limit.LimitTrials.Limit;
import klt.controller.core.limit.LimitTrials.Trial;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches the limits of simulated systems. */
class LimitSearchTest {

    private static final LimitSettings DEFAULTS =
            new LimitSettings(1_000, 10_000_000, 0.03, Duration.ofSeconds(10), 6, 0.2, Duration.ofMinutes(5));
    private static final List<String> P99 = List.of("response.p99<20ms");
    private static final int WINDOWS_MAX = 2_000;
    private static final int SYSTEMS = 250;
    private static final double CHANGE_SECONDS = 7.5;

    /** A system under test in one load, from its beginning. */
    interface Response {
        Result window();
    }

    interface SimulatedSystem {
        Response load(double rate);
    }

    /** How a system behaves near its limit. */
    enum Kind {
        /** Below the limit every window is good, above it none. */
        MONOTONE(0) {
            @Override
            SimulatedSystem system(double limit, Random random) {
                return rate -> () -> rate <= limit ? Result.GOOD : Result.BAD;
            }
        },
        /** Each window has a slightly different limit, and one in a hundred is bad for other reasons. */
        NOISY(0) {
            @Override
            SimulatedSystem system(double limit, Random random) {
                return rate -> () -> rate <= limit * (1 + 0.005 * random.nextGaussian()) && random.nextDouble() > 0.01
                        ? Result.GOOD
                        : Result.BAD;
            }
        },
        /** Above the limit it collapses at some time, and does not recover while the load lasts. */
        BISTABLE(0) {
            @Override
            SimulatedSystem system(double limit, Random random) {
                return rate -> new Response() {
                    private boolean collapsed;

                    @Override
                    public Result window() {
                        collapsed |= rate > limit && random.nextDouble() < 0.5;
                        return collapsed ? Result.BAD : Result.GOOD;
                    }
                };
            }
        },
        /** It stores what exceeds the limit until its buffer is full: at most one per cent of what it answers during the hold. */
        LARGE_BUFFERS(0.01) {
            @Override
            SimulatedSystem system(double limit, Random random) {
                double buffer = limit * 3 * random.nextDouble();
                return rate -> new Response() {
                    private double stored;

                    @Override
                    public Result window() {
                        stored += Math.max(0, rate - limit) * 10;
                        return stored > buffer ? Result.BAD : Result.GOOD;
                    }
                };
            }
        };

        /** Fraction of the limit by which a load may exceed it and still be sustained for as long as the hold. */
        private final double slack;

        Kind(double slack) {
            this.slack = slack;
        }

        abstract SimulatedSystem system(double limit, Random random);
    }

    /** @param seconds that it took */
    private record Search(LimitTrials trials, double seconds) {

        Limit limit() {
            return trials.limit();
        }

        boolean covers(double limit) {
            return covers(limit, 0);
        }

        boolean covers(double limit, double slack) {
            return limit().lower().orElse(0.0) <= limit * (1 + slack)
                    && limit <= limit().upper().orElse(Double.MAX_VALUE);
        }
    }

    private static Search search(LimitSettings settings, SimulatedSystem system) {
        LimitTrials trials = new LimitTrials(settings);
        double rate = 0;
        double seconds = 0;
        Response response = () -> Result.GOOD;
        for (int i = 0; i < WINDOWS_MAX; i++) {
            Optional<Double> next = trials.nextRate();
            if (next.isEmpty()) {
                return new Search(trials, seconds);
            }
            if (next.get() != rate) {
                rate = next.get();
                response = system.load(rate);
                seconds += CHANGE_SECONDS;
            }
            Result result = response.window();
            trials.add(rate, result, result == Result.BAD ? P99 : List.of());
            seconds += settings.window().toSeconds();
        }
        throw new AssertionError("the search does not end: " + trials.limit() + trials.trials());
    }

    private static double randomLimit(Random random) {
        return 200 * Math.pow(5_000, random.nextDouble());
    }

    @Tag("endurance")
    @ParameterizedTest
    @EnumSource(Kind.class)
    void theBoundsContainTheLimitOfManySystems(Kind kind) {
        Random random = new Random(kind.name().hashCode());
        double[] seconds = new double[SYSTEMS];
        long covered = IntStream.range(0, seconds.length)
                .filter(i -> {
                    double limit = randomLimit(random);
                    Search search = search(DEFAULTS, kind.system(limit, random));
                    seconds[i] = search.seconds;
                    assertThat(search.limit().progress()).isEqualTo(Progress.DONE);
                    return search.covers(limit, kind.slack);
                })
                .count();
        Arrays.sort(seconds);
        assertThat(covered).as("%s: covered", kind).isGreaterThanOrEqualTo(SYSTEMS * 95 / 100);
        assertThat(seconds[SYSTEMS / 2])
                .as("%s: median duration in simulated seconds", kind)
                .isLessThan(1_200);
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 999, 1_000, 1_001, 12_345, 9_999_999})
    void theBoundsOfASteadySystemAreWithinTheWidth(double limit) {
        Search search = search(DEFAULTS, Kind.MONOTONE.system(limit, new Random(1)));

        assertThat(search.covers(limit)).isTrue();
        assertThat(search.limit().held()).isTrue();
        assertThat(search.limit().bound()).isEqualTo(Bound.OBJECTIVE);
        assertThat(search.limit().objective()).contains("response.p99<20ms");
        double lower = search.limit().lower().orElseThrow();
        double upper = search.limit().upper().orElseThrow();
        assertThat((upper - lower) / upper).isLessThanOrEqualTo(0.03);
    }

    @Test
    void theHighestRateBoundsASearch() {
        LimitSettings settings =
                new LimitSettings(1_000, 5_500, 0.03, Duration.ofSeconds(10), 6, 0.2, Duration.ofSeconds(30));

        Search search = search(settings, rate -> () -> Result.GOOD);

        assertThat(search.limit().lower()).contains(5_500.0);
        assertThat(search.limit().upper()).isEmpty();
        assertThat(search.limit().bound()).isEqualTo(Bound.HIGHEST_RATE);
        assertThat(search.limit().held()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {12_345, 123_432, 123_456, 1_000.5})
    void theHighestRateIsTriedAsItIs(double to) {
        LimitSettings settings =
                new LimitSettings(1_000, to, 0.03, Duration.ofSeconds(10), 6, 0.2, Duration.ofSeconds(30));

        Search search = search(settings, rate -> () -> Result.GOOD);

        assertThat(search.limit().lower()).contains(to);
        assertThat(search.limit().bound()).isEqualTo(Bound.HIGHEST_RATE);
    }

    @Test
    void theUpperBoundIsALoadThatDoesNotMeetTheObjectives() {
        Random random = new Random(7);
        for (int i = 0; i < SYSTEMS; i++) {
            Search search = search(DEFAULTS, Kind.NOISY.system(randomLimit(random), random));

            search.limit()
                    .upper()
                    .ifPresent(
                            upper -> assertThat(search.trials().verdict(upper)).isEqualTo(Verdict.UPPER_BOUND));
            assertThat(search.limit().objective()).isPresent();
        }
    }

    @Test
    void aWindowHasEnoughMessages() {
        Search search = search(DEFAULTS, rate -> () -> Result.BAD);

        assertThat(search.trials().trials()).allMatch(trial -> trial.rate() >= 1);
    }

    @Test
    void aToleranceWithoutAnExactBinaryFormIsKept() {
        LimitSettings settings = new LimitSettings(1_000, 1_000, 0.03, Duration.ofSeconds(1), 100, 0.29, Duration.ZERO);
        LimitTrials trials = new LimitTrials(settings);
        for (int i = 0; i < 29; i++) {
            trials.add(1_000, Result.BAD, P99);
        }
        for (int i = 0; i < 71; i++) {
            trials.add(1_000, Result.GOOD, List.of());
        }

        assertThat(trials.verdict(1_000)).isEqualTo(Verdict.LOWER_BOUND);
    }

    @Test
    void aLoadThatTheLoadTesterCannotSendBoundsTheSearchAndIsNamed() {
        Search search = search(DEFAULTS, rate -> () -> rate <= 40_000 ? Result.GOOD : Result.EXCLUDED);

        assertThat(search.limit().bound()).isEqualTo(Bound.LOAD_TESTER);
        assertThat(search.limit().objective()).isEmpty();
        assertThat(search.covers(40_000)).isTrue();
        assertThat(search.trials().verdict(search.limit().upper().orElseThrow()))
                .isEqualTo(Verdict.OUT_OF_REACH);
    }

    @Test
    void excludedWindowsAreMeasuredAgain() {
        int[] windows = {0};

        Search search = search(
                DEFAULTS,
                rate -> () -> windows[0]++ % 3 == 0 ? Result.EXCLUDED : rate <= 40_000 ? Result.GOOD : Result.BAD);

        assertThat(search.limit().bound()).isEqualTo(Bound.OBJECTIVE);
        assertThat(search.covers(40_000)).isTrue();
    }

    @Test
    void noLoadMeetsTheObjectives() {
        Search search = search(DEFAULTS, rate -> () -> Result.BAD);

        assertThat(search.limit().lower()).isEmpty();
        assertThat(search.limit().progress()).isEqualTo(Progress.DONE);
        assertThat(search.limit().held()).isFalse();
    }

    @Test
    void theHoldOverturnsALoadThatPassedShortTrials() {
        // full after 100 s of one per cent too much
        Search search = search(DEFAULTS, rate -> new Response() {
            private double stored;

            @Override
            public Result window() {
                stored += Math.max(0, rate - 10_000) * 10;
                return stored > 10_000 ? Result.BAD : Result.GOOD;
            }
        });

        // 33 more per second fill it during the hold
        assertThat(search.limit().lower().orElseThrow()).isLessThan(10_034);
        assertThat(search.limit().held()).isTrue();
        assertThat(search.trials().trials())
                .as("loads that passed short trials")
                .anyMatch(trial -> trial.verdict() == Verdict.UPPER_BOUND
                        && trial.windows().good() >= DEFAULTS.windows() - 1);
    }

    @Test
    void withoutAHoldTheSearchEndsWithItsBounds() {
        LimitSettings settings = new LimitSettings(1_000, 1e7, 0.03, Duration.ofSeconds(10), 6, 0.2, Duration.ZERO);

        Search search = search(settings, Kind.MONOTONE.system(4_321, new Random(1)));

        assertThat(search.covers(4_321)).isTrue();
        assertThat(search.limit().held()).isFalse();
        assertThat(search.trials().trials()).allMatch(trial -> trial.windows().good() <= settings.windows());
    }

    @Test
    void aLoadIsDecidedAsSoonAsMissingWindowsCannotChangeIt() {
        Search search = search(DEFAULTS, Kind.MONOTONE.system(4_321, new Random(1)));

        for (Trial trial : search.trials().trials()) {
            if (trial.verdict() == Verdict.UPPER_BOUND) {
                // the bound of the result is measured once more
                assertThat(trial.windows().bad())
                        .isEqualTo(search.limit().upper().equals(Optional.of(trial.rate())) ? 3 : 2);
            }
        }
    }

    @Test
    void theRemainingTimeIsUnknownUntilALoadIsTooMuchAndThenFalls() {
        LimitTrials trials = new LimitTrials(DEFAULTS);
        Duration change = Duration.ofSeconds(7);
        trials.add(1_000, Result.GOOD, List.of());
        assertThat(trials.remaining(change)).isEmpty();

        trials.add(2_000, Result.BAD, P99);
        Duration bracketed = trials.remaining(change).orElseThrow();
        Search done = search(DEFAULTS, Kind.MONOTONE.system(1_500, new Random(1)));

        assertThat(bracketed).isGreaterThan(DEFAULTS.hold());
        assertThat(done.trials().remaining(change)).contains(Duration.ZERO);
    }
}
