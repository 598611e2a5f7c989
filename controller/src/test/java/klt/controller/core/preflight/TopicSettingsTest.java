package klt.controller.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicSettingsTest {

    private static final Map<String, String> BROKER = Map.of(
            "message.max.bytes", "1000",
            "log.cleanup.policy", "delete",
            "min.insync.replicas", "2",
            "log.message.timestamp.type", "CreateTime",
            "log.message.timestamp.before.max.ms", "5",
            "log.message.timestamp.after.max.ms", "6");

    @Test
    void aNewTopicHasTheDefaultsOfTheBroker() {
        TopicSettings settings = TopicSettings.ofNewTopic(BROKER, Map.of());

        assertThat(settings.messageBytesMax()).hasValue(1_000);
        assertThat(settings.compacted()).isFalse();
        assertThat(settings.minInsyncReplicas()).hasValue(2);
        assertThat(settings.stampedByBroker()).isFalse();
        assertThat(settings.timestampBehindMaxMs()).hasValue(5);
        assertThat(settings.timestampAheadMaxMs()).hasValue(6);
    }

    @Test
    void theSettingsOfTheSpecOverrideThem() {
        TopicSettings settings = TopicSettings.ofNewTopic(
                BROKER,
                Map.of(
                        "max.message.bytes", "2000",
                        "cleanup.policy", "compact,delete",
                        "message.timestamp.type", "LogAppendTime"));

        assertThat(settings.messageBytesMax()).hasValue(2_000);
        assertThat(settings.compacted()).isTrue();
        assertThat(settings.minInsyncReplicas()).hasValue(2);
        assertThat(settings.stampedByBroker()).isTrue();
    }
}
