package klt.common.compare;

import java.util.Arrays;
import java.util.List;
import klt.common.compare.Comparison.FigureChange;
import klt.common.report.RunDocument;

/** Compares single runs. */
final class SampleComparison {

    private SampleComparison() {}

    static Comparison compare(RunDocument a, RunDocument b, String... conditions) {
        return Comparer.compare(
                List.of(a),
                List.of(b),
                Arrays.stream(conditions).map(FailIf::parse).toList());
    }

    static FigureChange figure(Comparison comparison, String name) {
        return comparison.figures().stream()
                .filter(row -> row.figure().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
