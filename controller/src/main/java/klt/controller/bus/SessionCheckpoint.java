package klt.controller.bus;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.controller.core.leadership.Leadership;
import klt.controller.core.leadership.Leadership.Follower;
import org.apache.kafka.common.Uuid;

/**
 * The state that one session passes to the next.
 *
 * @param held how far the event loop's core has read from Kafka; empty if another controller has led since then
 */
public record SessionCheckpoint(Follower leadership, Optional<Held> held) {

    /** @param statusOffset offset up to which the core has read the workers' reports */
    public record Held(Map<String, Uuid> topicIds, long statusOffset) {

        public Held {
            topicIds = Map.copyOf(topicIds);
        }

        /** Advances the offset, and removes replaced and truncated topics. */
        Held next(Set<String> changed, long offset) {
            Map<String, Uuid> unchanged = new HashMap<>(topicIds);
            unchanged.keySet().removeAll(changed);
            return new Held(unchanged, offset);
        }

        boolean hasSeen(String topic, Map<String, Uuid> now) {
            return topicIds.containsKey(topic) && topicIds.get(topic).equals(now.get(topic));
        }
    }

    public static SessionCheckpoint none(String self) {
        return new SessionCheckpoint(Leadership.begin(self), Optional.empty());
    }
}
