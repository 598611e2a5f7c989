package klt.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.cli.RunJson;
import klt.common.protocol.RunPhase;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;
import klt.common.summary.Summary;
import klt.common.summary.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class SummaryTest {

    private static final Summary SUMMARY = new Summary(new Units(Glyphs.UNICODE), Glyphs.UNICODE, new Style(false));

    @Test
    void saysAllOfARunThatWentWell() {
        assertThat(summary(RunJson.done())).isEqualTo("""
                        r-20261123-0412-k3f  steady on topic loadtest  DONE in 10 s

                          Objectives  PASS    1 of 1 met
                          Validity    VALID   the load tester kept up: the results reflect Kafka
                          Integrity   INTACT  every acked message was found unchanged, and no guarantee was broken

                          Messages    10,000 planned · 10,000 acked
                          Rate        1,000/s target · 999.9/s achieved
                          Bytes       10.2 MB payload · 11.1 MB on the wire
                          Partitions  6 with 1,600 to 1,720 records · the fullest at 103% of the mean
                          Group 0     10,020 consumed · 20 redelivered · max lag 140 · caught up in 0.4 s
                          Audit       10,000 found · 0 lost

                          Latency         p50      p95      p99    p99.9      max
                          Response    1.85 ms  3.40 ms  7.41 ms  12.0 ms  40.1 ms
                          Service     1.70 ms  3.30 ms  7.30 ms  11.9 ms  40.0 ms
                          Send lag      75 µs   110 µs   350 µs   900 µs  1.10 ms
                          End to end  2.70 ms  4.40 ms  8.41 ms  13.0 ms  41.1 ms

                             Objective           Actual
                          ✔  response.p99<20ms  7.41 ms
                        """.stripTrailing());
    }

    @Test
    void saysHowEachStageWent() {
        ObjectNode run = RunJson.done();
        ArrayNode stages = run.putArray("stages");
        RunJson.stage(
                stages, "{'stage': 0, 'name': 'plateau', 'second': 0, 'seconds': 10, 'target': 1000, 'acked': 10000}");
        ObjectNode level = RunJson.stage(
                stages,
                "{'stage': 1, 'level': 1, 'repetition': 2, 'second': 10, 'seconds': 5, 'target': 2000, 'acked': 8000, 'aborted': 1000, 'failed': 3}");
        level.putArray("objectives")
                .addObject()
                .put("expression", "rate>=99%")
                .put("actual", 0.9)
                .put("met", false);
        ObjectNode spike =
                RunJson.stage(stages, "{'stage': 2, 'second': 15, 'seconds': 5, 'target': 1000, 'acked': 5000}");
        spike.putObject("recovery").put("baselineP99", 1_000).put("seconds", 3);
        ObjectNode unrecovered =
                RunJson.stage(stages, "{'stage': 3, 'second': 20, 'seconds': 5, 'target': 1000, 'acked': 5000}");
        unrecovered.putObject("recovery").put("baselineP99", 1_000).putNull("seconds");

        assertThat(summary(run)).contains("""
                          Stage                            from   target  achieved      p99  errors
                          plateau                         0.0 s  1,000/s   1,000/s  7.41 ms       0
                          stage 2, level 2, repetition 3   10 s  2,000/s   1,800/s  7.41 ms       3  missed rate>=99%
                          stage 3                          15 s  1,000/s   1,000/s  7.41 ms       0  recovered in 3.0 s
                          stage 4                          20 s  1,000/s   1,000/s  7.41 ms       0  not recovered
                        """.stripTrailing());
    }

    @Test
    void saysWhatTheLimitIsAndWhichLoadsWereMeasured() {
        ObjectNode run = RunJson.done().put("reason", "LIMIT_FOUND: 12,000 msg/s");
        ((ObjectNode) run.get("spec"))
                .put("kind", "limit")
                .putNull("rate")
                .putNull("messages")
                .put("duration", "1h");
        ObjectNode limit = run.putObject("limit")
                .put("progress", "DONE")
                .put("lower", 12_000)
                .put("upper", 12_360)
                .put("bound", "OBJECTIVE")
                .put("objective", "response.p99<20ms")
                .put("held", true)
                .put("remainingSeconds", 0);
        ArrayNode loads = limit.putArray("loads");
        load(loads, 12_000, "LOWER_BOUND", 35, 1, 0);
        load(loads, 12_360, "UPPER_BOUND", 0, 2, 0);
        load(loads, 24_000, "OUT_OF_REACH", 0, 0, 3);

        assertThat(summary(run)).contains("""
                          Limit  12,000/s (between 12,000/s and 12,360/s; binding: response.p99<20ms; confirmed by the hold)
                              Load  achieved      p50      p99    p99.9  good  bad
                          12,000/s  12,000/s  1.85 ms  7.41 ms  12.0 ms    35    1  meets the objectives
                          12,360/s  12,360/s  1.85 ms  7.41 ms  12.0 ms     0    2  misses the objectives
                          24,000/s         –  1.85 ms  7.41 ms  12.0 ms     0    0  the load tester cannot send it, 3 excluded
                        """.stripTrailing()).doesNotContain("LIMIT_FOUND", "target");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DONE      | OBJECTIVE    | 12000 | 12360 | 12,000/s (between 12,000/s and 12,360/s; not confirmed)",
                "DONE      | OBJECTIVE    |       | 12360 | below 12,360/s",
                "SEARCHING | OBJECTIVE    | 12000 | 24000 | at least 12,000/s so far (between 12,000/s and 24,000/s; not confirmed)",
                "SEARCHING | OBJECTIVE    |       | 12360 | below 12,360/s so far",
                "DONE      | LOAD_TESTER  | 12000 | 12360 | at least 12,000/s, limited by the load tester"
                        + " (the load tester cannot send 12,360/s; not confirmed)",
                "HOLDING   | LOAD_TESTER  | 12000 | 12360 | at least 12,000/s so far, limited by the load tester"
                        + " (the load tester cannot send 12,360/s; not confirmed)",
                "DONE      | LOAD_TESTER  |       | 12360 | unknown, limited by the load tester (the load tester cannot send 12,360/s)",
                "HOLDING   | HIGHEST_RATE | 12000 |       | at least 12,000/s so far, the highest rate that the search may try (not confirmed)",
                "SEARCHING | NONE         | 12000 |       | at least 12,000/s so far (not confirmed)"
            })
    void saysHowMuchIsKnownOfTheLimit(String progress, String bound, Integer lower, Integer upper, String text) {
        ObjectNode run = RunJson.done();
        run.putObject("limit")
                .put("progress", progress)
                .put("lower", lower)
                .put("upper", upper)
                .put("bound", bound)
                .put("held", false)
                .putArray("loads");

        assertThat(summary(run)).contains("  Limit  " + text + "\n");
    }

    private static void load(ArrayNode loads, int rate, String verdict, int good, int bad, int excluded) {
        int seconds = 10 * (good + bad);
        ObjectNode load = RunJson.stage(loads, "{'seconds': " + seconds + ", 'acked': " + seconds * rate + "}");
        load.remove(List.of("stage", "repetition", "level", "name", "second", "target", "objectives", "recovery"));
        load.put("rate", rate).put("verdict", verdict);
        load.putObject("windows").put("good", good).put("bad", bad).put("excluded", excluded);
    }

    @Test
    void saysHowEachTopicWent() {
        ObjectNode run = RunJson.done();
        ((ObjectNode) run.get("spec")).putObject("topic").put("name", "orders-{1..22}");
        ArrayNode topics = run.putArray("topics");
        for (int topic = 1; topic <= 22; topic++) {
            topics.addObject()
                    .put("topic", "orders-" + topic)
                    .put("share", 1 / 22.0)
                    .put("acked", 450 + topic)
                    .put("failed", topic == 2 ? 3 : 0)
                    .put("indeterminate", topic == 2 ? 1 : 0)
                    .put("aborted", 0)
                    .put("payloadBytes", 1)
                    .put("rate", 45.5)
                    .putNull("partitions")
                    .set("response", run.get("responseTime"));
        }

        assertThat(summary(run))
                .startsWith("r-20261123-0412-k3f  steady on 22 topics  DONE in 10 s")
                .contains("""
                          Topic      acked    rate      p50      p99  errors
                          orders-1     451  45.5/s  1.85 ms  7.41 ms       0
                          orders-2     452  45.5/s  1.85 ms  7.41 ms       4
                        """.stripTrailing())
                .contains("orders-20 ", "and 2 more in the report")
                .doesNotContain("orders-21");
    }

    @Test
    void showsOnlyWhatWasReadOfARunThatSendsNothing() {
        ObjectNode run = RunJson.done();
        ((ObjectNode) run.get("spec")).put("rate", 0).putNull("messages");
        ((ObjectNode) run.get("spec")).putObject("consumers").put("groups", 1).put("start", "earliest");
        ((ObjectNode) run.get("consumers").get(0)).put("name", "cold").put("rate", 25_000);
        run.putArray("objectives")
                .addObject()
                .put("expression", "consumeRate[cold]>=20k")
                .put("actual", 25_000)
                .put("met", true);

        assertThat(summary(run))
                .contains("Group cold  10,020 consumed · 25,000/s · 20 redelivered")
                .contains("From record timestamp  2.70 ms")
                .contains("✔  consumeRate[cold]>=20k  25,000/s")
                .doesNotContain("planned", "Rate ", "Response", "Send lag", "Bytes");
    }

    @Test
    void showsObjectivesInTheUnitOfTheirMetric() {
        ObjectNode run = RunJson.done();
        ArrayNode objectives = run.putArray("objectives");
        objectives
                .addObject()
                .put("expression", "throttle<1%")
                .put("actual", 0.05)
                .put("met", false);
        objectives
                .addObject()
                .put("expression", "catchUp<10s")
                .put("actual", 2_500_000)
                .put("met", true);
        objectives
                .addObject()
                .put("expression", "catchUp[slow]<1m")
                .putNull("actual")
                .put("met", false);
        objectives
                .addObject()
                .put("expression", "rebalance<5s")
                .put("actual", 300_000)
                .put("met", true);
        objectives.addObject().put("expression", "catchUp<1h").putNull("actual").putNull("met");

        assertThat(summary(run))
                .containsPattern("✘  throttle<1% +5%")
                .containsPattern("✔  catchUp<10s +2.50 s")
                .containsPattern("✘  catchUp\\[slow]<1m +not caught up")
                .containsPattern("✔  rebalance<5s +300 ms")
                .containsPattern("\\?  catchUp<1h +not measured");
    }

    @Test
    void saysWhyARunDoesNotCount() {
        ObjectNode run = RunJson.withVerdict(RunJson.done(), "FAIL", "INVALID", "VIOLATED");
        ((ArrayNode) run.get("verdict").get("reasons"))
                .addObject()
                .put("code", "SEND_LAG")
                .put("message", "The tester was late: send lag p99 is 310 ms.");
        run.putArray("objectives")
                .addObject()
                .put("expression", "errors<0.1%")
                .put("actual", 0.25)
                .put("met", false);
        ((ArrayNode) run.get("objectives"))
                .addObject()
                .put("expression", "rate>=99%")
                .put("actual", 0.998)
                .put("met", true);
        ((ArrayNode) run.get("objectives"))
                .addObject()
                .put("expression", "rate>=900")
                .putNull("actual")
                .putNull("met");
        ((ArrayNode) run.get("objectives"))
                .addObject()
                .put("expression", "novelty<5")
                .put("actual", 3)
                .put("met", true);

        assertThat(summary(run))
                .contains("Objectives  FAIL      2 of 4 met")
                .contains("Validity    INVALID   do not trust the results: they do not measure Kafka")
                .contains("Integrity   VIOLATED")
                .contains("• The tester was late: send lag p99 is 310 ms. (SEND_LAG)")
                .contains("✘  errors<0.1%           25%")
                .contains("✔  rate>=99%           99.8%")
                .contains("?  rate>=900    not measured")
                .contains("✔  novelty<5               3");
    }

    @Test
    void showsWhatWasNotSentAndWhatWentWrong() {
        ObjectNode run = RunJson.ended(RunPhase.STOPPED, "USER: stopped by request");
        ((ObjectNode) run.get("messages"))
                .put("acked", 4_000)
                .put("failed", 2)
                .put("indeterminate", 3)
                .put("unsent", 5_995);
        ((ObjectNode) run.get("bytes")).putNull("wire");
        ((ArrayNode) run.get("errors"))
                .addObject()
                .put("errorClass", "TimeoutException")
                .put("outcome", "INDETERMINATE")
                .put("count", 3)
                .put("sample", "Expiring 3 record(s)\nfor loadtest-0" + " x".repeat(200));

        assertThat(summary(run))
                .contains("STOPPED after 4.2 s\n  USER: stopped by request\n")
                .contains("10,000 planned · 4,000 acked · 2 failed · 3 indeterminate · 5,995 unsent")
                .contains("wire not measured")
                .contains("3  TimeoutException  indeterminate  Expiring 3 record(s) for loadtest-0 x")
                .contains("...");
        assertThat(summary(run).lines()).allMatch(line -> line.length() < 220);
    }

    @Test
    void saysNoAnswerWhereThePercentileIsAmongTheUnanswered() {
        ObjectNode run = RunJson.done();
        ((ObjectNode) run.get("responseTime"))
                .put("count", 9_200)
                .put("unanswered", 800)
                .putNull("p95")
                .putNull("p99")
                .putNull("p999")
                .putNull("max");
        ((ObjectNode) run.get("objectives").get(0)).putNull("actual").put("met", false);

        assertThat(summary(run))
                .contains("Response    1.85 ms  no answer  no answer  no answer  no answer\n")
                .contains("  800 messages never acknowledged: ranked above all others in response and service")
                .contains("✘  response.p99<20ms  no answer");
    }

    @Test
    void showsRepairedMessagesBesideTheLatenciesThatLeaveThemOut() {
        ObjectNode run = RunJson.done();
        ((ObjectNode) run.get("repairedResponseTime"))
                .put("count", 1)
                .put("p50", 75_000_000)
                .put("p95", 75_000_000)
                .put("p99", 75_000_000)
                .put("p999", 75_000_000)
                .put("max", 75_000_000);

        assertThat(summary(run))
                .contains("Repaired     75.0 s   75.0 s   75.0 s   75.0 s   75.0 s\n")
                .contains("  1 message repaired: counted only in a separate row");
    }

    @Test
    void saysWhereMeasuringBegan() {
        ObjectNode run = RunJson.done().put("warmupSeconds", 1.5);
        ((ObjectNode) run.get("messages")).put("warmup", 1_500);

        assertThat(summary(run))
                .contains("Warm-up     measured from 1.5 s after the start"
                        + " · 1,500 messages excluded from latencies, rate and objectives");
    }

    @Test
    void showsDashesWhereNothingWasMeasured() {
        ObjectNode run = RunJson.ended(RunPhase.FAILED, "WORKERS_NOT_READY: 0 of 2");
        for (String metric : List.of("responseTime", "serviceTime", "sendLag")) {
            ObjectNode latency = (ObjectNode) run.get(metric);
            latency.put("count", 0);
            List.of("mean", "p50", "p90", "p95", "p99", "p999", "p9999", "max").forEach(latency::putNull);
        }
        ((ObjectNode) run.get("endToEnd")).put("count", 0);
        run.putArray("consumers");
        ((ObjectNode) run.get("rate")).putNull("achieved").putNull("target");
        run.putNull("elapsedSeconds");

        assertThat(summary(run))
                .contains("FAILED\n")
                .contains("Response    –    –    –      –    –")
                .contains("max target · – achieved");
    }

    @Test
    void coloursOnlyForATerminal() {
        Summary coloured = new Summary(new Units(Glyphs.UNICODE), Glyphs.UNICODE, new Style(true));

        String text = String.join("\n", coloured.lines(RunJson.read(RunJson.done())));

        assertThat(text).contains("\u001b[32mPASS\u001b[0m");
        assertThat(text.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(summary(RunJson.done()));
    }

    private static String summary(ObjectNode run) {
        return String.join("\n", SUMMARY.lines(RunJson.read(run)));
    }
}
