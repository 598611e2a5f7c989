package klt.common.spec.consumers;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Client settings for the Kafka consumers.
 *
 * @param properties additional properties, by name
 */
public record ConsumerClient(
        int maxPollRecords, int fetchMinBytes, int fetchMaxWaitMs, SortedMap<String, String> properties) {

    public ConsumerClient {
        properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    }
}
