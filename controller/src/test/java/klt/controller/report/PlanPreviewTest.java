package klt.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import klt.controller.core.CoreHarness;
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
    void atRateMaxNobodyKnows() {
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
