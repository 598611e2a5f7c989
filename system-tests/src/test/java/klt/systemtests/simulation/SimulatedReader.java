package klt.systemtests.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import klt.common.kafka.TopicReader;
import klt.common.kafka.TopicRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads the simulated topics, a few records at a time, as long as Kafka is reachable. */
class SimulatedReader implements TopicReader {

    private static final int PARTIAL_ONE_OF = 8;
    private static final int PARTIAL_MAX = 20;

    private final World world;
    private final BooleanSupplier cutOff;
    private final Map<String, Long> positions = new HashMap<>();
    private List<String> assigned = List.of();

    SimulatedReader(World world, BooleanSupplier cutOff) {
        this.world = world;
        this.cutOff = cutOff;
    }

    @Override
    public void assign(List<String> topics) {
        positions.keySet().retainAll(topics);
        assigned = topics;
    }

    @Override
    public void seek(String topic, long offset) {
        positions.put(topic, offset);
    }

    @Override
    public void seekToBeginning(String topic) {
        positions.put(topic, 0L);
    }

    @Override
    public long position(String topic, Duration max) {
        return positions.get(topic);
    }

    @Override
    public long end(String topic, Duration max) {
        requireAnswer();
        return world.topic(topic).end();
    }

    @Override
    public long beginning(String topic, Duration max) {
        requireAnswer();
        return 0;
    }

    @Override
    public Optional<Long> offsetAt(String topic, Instant time, Duration max) {
        requireAnswer();
        long offset = world.topic(topic).offsetAt(time.toEpochMilli());
        return offset < world.topic(topic).end() ? Optional.of(offset) : Optional.empty();
    }

    private void requireAnswer() {
        if (cutOff.getAsBoolean()) {
            throw new TimeoutException("Kafka does not respond");
        }
    }

    @Override
    public List<TopicRecord> poll(Duration max) {
        List<TopicRecord> records = new ArrayList<>();
        if (cutOff.getAsBoolean()) {
            return records;
        }
        List<String> topics = assigned;
        if (topics.size() > 1 && world.random().nextBoolean()) {
            // records of two topics arrive in any order
            topics = new ArrayList<>(assigned);
            Collections.reverse(topics);
        }
        for (String topic : topics) {
            // in a history in which only the control cluster fails, the reader is not slow
            boolean partial = !world.isOutageOnly() && world.random().nextInt(PARTIAL_ONE_OF) == 0;
            int limit = partial ? world.random().nextInt(PARTIAL_MAX) : Integer.MAX_VALUE;
            positions.put(topic, world.topic(topic).read(positions.get(topic), limit, records));
        }
        return records;
    }

    /** Whether it reads the topic. */
    boolean hasPosition(String topic) {
        return positions.containsKey(topic);
    }

    /** Whether there is more to read. */
    boolean isBehind(String topic) {
        return positions.getOrDefault(topic, 0L) < world.topic(topic).end();
    }

    @Override
    public void wakeUp() {}

    @Override
    public void close() {}
}
