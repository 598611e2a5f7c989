package klt.common.compare;

import static klt.common.compare.SampleComparison.compare;
import static klt.common.compare.SampleComparison.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import klt.common.compare.Comparison.FigureChange;
import klt.common.compare.Comparison.Outcome;
import klt.common.compare.FailIf.Decision;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.report.RunDocument;
import klt.common.report.Verdict.Validity;
import klt.common.report.latency.Latencies.Since;
import klt.common.report.limit.LimitResult.Bound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ComparerTest {

    private static final SyntheticLoad STEADY = new SyntheticLoad(40, 0.1, 0.3, 0);

    private static RunDocument steady(String id, double shift, long seed) {
        return STEADY.run(id, shift, new Random(seed));
    }

    @Test
    void comparesTheFiguresOfTheReports() {
        RunDocument a = steady("r-a", 0, 1);
        RunDocument b = steady("r-b", 0.3, 2);

        Comparison comparison = compare(a, b, "response.p99 > +10%", "response.p99 > +90%");

        FigureChange p99 = figure(comparison, "response.p99");
        double ofA = a.result().latencies().responseTime().p99().orElseThrow();
        double ofB = b.result().latencies().responseTime().p99().orElseThrow();
        assertThat(p99.a()).contains(ofA);
        assertThat(p99.b()).contains(ofB);
        assertThat(p99.change().orElseThrow()).isCloseTo(ofB / ofA - 1, within(1e-9));
        assertThat(p99.low().orElseThrow()).isBetween(0.05, 0.35);
        assertThat(p99.high().orElseThrow()).isBetween(0.35, 0.8);
        assertThat(p99.outcome()).isEqualTo(Outcome.WORSE);
        assertThat(comparison.failIf())
                .extracting(FailIf.Result::decision)
                .containsExactly(Decision.FAILED, Decision.PASSED);
        assertThat(comparison.a()).singleElement().satisfies(run -> {
            assertThat(run.id()).isEqualTo("r-a");
            assertThat(run.windows()).isEqualTo(40);
            assertThat(run.windowSeconds()).isEqualTo(1);
        });
    }

    @Test
    void callsTheOppositeBetter() {
        assertThat(figure(compare(steady("r-a", 0.3, 2), steady("r-b", 0, 1)), "response.p50")
                        .outcome())
                .isEqualTo(Outcome.BETTER);
    }

    @Test
    void givesTheSameAnswerAgain() {
        assertThat(compare(steady("r-a", 0, 1), steady("r-b", 0.02, 2)))
                .isEqualTo(compare(steady("r-a", 0, 1), steady("r-b", 0.02, 2)));
    }

    @Test
    void leavesOutWhatNoRunMeasured() {
        assertThat(compare(steady("r-a", 0, 1), steady("r-b", 0, 2)).figures())
                .extracting(row -> row.figure().name())
                .containsExactly(
                        "response.mean",
                        "response.p50",
                        "response.p90",
                        "response.p95",
                        "response.p99",
                        "response.p999",
                        "rate",
                        "errors");
    }

    @Test
    void neverCallsAnInvalidRunBetterOrWorse() {
        RunDocument invalid =
                new SampleRun("r-b").noisy(2, 20).validity(Validity.INVALID).document();

        Comparison comparison = compare(steady("r-a", 0, 1), invalid, "response.p50 > 0%");

        assertThat(comparison.figures()).extracting(FigureChange::outcome).containsOnly(Outcome.INVALID);
        assertThat(comparison.figures()).allSatisfy(row -> assertThat(row.low()).isEmpty());
        assertThat(comparison.isInvalid()).isTrue();
        assertThat(comparison.decided(Decision.UNDECIDED)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"7, TOO_FEW_WINDOWS", "8, WORSE"})
    void needsAMinimumOfWindows(int windows, Outcome outcome) {
        Comparison comparison = compare(
                new SampleRun("r-a").noisy(1, 20).document(),
                new SampleRun("r-b").noisy(5, windows).document(),
                "response.p50 > 0%");

        assertThat(figure(comparison, "response.p50").outcome()).isEqualTo(outcome);
        assertThat(figure(comparison, "response.p50").change().orElseThrow()).isPositive();
        assertThat(comparison.decided(Decision.UNDECIDED)).isEqualTo(outcome == Outcome.TOO_FEW_WINDOWS);
    }

    @Test
    void needsMessagesThatAreSlowerThanAPercentile() {
        Comparison comparison = compare(
                new SampleRun("r-a").noisy(1, 20).document(),
                new SampleRun("r-b").noisy(5, 20).document());

        assertThat(figure(comparison, "response.p99").outcome()).isEqualTo(Outcome.WORSE);
        assertThat(figure(comparison, "response.p999").outcome()).isEqualTo(Outcome.TOO_FEW_MESSAGES);
    }

    @Test
    void excludesTheWarmUpAndTheEndOfTheLoad() {
        String spec = "{duration: 1m, rate: 1000, warmup: 9500ms}";
        Comparison comparison = compare(
                new SampleRun("r-a").noisy(1, 20).spec(spec).document(),
                new SampleRun("r-b").noisy(1, 20).spec(spec).document());

        assertThat(comparison.a().getFirst().windows()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "DONE, LIMIT_FOUND, FAILED",
        "STOPPED, OBJECTIVE_MISSED_TOO_LONG, FAILED",
        "STOPPED, USER, UNDECIDED",
        "FAILED, TOPIC_DELETED, UNDECIDED"
    })
    void decidesNothingByARunThatEndedEarly(RunPhase phase, EndCode code, Decision decision) {
        RunDocument early = new SampleRun("r-b").noisy(5, 20).ended(phase, code).document();

        Comparison comparison = compare(new SampleRun("r-a").noisy(1, 20).document(), early, "response.p50 > +10%");

        assertThat(figure(comparison, "response.p50").outcome()).isEqualTo(Outcome.WORSE);
        assertThat(comparison.failIf()).extracting(FailIf.Result::decision).containsExactly(decision);
        assertThat(comparison.b().getFirst().end().orElseThrow().code()).isEqualTo(code.name());
    }

    @Test
    void comparesOnlyTheLimitsOfSearches() {
        RunDocument a = new SampleRun("r-a")
                .noisy(1, 20)
                .limit(Bound.OBJECTIVE, 10_000, 10_300)
                .document();
        RunDocument alike = new SampleRun("r-b")
                .noisy(5, 20)
                .limit(Bound.OBJECTIVE, 10_200, 10_500)
                .document();
        RunDocument lower = new SampleRun("r-b")
                .noisy(5, 20)
                .limit(Bound.OBJECTIVE, 8_000, 8_240)
                .document();
        RunDocument unknown = new SampleRun("r-b")
                .noisy(5, 20)
                .limit(Bound.LOAD_TESTER, 8_000, 8_240)
                .document();

        assertThat(figure(compare(a, alike), "limit").outcome()).isEqualTo(Outcome.NO_DIFFERENCE);
        assertThat(figure(compare(a, lower), "limit").outcome()).isEqualTo(Outcome.WORSE);
        assertThat(figure(compare(a, lower), "limit").change().orElseThrow()).isCloseTo(-0.2, within(1e-9));
        assertThat(figure(compare(a, unknown), "limit").outcome()).isEqualTo(Outcome.NOT_MEASURED);
        FigureChange p50 = figure(compare(a, lower, "response.p50 > +10%"), "response.p50");
        assertThat(p50.outcome()).isEqualTo(Outcome.SEARCH);
        assertThat(p50.change()).isEmpty();
        assertThat(compare(a, lower, "response.p50 > +10%", "limit < -5%").failIf())
                .extracting(FailIf.Result::decision)
                .containsExactly(Decision.UNDECIDED, Decision.FAILED);
    }

    private static SampleRun reader(String start, Since since, int records) {
        return new SampleRun("r-" + records)
                .reads(
                        start,
                        since,
                        records,
                        IntStream.range(0, 21)
                                .map(second -> records + 20 * (second % 3 - 1))
                                .toArray());
    }

    @Test
    void comparesTheRatesOfRunsThatOnlyRead() {
        RunDocument a = reader("earliest", Since.RECORD_TIMESTAMP, 1_000).document();
        RunDocument slower = reader("earliest", Since.RECORD_TIMESTAMP, 900).document();

        FigureChange rate = figure(compare(a, slower), "consumeRate");

        assertThat(rate.change().orElseThrow()).isCloseTo(-0.1, within(1e-9));
        assertThat(rate.outcome()).isEqualTo(Outcome.WORSE);
        assertThat(figure(compare(a, a), "consumeRate").outcome()).isEqualTo(Outcome.NO_DIFFERENCE);
    }

    @ParameterizedTest
    @CsvSource({
        "latest, RECORD_TIMESTAMP, NO_DIFFERENCE",
        "latest, DUE, NOT_MEASURED",
        "earliest, RECORD_TIMESTAMP, NOT_MEASURED"
    })
    void comparesNoAgesOfStoredRecords(String start, Since since, Outcome outcome) {
        RunDocument a = reader("latest", Since.RECORD_TIMESTAMP, 1_000).document();
        RunDocument b = reader(start, since, 900).document();

        Comparison comparison = compare(a, b, "endToEnd.p50 > +10%");

        assertThat(figure(comparison, "endToEnd.p50").outcome()).isEqualTo(outcome);
        assertThat(comparison.decided(Decision.UNDECIDED)).isEqualTo(outcome == Outcome.NOT_MEASURED);
    }

    @Test
    void comparesErrorsByTheirDifference() {
        SampleRun failing = new SampleRun("r-b");
        for (int second = 0; second < 30; second++) {
            failing.window(IntStream.range(0, 297).mapToDouble(i -> 500 + i).toArray(), second % 3);
        }
        Comparison comparison = compare(
                new SampleRun("r-a").noisy(1, 30).document(), failing.document(), "errors > +0.1pp", "errors > +1pp");

        FigureChange errors = figure(comparison, "errors");
        assertThat(errors.a()).contains(0.0);
        assertThat(errors.change().orElseThrow()).isCloseTo(30 / 8_940.0, within(1e-9));
        assertThat(errors.low().orElseThrow()).isPositive();
        assertThat(errors.outcome()).isEqualTo(Outcome.WORSE);
        assertThat(comparison.failIf())
                .extracting(FailIf.Result::decision)
                .containsExactly(Decision.FAILED, Decision.PASSED);
    }

    @Test
    void callsARunWithoutAnAnswerWorseWhereItFailsAllTheTime() {
        SampleRun failing = new SampleRun("r-b");
        SampleRun once = new SampleRun("r-b");
        double[] answered = IntStream.range(0, 290).mapToDouble(i -> 500 + i).toArray();
        for (int second = 0; second < 30; second++) {
            failing.window(answered, 10);
            once.window(answered, second == 5 ? 200 : 0);
        }
        RunDocument healthy = new SampleRun("r-a").noisy(1, 30).document();

        FigureChange always = figure(compare(healthy, failing.document(), "response.p99 > +10%"), "response.p99");
        FigureChange burst = figure(compare(healthy, once.document()), "response.p99");

        assertThat(always.b()).isEmpty();
        assertThat(always.change()).isEmpty();
        assertThat(always.outcome()).isEqualTo(Outcome.WORSE);
        assertThat(compare(healthy, failing.document(), "response.p99 > +10%").decided(Decision.FAILED))
                .isTrue();
        assertThat(burst.b()).isEmpty();
        assertThat(burst.outcome()).isEqualTo(Outcome.NO_ANSWER);
        assertThat(figure(compare(failing.document(), failing.document()), "response.p99")
                        .outcome())
                .isEqualTo(Outcome.NO_DIFFERENCE);
    }

    @Test
    void ignoresADifferenceBelowTheResolution() {
        Comparison comparison = compare(
                new SampleRun("r-a").noisy(1, 30).rate(1_000.4).document(),
                new SampleRun("r-b").noisy(1, 30).rate(999.6).document());

        assertThat(figure(comparison, "rate").outcome()).isEqualTo(Outcome.NO_DIFFERENCE);
    }

    @Test
    void takesRepeatedRunsAsTheUnit() {
        // by their windows alone, the runs of a side differ
        List<RunDocument> a = List.of(steady("r-1", 0, 1), steady("r-2", 0.3, 2), steady("r-3", -0.3, 3));
        List<RunDocument> b = List.of(steady("r-4", 0.1, 4), steady("r-5", 0.4, 5), steady("r-6", -0.2, 6));

        FigureChange p50 = figure(Comparer.compare(a, b, List.of()), "response.p50");

        assertThat(figure(compare(a.get(0), a.get(1)), "response.p50").outcome())
                .isEqualTo(Outcome.WORSE);
        assertThat(p50.outcome()).isEqualTo(Outcome.NO_DIFFERENCE);
        double[] values = a.stream()
                .mapToDouble(
                        run -> run.result().latencies().responseTime().p50().orElseThrow())
                .toArray();
        assertThat(p50.a().orElseThrow())
                .isCloseTo(Math.cbrt(values[0] * values[1] * values[2]), within(1e-6 * values[0]));
    }

    @Test
    void listsWhatDiffers() {
        RunDocument a = new SampleRun("r-a")
                .noisy(1, 10)
                .spec(
                        "{duration: 1m, rate: 1000, producer: {lingerMs: 5}, topic: {name: t, config: {retention.ms: 60000}}}")
                .version("1.0")
                .worker("one", 2)
                .document();
        RunDocument b = new SampleRun("r-b")
                .noisy(1, 10)
                .spec("{duration: 1m, rate: 1000, producer: {lingerMs: 20}, topic: {name: t}}")
                .version("1.1")
                .worker("one", 2)
                .worker("two", 4)
                .document();

        assertThat(JsonMapper.shared().valueToTree(compare(a, b).differences()).toString())
                .isEqualTo("""
                        [{"key":"spec.topic.config.retention.ms","a":["60000"],"b":[null]},\
                        {"key":"spec.producer.lingerMs","a":[5],"b":[20]},\
                        {"key":"version","a":["1.0"],"b":["1.1"]},\
                        {"key":"fleet.workers","a":[1],"b":[2]},\
                        {"key":"fleet.cpuLimits","a":[[2.0]],"b":[[2.0,4.0]]}]""");
        assertThat(compare(a, a).differences()).isEmpty();
    }

    @Test
    void listsWhatDiffersBetweenRepeats() {
        RunDocument five = new SampleRun("r-a").noisy(1, 10).document();
        RunDocument ten = new SampleRun("r-b")
                .noisy(1, 10)
                .spec("{duration: 1m, rate: 1000, warmup: 0s, producer: {lingerMs: 10}}")
                .document();

        assertThat(Comparer.compare(List.of(five, ten), List.of(five, ten), List.of())
                        .differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.a()).hasSize(2).isEqualTo(difference.b()));
    }

    @Test
    void refusesTooManyRunsAndTheSameRunTwice() {
        assertThat(Comparer.mistake(List.of("r-1", "r-2"))).isEmpty();
        assertThat(Comparer.mistake(List.of("r-1", "r-2", "r-1")).orElseThrow()).contains("r-1");
        assertThat(Comparer.mistake(
                        IntStream.range(0, 21).mapToObj(String::valueOf).toList()))
                .isPresent();
    }
}
