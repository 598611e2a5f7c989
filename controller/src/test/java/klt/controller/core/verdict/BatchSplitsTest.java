package klt.controller.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict.Validity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSplitsTest {

    private final JudgedRun judged = new JudgedRun();
    private final CoreHarness harness = judged.harness();

    /** 1,000 acked messages are 1,100,000 bytes on the wire here; a batch is 16 KiB. */
    @ParameterizedTest
    @CsvSource({"0, false", "1, true"})
    void batchesThatAreSentForNothingDegradeTheRun(long splits, boolean degraded) {
        harness.running("r", "{messages: 1000, rate: max}", "a");
        judged.passTo(1);

        harness.heartbeat("a", judged.finished(1_000, 1).batchSplits(splits));

        assertThat(judged.codes().contains("BATCHES_SPLIT")).isEqualTo(degraded);
        assertThat(judged.verdict().validity()).isEqualTo(degraded ? Validity.DEGRADED : Validity.VALID);
    }

    @Test
    void fewOfThemAreNotWorthAReason() {
        harness.running("r", "{messages: 10000, rate: max}", "a");
        judged.passTo(1);

        harness.heartbeat("a", judged.finished(10_000, 1).batchSplits(6));

        assertThat(judged.run().stats().batchSplits()).isEqualTo(6);
        assertThat(judged.codes()).isEmpty();
    }

    @Test
    void theReasonNamesTheSplitsAndTheBytes() {
        harness.running("r", "{messages: 1000, rate: max, producer: {batchSize: 8MiB}}", "a");

        harness.heartbeat("a", Progress.of("r", RunState.SENDING).acked(1_000).batchSplits(1_234));

        assertThat(judged.verdict().reasons())
                .contains(ReasonCode.BATCHES_SPLIT.with(
                        "batches",
                        1_234,
                        "wireBytes",
                        judged.run().stats().totals().wireBytes(),
                        "payloadBytes",
                        1_000 << 10,
                        "batchBytes",
                        8 << 20,
                        "topic",
                        "loadtest"));
    }
}
