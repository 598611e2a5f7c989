package klt.controller.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Outcome;
import org.junit.jupiter.api.Test;

class ErrorTotalsTest {

    private static final Instant START = Instant.parse("2026-01-11T12:00:00Z");

    private static ErrorCount error(String type, Outcome outcome, long count, int from, int to, String sample) {
        return new ErrorCount(type, outcome, count, START.plusSeconds(from), START.plusSeconds(to), sample);
    }

    @Test
    void theSameErrorOfSeveralWorkersIsOneWithTheFirstSample() {
        ErrorCount early = error("TimeoutException", Outcome.FAILED, 3, 1, 4, "early");
        ErrorCount late = error("TimeoutException", Outcome.FAILED, 2, 2, 9, "late");
        ErrorCount merged = error("TimeoutException", Outcome.FAILED, 5, 1, 9, "early");

        assertThat(ErrorTotals.merged(Stream.of(early, late))).containsExactly(merged);
        assertThat(ErrorTotals.merged(Stream.of(late, early))).containsExactly(merged);
    }

    @Test
    void anErrorThatEndsBeforeAnotherOneKeepsItsTimes() {
        ErrorCount whole = error("TimeoutException", Outcome.FAILED, 3, 1, 9, "whole");
        ErrorCount within = error("TimeoutException", Outcome.FAILED, 2, 3, 5, "within");

        assertThat(ErrorTotals.merged(Stream.of(within, whole)))
                .containsExactly(error("TimeoutException", Outcome.FAILED, 5, 1, 9, "whole"));
    }

    @Test
    void theMostFrequentErrorsAreShownFirst() {
        ErrorCount failed = error("TimeoutException", Outcome.FAILED, 2, 0, 0, "");
        ErrorCount indeterminate = error("TimeoutException", Outcome.INDETERMINATE, 7, 0, 0, "");

        assertThat(ErrorTotals.merged(Stream.of(failed, indeterminate))).containsExactly(indeterminate, failed);
    }

    @Test
    void aLimitedNumberOfErrorsIsShown() {
        List<ErrorCount> all = IntStream.rangeClosed(1, ErrorTotals.SHOWN_MAX + 1)
                .mapToObj(i -> error("Error" + i, Outcome.FAILED, i, 0, 0, ""))
                .toList();

        assertThat(ErrorTotals.merged(all.stream()))
                .hasSize(ErrorTotals.SHOWN_MAX)
                .doesNotContain(all.getFirst());
        assertThat(ErrorTotals.merged(all.stream().skip(1))).hasSize(ErrorTotals.SHOWN_MAX);
    }
}
