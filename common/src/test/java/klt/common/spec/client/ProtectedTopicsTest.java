package klt.common.spec.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedTopicsTest {

    private final ProtectedTopics topics = new ProtectedTopics(List.of("_klt-control", "klt-status"));

    @ParameterizedTest
    @CsvSource({
        "__consumer_offsets, _*",
        "_schemas, _*",
        "connect-offsets, connect-*",
        "app-store-changelog, *-changelog",
        "app-by-key-repartition, *-repartition",
    })
    void noRunSendsToATopicOfAnotherSystem(String topic, String rule) {
        assertThat(topics.refusals(List.of(topic), true))
                .singleElement()
                .asString()
                .startsWith("matches " + rule + ", which ")
                .endsWith("; use a different topic, or set rate to 0 to only read this one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"loadtest", "orders_v2", "my-connect-orders", "connectors", "changelog", "x-changelog-2"})
    void anyOtherTopicMayBeLoaded(String topic) {
        assertThat(topics.refusals(List.of(topic), true)).isEmpty();
    }

    @Test
    void aRunThatOnlyReadsMayReadTheTopicsOfOtherSystems() {
        assertThat(topics.refusals(List.of("_schemas", "connect-offsets", "a-changelog", "a-repartition"), false))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noRunUsesAControlTopic(boolean sends) {
        assertThat(topics.refusals(List.of("_klt-control"), sends))
                .containsExactly("is a control topic of the load tester; use a different topic");
    }

    @Test
    void everyBrokenRuleNamesItsTopics() {
        assertThat(topics.refusals(List.of("klt-status", "orders", "_a", "_b", "connect-x"), true))
                .containsExactly(
                        "klt-status is a control topic of the load tester; use a different topic",
                        "_a, _b matches _*, which systems on Kafka, such as schema registries, use for their own"
                                + " records; use a different topic, or set rate to 0 to only read this one",
                        "connect-x matches connect-*, which Kafka Connect uses for its own state; use a different topic,"
                                + " or set rate to 0 to only read this one");
    }
}
