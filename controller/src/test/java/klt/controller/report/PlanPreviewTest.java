package klt.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import klt.controller.core.CoreHarness;
import klt.controller.report.PlannedLoad.Kind;
import klt.controller.report.PlannedLoad.PlannedStage;
import klt.controller.report.PlannedLoad.Point;
import org.junit.jupiter.api.Test;

class PlanPreviewTest {

    private static PlanPreview plan(String yaml, int workers) {
        return PlanPreview.of(CoreHarness.spec(yaml), workers, Optional.empty());
    }

    @Test
    void aRunByMessagesHasALengthAndARunByTimeHasANumber() {
        assertThat(plan("{messages: 10000, rate: 1000}", 2).seconds()).contains(10.0);
        assertThat(plan("{duration: 60s, rate: 1000}", 2).messages()).contains(60_000L);
        assertThat(plan("{duration: 60s, rate: 1000}", 2).payloadBytes()).contains(60_000L * 1_024);
        assertThat(plan("{duration: 60s, rate: 1000}", 2).ratePerWorker()).contains(500.0);
    }

    @Test
    void theTopicsAreCounted() {
        assertThat(plan("{messages: 1}", 1).topics()).isEqualTo(1);
        assertThat(plan("{messages: 1, topic: 'a,b{0..2}'}", 1).topics()).isEqualTo(4);
    }

    @Test
    void theBytesOfSamplesAreUnknown() {
        PlanPreview preview = plan("{messages: 100, rate: 10, payload: {format: file, file: a}}", 1);

        assertThat(preview.payloadBytes()).isEmpty();
        assertThat(preview.payloadBytesPerSecond()).isEmpty();
    }

    @Test
    void atRateMaxItIsUnknown() {
        PlanPreview byTime = plan("{duration: 60s, rate: max}", 2);

        assertThat(byTime.messages()).isEmpty();
        assertThat(byTime.payloadBytes()).isEmpty();
        assertThat(byTime.seconds()).contains(60.0);
        assertThat(plan("{messages: 5, rate: max}", 2).seconds()).isEmpty();
    }

    @Test
    void theLargestRunHasNoNegativeSize() {
        PlanPreview largest = plan(
                "{messages: 1000000000000, rate: 100M, payload: {size: 64MiB}, producer: {bufferMemory: 1GiB}}", 1);

        assertThat(largest.payloadBytes()).contains(Long.MAX_VALUE);
        assertThat(largest.warnings()).anyMatch(warning -> warning.contains("check retention and disk space"));
    }

    @Test
    void aFixedRateIsALineAndRateMaxIsNone() {
        assertThat(plan("{messages: 10000, rate: 1000}", 2).load())
                .isEqualTo(new PlannedLoad(List.of(new Point(0, 1000), new Point(10, 1000)), List.of()));
        assertThat(plan("{duration: 60s, rate: max}", 2).load()).isEqualTo(new PlannedLoad(List.of(), List.of()));
    }

    @Test
    void stagesAreDrawnByTheirEndsAndAJumpByTwoPointsOfOneSecond() {
        PlannedLoad load = plan(
                        "load: {stages: [{duration: 10s, target: 100, name: up}, {duration: 0s, target: 50}, {pause: 5s}]}",
                        2)
                .load();

        assertThat(load.profile())
                .containsExactly(new Point(0, 0), new Point(10, 100), new Point(10, 0), new Point(15, 0));
        assertThat(load.stages())
                .containsExactly(
                        new PlannedStage(0, Optional.of("up"), Kind.LINEAR, 0, 10, 0, 100),
                        new PlannedStage(2, Optional.empty(), Kind.PAUSE, 10, 15, 0, 0));
    }

    @Test
    void aNumberOfMessagesCutsTheDrawing() {
        PlannedLoad load = plan("{messages: 500, load: {stages: '10s:100,10s:100,10s:0'}}", 2)
                .load();

        assertThat(load.profile()).last().isEqualTo(new Point(10, 100));
        assertThat(load.stages()).hasSize(1);
    }

    @Test
    void aDrawingIsBounded() {
        PlannedLoad wave = plan("load: {stages: [{sine: {mean: 10, amplitude: 5, period: 10s, duration: 1d}}]}", 2)
                .load();
        PlannedLoad repeated =
                plan("load: {stages: '0s:10,1s:20,1s:10', repeat: 1000}", 2).load();

        assertThat(wave.profile()).hasSizeBetween(400, PlannedLoad.POINTS_MAX);
        assertThat(repeated.profile()).hasSize(PlannedLoad.POINTS_MAX);
        assertThat(repeated.profile()).last().isEqualTo(new Point(2000, 10));
        assertThat(repeated.stages()).hasSize(PlannedLoad.STAGES_MAX);
    }

    @Test
    void aWaveIsRound() {
        PlannedLoad wave = plan(
                        "load: {stages: [{sine: {mean: 10, amplitude: 5, period: 20s, startAt: trough, duration: 20s}}]}",
                        2)
                .load();

        assertThat(wave.profile()).hasSizeGreaterThan(30).contains(new Point(0, 5));
        assertThat(wave.profile())
                .extracting(Point::rate)
                .allSatisfy(rate -> assertThat(rate).isBetween(5.0, 15.0));
    }

    @Test
    void theBytesAreThoseOfTheStages() {
        PlanPreview preview = plan(
                "load: {stages: [{steps: {from: 10, by: 0, times: 1, hold: 10s}, size: 10kB},"
                        + " {steps: {from: 50, by: 0, times: 1, hold: 20s}, size: 1kB}]}",
                1);

        assertThat(preview.payloadBytes()).contains(100 * 10_000 + 1_000 * 1_000L);
        assertThat(preview.payloadBytesPerSecond()).contains(100_000.0);
    }

    @Test
    void withoutWorkersTheRunWaits() {
        assertThat(plan("{messages: 100000}", 0).warnings())
                .containsExactly("the run will wait: 0 of 1 expected workers are available");
        assertThat(plan("{messages: 100000}", 0).ratePerWorker()).isEmpty();
        assertThat(plan("{messages: 100000}", 1).warnings()).isEmpty();
    }

    @Test
    void whatDeservesAThoughtIsSaid() {
        assertThat(plan("{messages: 1M, rate: 500k, producer: {acks: '0'}}", 2).warnings())
                .satisfiesExactly(
                        warning -> assertThat(warning).startsWith("more than 200000 messages per second per worker"),
                        warning -> assertThat(warning).startsWith("shorter than 10 s"),
                        warning -> assertThat(warning).startsWith("acks: 0"));
    }
}
