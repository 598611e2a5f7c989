package klt.common.kafka;

import java.util.Map;

/**
 * Detects that a topic was deleted, re-created or truncated. A consumer without a group would not notice: it waits for an offset that the
 * new topic may never reach. No call waits for Kafka. Not thread-safe.
 */
public interface TopicWatch extends AutoCloseable {

    /**
     * @param positions for each topic, the offset that was reached when reading its first partition
     * @return the topics that changed, and what happened to each
     */
    Map<String, String> look(Map<String, Long> positions);

    @Override
    void close();
}
