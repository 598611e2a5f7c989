package klt.cli.export;

import klt.cli.export.Figures.Direction;
import klt.cli.export.Figures.Figure;
import klt.common.text.OneLine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The figures for which lower, or higher, values are better, in the format of github-action-benchmark's tools {@code customSmallerIsBetter}
 * and {@code customBiggerIsBetter}.
 */
final class BenchmarkReport {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int NAME_LENGTH_MAX = 100;

    private BenchmarkReport() {}

    /** Renders the figures, omitting those without a value. */
    static String of(ExportedRun run, Direction direction) {
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        for (Figure figure : Figures.of(run.result())) {
            if (figure.direction() == direction) {
                figure.value().ifPresent(value -> {
                    ObjectNode entry = entries.addObject();
                    entry.put("name", OneLine.of(run.name(), NAME_LENGTH_MAX) + ": " + figure.name());
                    entry.put("unit", figure.unit());
                    entry.put("value", value);
                    figure.uncertainty()
                            .ifPresent(uncertainty -> entry.put("range", "± " + uncertainty.toPlainString()));
                    entry.put("extra", extra(run));
                });
            }
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(entries) + "\n";
    }

    private static String extra(ExportedRun run) {
        return "run " + run.id() + "\nvalidity " + run.verdict().validity() + "\nworkers "
                + run.result().workers().size();
    }
}
