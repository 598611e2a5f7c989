package klt.common.compare;

import static klt.common.compare.SampleComparison.compare;
import static klt.common.compare.SampleComparison.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import klt.common.compare.Comparison.FigureChange;
import klt.common.compare.Comparison.Outcome;
import klt.common.compare.FailIf.Decision;
import klt.common.histogram.LatencySummary;
import klt.common.report.RunDocument;
import klt.common.report.latency.Latency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens once in a run, wherever it happens, is not taken for a difference. */
class ChanceTest {

    private static final Figure P99 = new Figure(Figure.Metric.RESPONSE, Figure.Stat.P99);
    private static final Figure ERRORS = new Figure(Figure.Metric.ERRORS, Figure.Stat.VALUE);

    private static double ofAllWindows(RunDocument document, Figure figure) {
        MeasuredRun run = new MeasuredRun(document);
        return run.statistic(figure).of(Resample.ofAll(run.windows(figure)));
    }

    private static RunDocument disturbed(String where, double[] micros, long failed) {
        return switch (where) {
            case "while warming up" ->
                new SampleRun("r-b")
                        .spec("{duration: 1m, rate: 1000, warmup: 500ms}")
                        .window(micros, failed)
                        .noisy(1, 60)
                        .document();
            case "at the beginning" ->
                new SampleRun("r-b").window(micros, failed).noisy(1, 60).document();
            case "at the end" ->
                new SampleRun("r-b").noisy(1, 60).lastWindow(micros, failed).document();
            default -> new SampleRun("r-b").noisy(1, 60).drained(micros, failed).document();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"while warming up", "at the beginning", "at the end", "after the load"})
    void doesNotTakeOneDisturbanceForADifference(String where) {
        RunDocument calm = new SampleRun("r-a").noisy(1, 60).document();
        RunDocument stalled =
                disturbed(where, new Random(1).doubles(900, 300_000, 500_000).toArray(), 0);
        RunDocument failed = disturbed(where, new double[] {1_000}, 900);

        FigureChange p99 = figure(compare(calm, stalled), "response.p99");
        FigureChange errors = figure(compare(calm, failed), "errors");
        Comparison unanswered = compare(calm, failed, "response.p99 > +10%", "errors > +1pp");

        assertThat(ofAllWindows(stalled, P99)).isCloseTo(P99.scale().scaled(P99.of(stalled.result())), within(0.1));
        assertThat(ofAllWindows(failed, ERRORS)).isCloseTo(ERRORS.of(failed.result()), within(1e-3));
        assertThat(p99.change().orElseThrow()).isGreaterThan(100);
        assertThat(p99.outcome()).isEqualTo(Outcome.NO_DIFFERENCE);
        assertThat(p99.low().orElseThrow()).isNotPositive();
        assertThat(errors.change().orElseThrow()).isGreaterThan(0.04);
        assertThat(errors.outcome()).isEqualTo(Outcome.NO_DIFFERENCE);
        assertThat(figure(unanswered, "response.p99").outcome()).isEqualTo(Outcome.NO_ANSWER);
        assertThat(unanswered.failIf())
                .extracting(FailIf.Result::decision)
                .containsExactly(Decision.UNDECIDED, Decision.PASSED);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, NO_ANSWER", "1, 5, WORSE", "5, 1, NO_ANSWER"})
    void neverPassesAPercentileWithoutAnAnswerThatTheWindowsDoNotShow(
            double millisOfA, double millisOfB, Outcome outcome) {
        RunDocument answered = new SampleRun("r-b").noisy(millisOfB, 60).document();
        Latency response = answered.result().latencies().responseTime();
        RunDocument unanswered = new SampleRun("r-b")
                .noisy(millisOfB, 60)
                .responseTime(Latency.of(new LatencySummary(
                        response.count(),
                        1_000,
                        Optional.empty(),
                        response.p50(),
                        response.p90(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())))
                .document();

        Comparison comparison =
                compare(new SampleRun("r-a").noisy(millisOfA, 60).document(), unanswered, "response.p99 > +10%");
        Comparison reverse =
                compare(unanswered, new SampleRun("r-a").noisy(millisOfA, 60).document(), "response.p99 < -10%");

        assertThat(figure(comparison, "response.p99").outcome()).isEqualTo(outcome);
        assertThat(figure(comparison, "response.p99").high()).isEmpty();
        assertThat(comparison.decided(Decision.PASSED)).isFalse();
        assertThat(figure(reverse, "response.p99").low()).isEmpty();
        assertThat(reverse.decided(Decision.PASSED)).isFalse();
    }

    /** Of windows whose rate varies by some percent. */
    private static SampleRun atRate(String id, int perSecond, double reported) {
        SampleRun run = new SampleRun(id).rate(reported);
        Random random = new Random(id.hashCode());
        for (int second = 0; second < 30; second++) {
            run.window(random.doubles(perSecond + second % 3, 500, 1_500).toArray(), 0);
        }
        return run;
    }

    @Test
    void doesNotTakeALateLastAckForADifferenceOfTheRate() {
        RunDocument a = atRate("r-a", 300, 300).document();

        FigureChange late = figure(compare(a, atRate("r-b", 300, 290).document()), "rate");
        FigureChange slower = figure(compare(a, atRate("r-b", 290, 290).document()), "rate");

        assertThat(late.change().orElseThrow()).isCloseTo(-10 / 300.0, within(1e-9));
        assertThat(late.outcome()).isEqualTo(Outcome.NO_DIFFERENCE);
        assertThat(slower.outcome()).isEqualTo(Outcome.WORSE);
    }
}
