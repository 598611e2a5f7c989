package klt.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.report.html.Html;
import org.junit.jupiter.api.Test;

class ChartTest {

    @Test
    void theLegendNamesMarksAndMessagesWithoutAnswer() {
        Chart.Mark first = new Chart.Mark(1, "event", "a worker was lost");
        Chart.Mark second = new Chart.Mark(2, "event", "a worker joined");

        assertThat(page(List.of(first, second), Double.POSITIVE_INFINITY))
                .containsOnlyOnce("</svg>event</li>")
                .contains("</svg>no answer</li>");
        assertThat(page(List.of(), 5)).doesNotContain("event", "no answer");
    }

    private static String page(List<Chart.Mark> marks, double value) {
        Axis axis = Axis.linear(10, String::valueOf);
        Line line = new Line("p99", "p99", List.of(new Point(0, 1), new Point(1, value)));
        Html out = new Html();
        new Chart("Latency", axis, axis, List.of(line), String::valueOf, List.of(), marks, List.of()).write(out);
        return out.toString();
    }
}
