package klt.common.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads the first partition of each topic by offset, without a group. A call that needs a response from Kafka throws Kafka's
 * TimeoutException if none arrives in time. Not thread-safe, except for {@link #wakeUp}.
 */
public interface TopicReader extends AutoCloseable {

    /** Replaces the set of topics to read; an already assigned topic keeps its position. */
    void assign(List<String> topics);

    void seek(String topic, long offset);

    void seekToBeginning(String topic);

    /** Returns the offset of the next record to read. */
    long position(String topic, Duration max);

    /** Returns the offset after the last record. */
    long end(String topic, Duration max);

    /** Returns the offset of the first record. */
    long beginning(String topic, Duration max);

    /** Returns the offset of the first record with this timestamp or later, or empty if there is none. */
    Optional<Long> offsetAt(String topic, Instant time, Duration max);

    /** Returns the next records, waiting at most this long for the first one. */
    List<TopicRecord> poll(Duration max);

    /** Interrupts a blocked call, which then throws Kafka's WakeupException. */
    void wakeUp();

    @Override
    void close();
}
