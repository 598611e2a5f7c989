package klt.common.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import klt.common.compare.SampleRun;
import klt.common.report.latency.Latencies.Since;
import org.junit.jupiter.api.Test;

class SweepRunResultTest {

    private static SweepRunResult result(int windows, int messagesPerWindow) {
        SampleRun run = new SampleRun("s-1-c1-r1");
        double[] micros = new double[messagesPerWindow];
        Arrays.fill(micros, 1_000);
        for (int i = 0; i < windows; i++) {
            run.window(micros, 0);
        }
        return SweepRunResult.of(run.document());
    }

    private static Optional<SweepOutcome> unjudged(SweepRunResult result, SweepMetric metric) {
        return result.value(metric).orElseThrow().unjudged();
    }

    @Test
    void aRunOfSufficientLengthCanBeCompared() {
        SweepRunResult result = result(8, 2_000);

        assertThat(result.values()).allMatch(value -> value.unjudged().isEmpty());
    }

    @Test
    void theConsumeRateOfARunThatOnlyReadsIsAMetric() {
        int[] records = new int[9];
        Arrays.fill(records, 500);
        SampleRun run = new SampleRun("s-1-c1-r1").reads("earliest", Since.RECORD_TIMESTAMP, 480, records);

        assertThat(SweepRunResult.of(run.document()).values())
                .contains(new SweepRunResult.Value(SweepMetric.CONSUME_RATE, Optional.of(480.0), Optional.empty()));
        assertThat(result(8, 10).value(SweepMetric.CONSUME_RATE)).isEmpty();
    }

    @Test
    void aComparisonNeedsWindows() {
        SweepRunResult result = result(7, 2_000);

        assertThat(result.values())
                .extracting(SweepRunResult.Value::metric)
                .contains(SweepMetric.RATE, SweepMetric.BYTES, SweepMetric.RESPONSE_P99, SweepMetric.ERRORS);
        assertThat(result.values())
                .allMatch(value -> value.unjudged().equals(Optional.of(SweepOutcome.TOO_FEW_WINDOWS)));
    }

    @Test
    void aPercentileNeedsMessagesThatAreSlower() {
        SweepRunResult result = result(8, 200);

        assertThat(unjudged(result, SweepMetric.RESPONSE_P50)).isEmpty();
        assertThat(unjudged(result, SweepMetric.RESPONSE_P99)).isEmpty();
        assertThat(unjudged(result, SweepMetric.RESPONSE_P999)).contains(SweepOutcome.TOO_FEW_MESSAGES);
        assertThat(unjudged(result, SweepMetric.RATE)).isEmpty();
    }
}
