package klt.cli.export;

import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import klt.cli.export.Figures.Figure;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.text.OneLine;

/** A run as a row of the CSV files that Apache Otava searches for changes: the time, attributes and figures. */
final class OtavaReport {

    private static final int CELL_LENGTH_MAX = 200;

    private OtavaReport() {}

    /**
     * Returns a header line and a row.
     *
     * @throws Failure if a figure has no value, because Otava rejects files with empty cells
     */
    static String of(ExportedRun run) {
        List<String> header = new ArrayList<>(List.of("time", "commit", "run", "version"));
        List<String> row = new ArrayList<>(List.of(
                run.start().truncatedTo(ChronoUnit.SECONDS).toString(),
                run.origin().commit().orElse(""),
                run.id(),
                run.result().run().version()));
        for (Figure figure : Figures.of(run.result())) {
            header.add(figure.column());
            row.add(figure.value()
                    .map(BigDecimal::toPlainString)
                    .orElseThrow(() -> new Failure(
                            ExitCode.UNEXPECTED,
                            "run " + run.id() + " has no figure for " + figure.name()
                                    + ", and Otava rejects rows with empty cells")));
        }
        return line(header) + line(row);
    }

    private static String line(List<String> cells) {
        return cells.stream().map(OtavaReport::cell).collect(Collectors.joining(",", "", "\n"));
    }

    private static String cell(String text) {
        String line = OneLine.of(text, CELL_LENGTH_MAX);
        return line.contains(",") || line.contains("\"") ? "\"" + line.replace("\"", "\"\"") + "\"" : line;
    }
}
