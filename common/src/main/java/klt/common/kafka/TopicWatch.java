package klt.common.kafka;

import java.util.Map;

/**
 * Detects deleted, re-created and truncated topics. A consumer without a group would not notice them: it waits for an offset that the new
 * topic may never reach. No call blocks on Kafka. Not thread-safe.
 */
public interface TopicWatch extends AutoCloseable {

    /**
     * @param positions for each topic, the offset reached in its first partition
     * @return the changed topics, and what happened to each
     */
    Map<String, String> look(Map<String, Long> positions);

    @Override
    void close();
}
