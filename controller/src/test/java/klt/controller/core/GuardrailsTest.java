package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.topics.BusTopics;
import klt.common.spec.client.AllowedClusters;
import klt.common.spec.input.FieldError;
import org.junit.jupiter.api.Test;

class GuardrailsTest {

    private static final BusTopics BUS = BusTopics.withPrefix("klt");

    private static final AllowedClusters CONFIGURED = new AllowedClusters(Set.of("kafka:9092"), false);

    /** Guardrails with only these upper bounds. */
    static Guardrails with(Ceilings ceilings) {
        return new Guardrails(Set.of(), Double.POSITIVE_INFINITY, BUS, CONFIGURED, ceilings);
    }

    private static List<String> fields(Guardrails guardrails, String yaml) {
        return guardrails.check(CoreHarness.spec(yaml)).stream()
                .map(error -> error.field())
                .toList();
    }

    @Test
    void withoutRulesEverythingButTheControlTopicsIsAllowed() {
        Guardrails none = new Guardrails(Set.of(), Double.POSITIVE_INFINITY, BUS, CONFIGURED, Ceilings.NONE);

        assertThat(fields(none, "{messages: 1, topic: any, rate: max}")).isEmpty();
        for (String topic : List.of("klt-control", "klt-status", "klt-state")) {
            assertThat(fields(none, "{messages: 1, topic: " + topic + "}")).containsExactly("topic.name");
        }
    }

    @Test
    void onlyAllowedTopicsAreLoadedAndNeverAControlTopic() {
        Guardrails some =
                new Guardrails(Set.of("a", "b", "klt-state"), Double.POSITIVE_INFINITY, BUS, CONFIGURED, Ceilings.NONE);

        assertThat(fields(some, "{messages: 1, topic: a}")).isEmpty();
        assertThat(some.check(CoreHarness.spec("{messages: 1, topic: c}")))
                .extracting("message")
                .containsExactly("is not among ALLOWED_TOPICS of this controller: a, b, klt-state");
        assertThat(fields(some, "{messages: 1, topic: klt-state}")).containsExactly("topic.name");
    }

    @Test
    void aTopicOfAnotherSystemIsOnlyReadEvenIfItIsListed() {
        Guardrails none = new Guardrails(Set.of("_schemas"), Double.POSITIVE_INFINITY, BUS, CONFIGURED, Ceilings.NONE);

        assertThat(none.check(CoreHarness.spec("{messages: 1, topic: _schemas}")))
                .containsExactly(new FieldError(
                        "topic.name",
                        "matches _*, which systems on Kafka, such as schema registries, use for their own records; use a"
                                + " different topic, or set rate to 0 to only read this one"));
        assertThat(fields(none, "{rate: 0, topic: _schemas, consumers: {groups: 1}}"))
                .isEmpty();
    }

    @Test
    void everyOneOfSeveralTopicsMustBeAllowed() {
        Guardrails some = new Guardrails(Set.of("t1", "t2"), Double.POSITIVE_INFINITY, BUS, CONFIGURED, Ceilings.NONE);

        assertThat(fields(some, "{messages: 1, topic: 't{1..2}'}")).isEmpty();
        assertThat(some.check(CoreHarness.spec("{messages: 1, topic: 't{1..4}'}")))
                .extracting("message")
                .containsExactly("t3, t4 is not among ALLOWED_TOPICS of this controller: t1, t2");
        assertThat(some.check(CoreHarness.spec("{messages: 1, topic: 't1,klt-state'}")))
                .extracting("message")
                .containsExactly("klt-state is a control topic of the load tester; use a different topic");
    }

    @Test
    void onlyClustersWhoseServersAreAllAllowedAreLoaded() {
        Guardrails some = new Guardrails(
                Set.of(),
                Double.POSITIVE_INFINITY,
                BUS,
                new AllowedClusters(Set.of("kafka:9092", "a:1", "b:2"), false),
                Ceilings.NONE);

        for (String cluster : List.of("kafka:9092", "a:1", "b:2,a:1")) {
            assertThat(fields(some, "{messages: 1, topic: {cluster: '" + cluster + "'}}"))
                    .isEmpty();
        }
        assertThat(some.check(CoreHarness.spec("{messages: 1, topic: {cluster: 'a:1,c:3,d:4'}}")))
                .containsExactly(new FieldError(
                        "topic.cluster",
                        "lists c:3, d:4; runs may use only a:1, b:2, kafka:9092, because Kafka clients send their"
                                + " credentials to the cluster; add the servers to ALLOWED_CLUSTERS of the controller and of"
                                + " every worker"));
    }

    @Test
    void aClusterIsRefusedUnlessItIsTheConfiguredOneOrAllAreAllowed() {
        Guardrails none = new Guardrails(Set.of(), Double.POSITIVE_INFINITY, BUS, CONFIGURED, Ceilings.NONE);
        Guardrails all = new Guardrails(
                Set.of(),
                Double.POSITIVE_INFINITY,
                BUS,
                new AllowedClusters(Set.of("kafka:9092"), true),
                Ceilings.NONE);

        assertThat(fields(none, "{messages: 1}")).isEmpty();
        assertThat(fields(none, "{messages: 1, topic: {cluster: 'kafka:9092'}}"))
                .isEmpty();
        assertThat(fields(none, "{messages: 1, topic: {cluster: 'kafka:9093'}}"))
                .containsExactly("topic.cluster");
        assertThat(fields(all, "{messages: 1, topic: {cluster: 'kafka:9093'}}")).isEmpty();
    }

    @Test
    void theRateIsBoundedAndMaxIsOverEveryBound() {
        Guardrails bounded = new Guardrails(Set.of(), 1_000, BUS, CONFIGURED, Ceilings.NONE);

        assertThat(fields(bounded, "{messages: 1, rate: 1000}")).isEmpty();
        assertThat(fields(bounded, "{messages: 1, rate: 1000.5}")).containsExactly("rate");
        assertThat(fields(bounded, "{messages: 1, rate: max}")).containsExactly("rate");
        assertThat(bounded.checkRate(1_000, Optional.empty())).isEmpty();
        assertThat(bounded.checkRate(1_001, Optional.empty())).isPresent();
        assertThat(fields(bounded, "load: {stages: '10s:1000'}")).isEmpty();
        assertThat(fields(bounded, "load: {stages: '10s:1001'}")).containsExactly("load.stages");
    }

    @Test
    void everyBrokenRuleIsNamedAtOnce() {
        Guardrails both = new Guardrails(Set.of("a"), 10, BUS, CONFIGURED, Ceilings.NONE);

        assertThat(fields(both, "{messages: 1, topic: c, rate: 20}")).containsExactly("topic.name", "rate");
    }
}
