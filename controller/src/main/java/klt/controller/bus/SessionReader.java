package klt.controller.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import klt.common.clock.Ticker;
import klt.common.kafka.TopicReader;
import klt.common.kafka.TopicRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads one session's topics and tracks the positions. Session thread only. */
final class SessionReader {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CATCH_UP_MAX = Duration.ofSeconds(60);
    private static final Duration PROBE_MAX = Duration.ofSeconds(2);

    private final TopicReader reader;
    private final Ticker ticker;
    /** offset after the last record read, by topic */
    private final Map<String, Long> positions = new HashMap<>();

    /** @param end the topic's end when reading began */
    record Goal(String topic, long end, long deadlineNanos) {}

    SessionReader(TopicReader reader, Ticker ticker) {
        this.reader = reader;
        this.ticker = ticker;
    }

    /** Returns the offset after the last record read, by topic. */
    Map<String, Long> positions() {
        return positions;
    }

    void poll(Consumer<TopicRecord> handler) {
        for (TopicRecord record : reader.poll(POLL)) {
            positions.put(record.topic(), record.offset() + 1);
            handler.accept(record);
        }
    }

    /** Reads the last of these topics from its beginning, and continues reading the others. */
    Goal readAll(String... topics) {
        String added = topics[topics.length - 1];
        reader.assign(List.of(topics));
        reader.seekToBeginning(added);
        return goal(added);
    }

    /** Reads the last of these topics from an offset, and continues reading the others. */
    void readFrom(long offset, String... topics) {
        reader.assign(List.of(topics));
        reader.seek(topics[topics.length - 1], offset);
    }

    /** Returns the goal of reading a topic up to its current end. */
    Goal goal(String topic) {
        return new Goal(topic, end(topic), ticker.nanos() + CATCH_UP_MAX.toNanos());
    }

    /** @throws TimeoutException if it takes too long */
    boolean isReached(Goal goal) {
        if (reader.position(goal.topic, CATCH_UP_MAX) >= goal.end) {
            return true;
        }
        if (ticker.nanos() > goal.deadlineNanos) {
            throw new TimeoutException(
                    "reading " + goal.topic + " to its end took over " + CATCH_UP_MAX.toSeconds() + " s");
        }
        return false;
    }

    /** Returns whether Kafka confirms that a topic has been read to its end. @throws TimeoutException if it does not respond */
    boolean isAllRead(String topic) {
        return reader.position(topic, PROBE_MAX) >= reader.end(topic, PROBE_MAX);
    }

    long end(String topic) {
        return reader.end(topic, CATCH_UP_MAX);
    }

    long beginning(String topic) {
        return reader.beginning(topic, CATCH_UP_MAX);
    }

    Optional<Long> offsetAt(String topic, Instant time) {
        return reader.offsetAt(topic, time, CATCH_UP_MAX);
    }

    void wakeUp() {
        reader.wakeUp();
    }
}
