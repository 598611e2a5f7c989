package klt.systemtests.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run to submit: JSON messages of 1 KiB, which are read back.
 *
 * @param rate messages per second
 * @param workers that it waits for
 * @param lapse of {@code workers.lapse}
 * @param replication of the topic
 * @param producer what its producers have, where it is not the default
 * @param verification when it is read back: after, live or none
 * @param objectives by which it is judged
 */
record Load(
        String topic,
        int rate,
        int seconds,
        int workers,
        int replication,
        Optional<String> lapse,
        Map<String, Object> producer,
        String verification,
        List<String> objectives) {

    /** What a run has with fewer than 17 workers. */
    static final int SHARDS = 64;

    static final int PARTITIONS = 3;
    private static final String AFTER = "after";
    private static final int SIZE = 1_024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** At 5,000 messages per second. */
    static Load of(Duration time, int workers) {
        return new Load(
                "load",
                5_000,
                Math.toIntExact(time.toSeconds()),
                workers,
                1,
                Optional.empty(),
                Map.of(),
                AFTER,
                List.of());
    }

    /** At 1,000 messages per second, with neither idempotence nor order. */
    static Load replicated(int replicas, String acks, Duration time, int workers) {
        Map<String, Object> producer = Map.of("acks", acks, "idempotence", false);
        return new Load(
                "load",
                1_000,
                Math.toIntExact(time.toSeconds()),
                workers,
                replicas,
                Optional.empty(),
                producer,
                AFTER,
                List.of());
    }

    Load at(int messagesPerSecond) {
        return new Load(
                topic, messagesPerSecond, seconds, workers, replication, lapse, producer, verification, objectives);
    }

    Load withLapse(String word) {
        return new Load(
                topic, rate, seconds, workers, replication, Optional.of(word), producer, verification, objectives);
    }

    Load readBack(String when) {
        return new Load(topic, rate, seconds, workers, replication, lapse, producer, when, objectives);
    }

    Load judgedBy(String... expressions) {
        return new Load(
                topic, rate, seconds, workers, replication, lapse, producer, verification, List.of(expressions));
    }

    int messages() {
        return rate * seconds;
    }

    static int shard(long sequence) {
        return Math.toIntExact(sequence % SHARDS);
    }

    /** As JSON, for the API and for the command. */
    String spec() {
        return JSON.writeValueAsString(Map.of(
                "name",
                "chaos",
                "topic",
                Map.of("name", topic, "partitions", PARTITIONS, "replication", replication),
                "messages",
                messages(),
                "rate",
                rate,
                "payload",
                Map.of("format", "json", "size", SIZE),
                "verification",
                verification,
                "objectives",
                objectives,
                "producer",
                producer,
                "workers",
                lapse.<Map<String, Object>>map(word -> Map.of("expected", workers, "timeout", "90s", "lapse", word))
                        .orElse(Map.of("expected", workers, "timeout", "90s"))));
    }

    /** Its topic, stamped by the broker, so that rates can be told from the log. */
    void createTopic(String bootstrapServers) {
        createTopic(
                bootstrapServers,
                new NewTopic(topic, PARTITIONS, (short) 1).configs(Map.of("message.timestamp.type", "LogAppendTime")));
    }

    static void createTopic(String bootstrapServers, NewTopic topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            throw new AssertionError("creating " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
