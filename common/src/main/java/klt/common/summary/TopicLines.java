package klt.common.summary;

import java.util.ArrayList;
import java.util.List;
import klt.common.report.TopicResult;
import klt.common.summary.Table.Align;
import klt.common.summary.Table.Cell;

/** The results of each topic in a run with several topics. */
record TopicLines(Units units, Style style) {

    /** Maximum number of lines; more would hide the rest of the summary, and the report includes all results. */
    private static final int LINES_MAX = 20;

    List<String> lines(List<TopicResult> topics, String indent) {
        List<String> lines =
                new ArrayList<>(table(topics.stream().limit(LINES_MAX).toList()).lines(indent));
        if (topics.size() > LINES_MAX) {
            lines.add(indent + style.dim("and " + (topics.size() - LINES_MAX) + " more in the report"));
        }
        return lines;
    }

    Table table(List<TopicResult> topics) {
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT);
        table.row(dim("Topic"), dim("acked"), dim("rate"), dim("p50"), dim("p99"), dim("errors"));
        topics.forEach(topic -> table.row(
                Cell.of(topic.topic()),
                Cell.of(units.count(topic.acked())),
                Cell.of(topic.rate().map(rate -> units.rate(rate) + "/s").orElse("-")),
                Cell.of(units.micros(topic.response().p50(), topic.response().unanswered())),
                Cell.of(units.micros(topic.response().p99(), topic.response().unanswered())),
                errors(topic)));
        return table;
    }

    private Cell dim(String text) {
        return new Cell(text, style::dim);
    }

    private Cell errors(TopicResult topic) {
        long errors = topic.failed() + topic.indeterminate();
        return errors == 0 ? Cell.of("0") : new Cell(units.count(errors), style::bad);
    }
}
