package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import klt.common.protocol.topics.BusTopics;
import org.junit.jupiter.api.Test;

class GuardrailsTest {

    private static final BusTopics BUS = BusTopics.withPrefix("klt");

    private static List<String> fields(Guardrails guardrails, String yaml) {
        return guardrails.check(CoreHarness.spec(yaml)).stream()
                .map(error -> error.field())
                .toList();
    }

    @Test
    void withoutRulesEverythingButTheControlTopicsIsAllowed() {
        Guardrails none = new Guardrails(Set.of(), Double.POSITIVE_INFINITY, BUS);

        assertThat(fields(none, "{messages: 1, topic: any, rate: max}")).isEmpty();
        for (String topic : List.of("klt-control", "klt-status", "klt-state")) {
            assertThat(fields(none, "{messages: 1, topic: " + topic + "}")).containsExactly("topic.name");
        }
    }

    @Test
    void onlyAllowedTopicsAreLoadedAndNeverAControlTopic() {
        Guardrails some = new Guardrails(Set.of("a", "b", "klt-state"), Double.POSITIVE_INFINITY, BUS);

        assertThat(fields(some, "{messages: 1, topic: a}")).isEmpty();
        assertThat(some.check(CoreHarness.spec("{messages: 1, topic: c}")))
                .extracting("message")
                .containsExactly("is not among ALLOWED_TOPICS of this controller: a, b, klt-state");
        assertThat(fields(some, "{messages: 1, topic: klt-state}")).containsExactly("topic.name");
    }

    @Test
    void everyOneOfSeveralTopicsMustBeAllowed() {
        Guardrails some = new Guardrails(Set.of("t1", "t2"), Double.POSITIVE_INFINITY, BUS);

        assertThat(fields(some, "{messages: 1, topic: 't{1..2}'}")).isEmpty();
        assertThat(some.check(CoreHarness.spec("{messages: 1, topic: 't{1..4}'}")))
                .extracting("message")
                .containsExactly("t3, t4 is not among ALLOWED_TOPICS of this controller: t1, t2");
        assertThat(some.check(CoreHarness.spec("{messages: 1, topic: 't1,klt-state'}")))
                .extracting("message")
                .containsExactly("klt-state is a control topic of the load tester; use a different topic");
    }

    @Test
    void theRateIsBoundedAndMaxIsOverEveryBound() {
        Guardrails bounded = new Guardrails(Set.of(), 1_000, BUS);

        assertThat(fields(bounded, "{messages: 1, rate: 1000}")).isEmpty();
        assertThat(fields(bounded, "{messages: 1, rate: 1000.5}")).containsExactly("rate");
        assertThat(fields(bounded, "{messages: 1, rate: max}")).containsExactly("rate");
        assertThat(bounded.checkRate("factor", 1_000)).isEmpty();
        assertThat(bounded.checkRate("factor", 1_001)).isPresent();
        assertThat(fields(bounded, "load: {stages: '10s:1000'}")).isEmpty();
        assertThat(fields(bounded, "load: {stages: '10s:1001'}")).containsExactly("load.stages");
    }

    @Test
    void everyBrokenRuleIsNamedAtOnce() {
        Guardrails both = new Guardrails(Set.of("a"), 10, BUS);

        assertThat(fields(both, "{messages: 1, topic: c, rate: 20}")).containsExactly("topic.name", "rate");
    }
}
