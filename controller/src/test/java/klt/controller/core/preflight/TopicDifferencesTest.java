package klt.controller.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import klt.common.spec.RunSpec;
import klt.controller.core.CoreHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicDifferencesTest {

    private static RunSpec.Topic topic(String config) {
        return CoreHarness.spec("{messages: 1, topic: {partitions: 6, replication: 3, config: {" + config + "}}}")
                .topic();
    }

    @Test
    void namesEachDifference() {
        assertThat(TopicDifferences.of(
                        topic("retention.ms: 1, segment.bytes: 2000"),
                        1,
                        2,
                        Map.of("retention.ms", "604800000", "segment.bytes", "2000", "cleanup.policy", "delete")))
                .containsExactly(
                        "1 partition instead of 6", "2 replicas instead of 3", "retention.ms=604800000 instead of 1");
    }

    @Test
    void aSettingThatMayNotBeReadIsNoDifference() {
        assertThat(TopicDifferences.of(topic("retention.ms: 1"), 6, 3, Map.of()))
                .isEqualTo(List.of());
    }

    /** Kafka parses a value and returns it in its own form. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "min.cleanable.dirty.ratio | 0.50 | 0.5 | true",
                "retention.ms | 0100 | 100 | true",
                "preallocate | TRUE | true | true",
                "cleanup.policy | compact, delete | compact,delete | true",
                "cleanup.policy | compact | compact,delete | false",
                "min.cleanable.dirty.ratio | 0.51 | 0.5 | false",
                "preallocate | true | false | false"
            })
    void aValueInAnotherFormIsNoDifference(String name, String specified, String actual, boolean same) {
        assertThat(TopicDifferences.of(topic(name + ": '" + specified + "'"), 6, 3, Map.of(name, actual))
                        .isEmpty())
                .isEqualTo(same);
    }
}
