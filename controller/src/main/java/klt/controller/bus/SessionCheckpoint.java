package klt.controller.bus;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.controller.core.Leadership;
import klt.controller.core.Leadership.Follower;
import org.apache.kafka.common.Uuid;

/**
 * What one session leaves to the next.
 *
 * @param held what the event loop's core knows of Kafka; empty when it knows nothing, as others have led
 */
record SessionCheckpoint(Follower leadership, Optional<Held> held) {

    /** @param statusOffset up to where the core has what workers say */
    record Held(Map<String, Uuid> topicIds, long statusOffset) {

        Held {
            topicIds = Map.copyOf(topicIds);
        }

        /** Further, and without the topics that are not any more what they were. */
        Held next(Set<String> changed, long offset) {
            Map<String, Uuid> unchanged = new HashMap<>(topicIds);
            unchanged.keySet().removeAll(changed);
            return new Held(unchanged, offset);
        }

        boolean hasSeen(String topic, Map<String, Uuid> now) {
            return topicIds.containsKey(topic) && topicIds.get(topic).equals(now.get(topic));
        }
    }

    static SessionCheckpoint none(String self) {
        return new SessionCheckpoint(Leadership.begin(self), Optional.empty());
    }
}
