package klt.controller.core.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import klt.common.protocol.StatusRecord.ErrorCount;

/** Merges several workers' errors. */
public final class ErrorTotals {

    /** Maximum number of distinct errors shown. */
    static final int SHOWN_MAX = 50;

    private ErrorTotals() {}

    /** Merges errors by class and outcome, most frequent first. */
    static List<ErrorCount> merged(Stream<ErrorCount> counts) {
        Map<String, ErrorCount> merged = new LinkedHashMap<>();
        counts.forEach(error -> merged.merge(error.errorClass() + "/" + error.outcome(), error, ErrorTotals::sum));
        List<ErrorCount> errors = new ArrayList<>(merged.values());
        errors.sort(Comparator.comparingLong(ErrorCount::count).reversed());
        return errors.size() <= SHOWN_MAX ? errors : errors.subList(0, SHOWN_MAX);
    }

    private static ErrorCount sum(ErrorCount a, ErrorCount b) {
        return new ErrorCount(
                a.errorClass(),
                a.outcome(),
                a.count() + b.count(),
                a.firstAt().isBefore(b.firstAt()) ? a.firstAt() : b.firstAt(),
                a.lastAt().isAfter(b.lastAt()) ? a.lastAt() : b.lastAt(),
                a.firstAt().isBefore(b.firstAt()) ? a.sample() : b.sample());
    }
}
