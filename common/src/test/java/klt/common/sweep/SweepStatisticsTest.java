package klt.common.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.RunPhase;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Validity;
import klt.common.spec.sweep.SweepReader;
import klt.common.spec.sweep.SweepResult;
import klt.common.spec.sweep.SweepRun;
import klt.common.spec.sweep.SweepSpec;
import klt.common.sweep.SweepView.Best;
import klt.common.sweep.SweepView.CellFigure;
import klt.common.sweep.SweepView.Effect;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SweepStatisticsTest {

    private static final Offset<Double> EXACT = within(1e-9);

    private final Map<String, SweepRunResult> results = new HashMap<>();
    private int repeats = 3;
    private String section = "values: {producer.acks: [1, all], producer.lingerMs: [0, 5]}";

    /** of the runs that follow */
    private Optional<SweepOutcome> unjudged = Optional.empty();

    /** The p99 of the repeats of a cell; null for a message without an answer. */
    private void cell(int cell, Double... micros) {
        for (int i = 0; i < micros.length; i++) {
            run(cell, i + 1, SweepMetric.RESPONSE_P99, Optional.ofNullable(micros[i]), Validity.VALID, RunPhase.DONE);
        }
    }

    private void run(
            int cell, int repeat, SweepMetric metric, Optional<Double> value, Validity validity, RunPhase phase) {
        results.put(
                new SweepRun("s-1", cell, repeat).id(),
                new SweepRunResult(
                        phase,
                        Optional.empty(),
                        Optional.empty(),
                        Verdict.Objectives.PASS,
                        validity,
                        Verdict.Integrity.UNCHECKED,
                        List.of(new SweepRunResult.Value(metric, value, unjudged))));
    }

    private SweepView view() {
        String yaml = "{kind: sweep, messages: 10, sweep: {" + section + ", repeats: " + repeats + "}}";
        SweepSpec spec = ((SweepResult.Valid) SweepReader.readYaml(yaml, 1_000)).sweep();
        return SweepView.of(
                new SweepView.Summary(
                        "s-1",
                        "sweep",
                        SweepPhase.RUNNING,
                        Instant.EPOCH,
                        Optional.empty(),
                        spec.keys(),
                        spec.cells().size(),
                        spec.repeats(),
                        spec.runs(),
                        results.size(),
                        Optional.empty()),
                spec,
                results);
    }

    private static CellFigure p99(SweepView view, int cell) {
        return view.cells().get(cell - 1).figure(SweepMetric.RESPONSE_P99).orElseThrow();
    }

    @Test
    void aCellHasTheGeometricMeanAndAnInterval() {
        cell(1, 1_000.0, 2_000.0, 4_000.0);

        CellFigure figure = p99(view(), 1);

        assertThat(figure.runs()).isEqualTo(3);
        assertThat(figure.mean().orElseThrow()).isCloseTo(2_000, EXACT);
        assertThat(figure.low().orElseThrow()).isBetween(100.0, 1_000.0);
        assertThat(figure.high().orElseThrow()).isBetween(4_000.0, 40_000.0);
    }

    @Test
    void twoRunsAreTooFewForAnInterval() {
        cell(1, 1_000.0, 4_000.0);
        cell(2, 1_000.0);

        SweepView view = view();

        assertThat(List.of(p99(view, 1), p99(view, 2)))
                .flatExtracting(CellFigure::low, CellFigure::high)
                .containsOnly(Optional.empty());
        assertThat(p99(view, 1).mean().orElseThrow()).isCloseTo(2_000, EXACT);
        assertThat(p99(view, 1).runs()).isEqualTo(2);
    }

    @Test
    void runsThatFailedOrAreInvalidAreShownButNotCounted() {
        cell(1, 1_000.0);
        run(1, 2, SweepMetric.RESPONSE_P99, Optional.of(9_000.0), Validity.INVALID, RunPhase.DONE);
        run(1, 3, SweepMetric.RESPONSE_P99, Optional.of(9_000.0), Validity.VALID, RunPhase.FAILED);

        SweepView view = view();

        assertThat(p99(view, 1).runs()).isEqualTo(1);
        assertThat(p99(view, 1).mean().orElseThrow()).isCloseTo(1_000, EXACT);
        assertThat(view.cells().getFirst().runs())
                .extracting(run -> run.result().orElseThrow().phase())
                .containsExactly(RunPhase.DONE, RunPhase.DONE, RunPhase.FAILED);
        assertThat(view.cells().get(1).runs()).extracting(SweepView.Run::result).containsOnly(Optional.empty());
    }

    @Test
    void theBestCellDiffersFromCellsThatAreClearlyWorse() {
        cell(1, 1_000.0, 1_010.0, 990.0);
        cell(2, 1_005.0, 1_000.0, 1_001.0);
        cell(3, 2_000.0, 2_010.0, 1_990.0);
        cell(4, 5_000.0, 5_100.0, 4_900.0);

        assertThat(view().best())
                .containsExactly(new Best(SweepMetric.RESPONSE_P99, 1, SweepOutcome.BETTER, List.of(2)));
    }

    @Test
    void cellsThatVaryAsMuchAsTheyDifferAreNotDifferent() {
        cell(1, 1_000.0, 3_000.0, 2_000.0);
        cell(2, 1_500.0, 2_500.0, 3_500.0);

        assertThat(view().best())
                .containsExactly(new Best(SweepMetric.RESPONSE_P99, 1, SweepOutcome.NO_DIFFERENCE, List.of(2)));
    }

    @Test
    void withoutRepeatsNothingIsKnownAboutADifference() {
        repeats = 1;
        cell(1, 9_000.0);
        cell(2, 1_000.0);

        assertThat(view().best())
                .containsExactly(new Best(SweepMetric.RESPONSE_P99, 2, SweepOutcome.TOO_FEW_REPEATS, List.of(1)));
    }

    /** Their difference of 0.05 % is that of the histograms; that of 0.5 % is not. */
    @Test
    void cellsThatDifferByLessThanTheResolutionAreNotDifferent() {
        cell(1, 100_000.0, 100_001.0, 100_002.0);
        cell(2, 100_050.0, 100_051.0, 100_052.0);
        assertThat(view().best())
                .containsExactly(new Best(SweepMetric.RESPONSE_P99, 1, SweepOutcome.NO_DIFFERENCE, List.of(2)));

        cell(3, 100_500.0, 100_501.0, 100_502.0);

        assertThat(view().best())
                .containsExactly(new Best(SweepMetric.RESPONSE_P99, 1, SweepOutcome.BETTER, List.of(2)));
    }

    @ParameterizedTest
    @EnumSource(names = {"TOO_FEW_WINDOWS", "TOO_FEW_MESSAGES"})
    void aRunThatIsTooShortIsNotJudged(SweepOutcome reason) {
        cell(1, 1_000.0, 1_010.0, 990.0);
        cell(2, 1_000.0, 1_010.0, 990.0);
        cell(3, 5_000.0, 5_010.0, 4_990.0);
        unjudged = Optional.of(reason);
        cell(4, 5_000.0, 5_010.0, 4_990.0);

        SweepView view = view();

        assertThat(view.best())
                .containsExactly(new Best(SweepMetric.RESPONSE_P99, 1, SweepOutcome.BETTER, List.of(2, 4)));
        assertThat(view.effects())
                .hasSize(4)
                .allSatisfy(effect -> assertThat(effect.low()).isEmpty())
                .extracting(Effect::outcome)
                .containsOnly(reason);
        cell(1, 1_000.0, 1_010.0, 990.0);
        assertThat(view().best()).containsExactly(new Best(SweepMetric.RESPONSE_P99, 1, reason, List.of(2, 3, 4)));
    }

    @Test
    void theHighestRateIsTheBest() {
        for (int cell = 1; cell <= 2; cell++) {
            for (int repeat = 1; repeat <= 3; repeat++) {
                double rate = 1_000 * cell + repeat;
                run(cell, repeat, SweepMetric.RATE, Optional.of(rate), Validity.VALID, RunPhase.DONE);
            }
        }

        assertThat(view().best()).containsExactly(new Best(SweepMetric.RATE, 2, SweepOutcome.BETTER, List.of()));
    }

    @Test
    void aCellWithoutAnAnswerIsTheWorst() {
        cell(1, 1_000.0, 1_010.0, 990.0);
        cell(2, null, null, null);

        assertThat(view().best())
                .containsExactly(new Best(SweepMetric.RESPONSE_P99, 1, SweepOutcome.BETTER, List.of()));
        assertThat(p99(view(), 2).mean()).isEmpty();
        assertThat(view().effects()).isEmpty();
    }

    @Test
    void aMainEffectComparesTheMeanOfAValueWithThatOfAllCells() {
        // acks all doubles, linger does nothing; each repeat is slower than the one before it
        cell(1, 1_000.0, 1_100.0, 1_200.0);
        cell(2, 1_000.0, 1_100.0, 1_200.0);
        cell(3, 2_000.0, 2_200.0, 2_400.0);
        cell(4, 2_000.0, 2_200.0, 2_400.0);

        List<Effect> effects = view().effects();

        assertThat(effects)
                .extracting(Effect::key, effect -> effect.value().asString())
                .containsExactly(
                        tuple("producer.acks", "1"),
                        tuple("producer.acks", "all"),
                        tuple("producer.lingerMs", "0"),
                        tuple("producer.lingerMs", "5"));
        double half = Math.sqrt(0.5);
        assertThat(effects.get(0).change()).isCloseTo(half - 1, EXACT);
        assertThat(effects.get(1).change()).isCloseTo(1 / half - 1, EXACT);
        assertThat(effects.get(2).change()).isCloseTo(0, EXACT);
        // the drift between the repeats is the same for all cells
        assertThat(effects.get(1).low().orElseThrow()).isCloseTo(1 / half - 1, EXACT);
        assertThat(effects.get(1).high().orElseThrow()).isCloseTo(1 / half - 1, EXACT);
        assertThat(effects)
                .extracting(Effect::outcome)
                .containsExactly(
                        SweepOutcome.BETTER,
                        SweepOutcome.WORSE,
                        SweepOutcome.NO_DIFFERENCE,
                        SweepOutcome.NO_DIFFERENCE);
        assertThat(effects.get(0).mean()).isCloseTo(Math.cbrt(1_000.0 * 1_100 * 1_200), within(1e-6));
    }

    /** Each repeat has the same difference of 0.02 %. */
    @Test
    void aClusterIsAFactorByItsName() {
        section = "targets: {old: 'a:1', new: 'b:1'}";
        cell(1, 2_000.0, 2_200.0, 2_400.0);
        cell(2, 1_000.0, 1_100.0, 1_200.0);

        SweepView view = view();

        assertThat(view.best()).containsExactly(new Best(SweepMetric.RESPONSE_P99, 2, SweepOutcome.BETTER, List.of()));
        assertThat(view.effects())
                .extracting(Effect::key, effect -> effect.value().asString(), Effect::outcome)
                .containsExactly(
                        tuple("targets", "old", SweepOutcome.WORSE), tuple("targets", "new", SweepOutcome.BETTER));
    }

    @Test
    void anEffectBelowTheResolutionIsNoDifference() {
        cell(1, 100_000.0, 100_000.0, 100_000.0);
        cell(2, 100_000.0, 100_000.0, 100_000.0);
        cell(3, 100_040.0, 100_040.0, 100_040.0);
        cell(4, 100_040.0, 100_040.0, 100_040.0);

        assertThat(view().effects()).extracting(Effect::outcome).containsOnly(SweepOutcome.NO_DIFFERENCE);
    }

    @Test
    void twoRepeatsAreTooFewForAnEffect() {
        repeats = 2;
        cell(1, 1_000.0, 1_000.0);
        cell(2, 1_000.0, 1_000.0);
        cell(3, 2_000.0, 2_000.0);
        cell(4, 2_000.0, 2_000.0);

        assertThat(view().effects())
                .allSatisfy(effect -> assertThat(effect.low()).isEmpty())
                .extracting(Effect::outcome)
                .containsOnly(SweepOutcome.TOO_FEW_REPEATS);
        assertThat(view().best().getFirst().outcome())
                .as("as in a comparison of two and two runs")
                .isEqualTo(SweepOutcome.BETTER);
    }

    @Test
    void endToEndOfRunsWithAndWithoutALoadIsNotCompared() {
        section = "cells: [{consumers.groups: 1}, {consumers.groups: 1, rate: 0}]";
        for (int cell = 1; cell <= 2; cell++) {
            for (int repeat = 1; repeat <= 3; repeat++) {
                run(cell, repeat, SweepMetric.END_TO_END_P99, Optional.of(9.0), Validity.VALID, RunPhase.DONE);
            }
        }

        assertThat(view().best()).isEmpty();
        assertThat(view().cells().getLast().figure(SweepMetric.END_TO_END_P99)).isPresent();
    }

    @Test
    void anEffectHasNoIntervalIfARunIsNotCounted() {
        cell(1, 1_000.0, 1_000.0, 1_000.0);
        cell(2, 1_000.0, 1_000.0, 1_000.0);
        cell(3, 2_000.0, 2_000.0, 2_000.0);
        cell(4, 2_000.0, 2_000.0);

        assertThat(view().effects())
                .hasSize(4)
                .allSatisfy(effect -> assertThat(effect.low()).isEmpty())
                .extracting(Effect::outcome)
                .containsOnly(SweepOutcome.TOO_FEW_REPEATS);
    }

    @Test
    void thereAreNoEffectsIfACellHasNoValueOrTheCellsAreListed() {
        cell(1, 1_000.0, 1_000.0, 1_000.0);
        cell(2, 2_000.0, 2_000.0, 2_000.0);
        assertThat(view().effects()).isEmpty();

        section = "cells: [{producer.acks: 1}, {producer.acks: all}]";
        assertThat(view().effects()).isEmpty();
        assertThat(view().best()).hasSize(1);
    }
}
