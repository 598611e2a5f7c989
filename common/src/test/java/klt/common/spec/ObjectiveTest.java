package klt.common.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import klt.common.spec.limit.Limits;
import klt.common.spec.objective.Objective;
import klt.common.spec.objective.Objective.Metric;
import klt.common.spec.objective.Objective.Operator;
import klt.common.spec.objective.Objective.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveTest {

    @ParameterizedTest
    @CsvSource({
        "response.p99<20ms, RESPONSE, P99, LESS, 20000",
        "response.p99.9<=1.5s, RESPONSE, P999, AT_MOST, 1500000",
        "response.p999<1s, RESPONSE, P999, LESS, 1000000",
        "response.p99.99<1m, RESPONSE, P9999, LESS, 60000000",
        "service.mean<500us, SERVICE, MEAN, LESS, 500",
        "service.p50<0.5us, SERVICE, P50, LESS, 0.5",
        "sendLag.max<1h, SEND_LAG, MAX, LESS, 3600000000",
        "rate>=9900, RATE, VALUE, AT_LEAST, 9900",
        "rate>50k, RATE, VALUE, MORE, 50000",
        "rate>=99%, RATE, SHARE, AT_LEAST, 0.99",
        "rate>=99.5%, RATE, SHARE, AT_LEAST, 0.995",
        "consumeRate>=50k, CONSUME_RATE, VALUE, AT_LEAST, 50000",
        "lag<1000, LAG, VALUE, LESS, 1000",
        "catchUp<10s, CATCH_UP, VALUE, LESS, 10000000",
        "rebalance<=500ms, REBALANCE, VALUE, AT_MOST, 500000",
        "throttle<1%, THROTTLE, VALUE, LESS, 0.01",
        "throttle<=0, THROTTLE, VALUE, AT_MOST, 0",
        "errors<0.1%, ERRORS, VALUE, LESS, 0.001",
        "errors<=0.001, ERRORS, VALUE, AT_MOST, 0.001",
        "errors<=100%, ERRORS, VALUE, AT_MOST, 1",
        "errors<=0, ERRORS, VALUE, AT_MOST, 0",
        "' response.p90 < 20ms ', RESPONSE, P90, LESS, 20000"
    })
    void anObjectiveIsAMetricAnOperatorAndAThreshold(
            String text, Metric metric, Stat stat, Operator operator, double threshold) {
        assertThat(Objective.parse(text))
                .isEqualTo(new Objective(text.strip(), metric, Optional.empty(), stat, operator, threshold));
    }

    @Test
    void anObjectiveOfAGroupNamesIt() {
        assertThat(Objective.parse("endToEnd[slow].p99<1s"))
                .isEqualTo(new Objective(
                        "endToEnd[slow].p99<1s",
                        Metric.END_TO_END,
                        Optional.of("slow"),
                        Stat.P99,
                        Operator.LESS,
                        1_000_000));
        assertThat(Objective.parse("lag[a.b-c]<10").group()).contains("a.b-c");
        assertThat(Objective.parse("catchUp[slow]<1m").group()).contains("slow");
        assertThat(Objective.parse("rebalance[slow]<1m").group()).contains("slow");
    }

    @Test
    void someFiguresOnlySingleGroupsHave() {
        assertThat(Metric.values())
                .filteredOn(Metric::isOfSingleGroups)
                .containsExactly(Metric.CONSUME_RATE, Metric.LAG, Metric.CATCH_UP, Metric.REBALANCE);
    }

    @Test
    void anObjectiveOfATopicNamesIt() {
        for (String text : List.of("response[t-1.a].p99<1s", "rate[t-1.a]>=900", "errors[t-1.a]<1%")) {
            assertThat(Objective.parse(text).topic()).contains("t-1.a");
            assertThat(Objective.parse(text).group()).isEmpty();
        }
        assertThat(Objective.parse("endToEnd[slow].p99<1s").topic()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "endToEnd[slow].p99<1s, true",
        "lag<5, true",
        "response[orders].p99<1s, true",
        "response.p99<1s, false",
        "throttle<1%, false"
    })
    void singleGroupsAndTopicsAreJudgedOnlyForTheRun(String text, boolean only) {
        assertThat(Objective.parse(text).isOnlyForRun()).isEqualTo(only);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<",
                "response",
                "response.p99",
                "response.p99<",
                "<20ms",
                "response.p99=20ms",
                "response.p99==20ms",
                "response.p99!=20ms",
                "response.p99<<20ms",
                "response.p99<20",
                "response.p99<20 ms",
                "response.p99<20ms 30ms",
                "response.p99<-20ms",
                "response.p99<20kB",
                "response<20ms",
                "response.<20ms",
                "response.p98<20ms",
                "response.p5.0<20ms",
                "response.p9.99<20ms",
                "response.p.9.9<20ms",
                "response.m.ax<20ms",
                "response.P99<20ms",
                "Response.p99<20ms",
                "latency.p99<20ms",
                "rate.mean>9900",
                "rate>9900/s",
                "rate>=101%",
                "rate>=%",
                "rate>1e5",
                "rate>NaN",
                "errors.max<1%",
                "errors<101%",
                "errors<2",
                "endToEnd[].p99<1s",
                "endToEnd[slow]<1s",
                "endToEnd.p99[slow]<1s",
                "lag.p99<1000",
                "catchUp<10",
                "catchUp.max<10s",
                "rebalance<5%",
                "throttle<1s",
                "throttle<101%",
                "throttle[slow]<1%",
                "service[slow].p99<1s",
                "sendLag[orders].p99<1s",
                "rate[orders]>=99%",
                "rate[]>=99",
                "errors<1%%",
                "errors<%",
                "response.p99<20ms<30ms"
            })
    void whatIsNoObjectiveSaysWhatItTakes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Objective.parse(text))
                .withMessageMatching("(?s).{20,300}");
    }

    @Test
    void aLongTextIsRefusedWithAShortMessage() {
        String padded = "rate>" + " ".repeat(Limits.OBJECTIVE_LENGTH_MAX) + "5";

        assertThatIllegalArgumentException().isThrownBy(() -> Objective.parse(padded));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Objective.parse("x".repeat(90_000)))
                .withMessageMatching(".{20,300}");
    }

    @ParameterizedTest
    @CsvSource({"LESS,true,false,false", "AT_MOST,true,true,false", "MORE,false,false,true", "AT_LEAST,false,true,true"
    })
    void anOperatorHoldsBelowAtOrAboveTheThreshold(Operator operator, boolean below, boolean at, boolean above) {
        assertThat(operator.holds(9, 10)).isEqualTo(below);
        assertThat(operator.holds(10, 10)).isEqualTo(at);
        assertThat(operator.holds(11, 10)).isEqualTo(above);
        assertThat(operator.holds(Double.NaN, 10)).isFalse();
    }

    @Test
    void latenciesAreTheMetricsWithStatistics() {
        assertThat(Metric.values())
                .filteredOn(Metric::isLatency)
                .containsExactly(Metric.RESPONSE, Metric.SERVICE, Metric.SEND_LAG, Metric.END_TO_END);
    }
}
