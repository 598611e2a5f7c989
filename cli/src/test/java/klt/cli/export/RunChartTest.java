package klt.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.cli.RunJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class RunChartTest {

    private static final String NUMBER = "\\d+(\\.\\d+)?";
    private static final Pattern CHART = Pattern.compile("```mermaid\n%%\\{init: .*}%%\nxychart-beta\n"
            + " {4}x-axis \"seconds\" 0 --> (?<last>\\d+)\n"
            + " {4}y-axis \"(messages/s|records/s|ms)\" 0 --> (?<max>" + NUMBER + ")\n"
            + "(?<lines>( {4}line \\[" + NUMBER + "(, " + NUMBER + ")*]\n)+)```");

    private record Chart(int last, double max, List<List<Double>> lines) {}

    @ParameterizedTest
    @CsvSource({"2, 1, 2, 1", "60, 1, 60, 59", "61, 1, 31, 60", "120, 1, 60, 118", "1000, 87, 59, 85782"})
    void hasAtMostSixtyPoints(int intervals, int secondsEach, int points, int last) {
        List<Chart> charts = charts(Runs.withSeries(RunJson.done(), intervals, secondsEach, 1_000));

        assertThat(charts).hasSize(2);
        assertThat(charts.getFirst().lines()).hasSize(2);
        assertThat(charts.get(1).lines()).hasSize(1);
        assertThat(charts).allSatisfy(chart -> {
            assertThat(chart.last()).isEqualTo(last);
            assertThat(chart.lines())
                    .allSatisfy(line -> assertThat(line)
                            .hasSize(points)
                            .allSatisfy(value -> assertThat(value).isBetween(0.0, chart.max())));
        });
    }

    @Test
    void ratesAreAveragedAndLatenciesAreNot() {
        ObjectNode run = Runs.withSeries(RunJson.done(), 120, 1, 1_000);
        row(run, 1).put("acked", 0).put("target", 3_000);
        ((ObjectNode) row(run, 1).get("responseTime")).put("p99", 250_000);

        List<Chart> charts = charts(run);

        assertThat(charts.getFirst().lines().getFirst().getFirst()).isEqualTo(500);
        assertThat(charts.getFirst().lines().get(1).getFirst()).isEqualTo(2_000);
        assertThat(charts.get(1).lines().getFirst().subList(0, 2)).containsExactly(250.0, 6.5);
    }

    @Test
    void drawsUnansweredMessagesAtTheTopAndNothingAtTheBottom() {
        ObjectNode run = Runs.withSeries(RunJson.done(), 4, 1, 1_000);
        ((ObjectNode) row(run, 1).get("responseTime")).put("unanswered", 3).putNull("p99");
        ((ObjectNode) row(run, 2).get("responseTime")).put("count", 0).putNull("p99");

        Chart latency = charts(run).get(1);

        assertThat(latency.lines().getFirst()).containsExactly(6.5, latency.max(), 0.0, 6.5);
        assertThat(latency.max()).isGreaterThan(6.5);
    }

    @Test
    void endsWithTheLastMessage() {
        ObjectNode run = Runs.withSeries(RunJson.done(), 10, 1, 1_000);
        for (int i = 5; i < 10; i++) {
            row(run, i).put("sent", 0).put("acked", 0);
        }

        assertThat(charts(run).getFirst().last()).isEqualTo(4);
    }

    @Test
    void showsWhatIsReadIfTheRunSendsNothing() {
        ObjectNode run = Runs.withSeries(RunJson.done(), 3, 1, 0);
        ((ObjectNode) run.get("spec")).put("rate", 0).putNull("messages");
        ((ObjectNode) run.get("spec")).putObject("consumers").put("groups", 1).put("start", "earliest");
        for (int i = 0; i < 3; i++) {
            row(run, i).put("consumed", 700);
        }

        List<Chart> charts = charts(run);

        assertThat(charts).hasSize(1);
        assertThat(charts.getFirst().lines()).containsExactly(List.of(700.0, 700.0, 700.0));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1000"})
    void hasNoChartOfLessThanTwoPoints(int intervals, int rate) {
        assertThat(charts(Runs.withSeries(RunJson.done(), intervals, 1, rate))).isEmpty();
    }

    private static ObjectNode row(ObjectNode run, int index) {
        return (ObjectNode) run.get("series").get(index);
    }

    private static List<Chart> charts(ObjectNode json) {
        ExportedRun run = Runs.read(json);
        List<Chart> charts = new ArrayList<>();
        for (String block : RunChart.of(run.series(), run.sends())) {
            if (block.startsWith("```")) {
                Matcher chart = CHART.matcher(block);
                assertThat(chart.matches()).as(block).isTrue();
                charts.add(new Chart(
                        Integer.parseInt(chart.group("last")),
                        Double.parseDouble(chart.group("max")),
                        chart.group("lines").lines().map(RunChartTest::values).toList()));
            }
        }
        return charts;
    }

    private static List<Double> values(String line) {
        return Arrays.stream(line.replaceAll("[^0-9., ]", "").strip().split(", "))
                .map(Double::valueOf)
                .toList();
    }
}
