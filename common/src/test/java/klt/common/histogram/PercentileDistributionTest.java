package klt.common.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PercentileDistributionTest {

    private final Histogram micros = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);

    @Test
    void ranksUnansweredMessagesAboveAllOthers() {
        micros.recordValueWithCount(2_000, 75);

        String text = PercentileDistribution.of(micros, 25);

        List<double[]> rows = rows(text);
        assertThat(rows)
                .allSatisfy(row -> assertThat(row[0])
                        .as("value at %s", row[1])
                        .isEqualTo(row[1] <= 0.75 ? 2.000 : Double.POSITIVE_INFINITY));
        assertThat(rows.getLast()).containsExactly(Double.POSITIVE_INFINITY, 1, 100);
        assertThat(text)
                .contains("#[Mean    =     Infinity, StdDeviation   =          NaN]\n")
                .contains("#[Max     =     Infinity, Total count    =          100]\n");
    }

    @Test
    void isHdrHistogramsOwnWhenAllWereAnswered() {
        micros.recordValueWithCount(2_000, 3);

        String text = PercentileDistribution.of(micros, 0);

        assertThat(rows(text).getLast()).containsExactly(2.000, 1, 3);
        assertThat(text)
                .startsWith("       Value     Percentile TotalCount 1/(1-Percentile)\n")
                .contains("#[Max     =        2.000, Total count    =            3]\n");
    }

    @Test
    void hasOnlyUnansweredMessagesWhenNoneWasAnswered() {
        assertThat(rows(PercentileDistribution.of(micros, 4)))
                .isNotEmpty()
                .allMatch(row -> row[0] == Double.POSITIVE_INFINITY && row[2] == 4);
    }

    /** Value, percentile and total count of each row. */
    private static List<double[]> rows(String text) {
        return text.lines()
                .skip(2)
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.strip().split(" +", -1))
                .map(columns -> new double[] {
                    Double.parseDouble(columns[0]), Double.parseDouble(columns[1]), Double.parseDouble(columns[2])
                })
                .toList();
    }
}
