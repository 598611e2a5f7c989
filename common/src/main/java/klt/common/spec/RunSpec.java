package klt.common.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import klt.common.spec.client.TopicNames;
import klt.common.spec.consumers.ConsumerClient;
import klt.common.spec.consumers.Consumers;
import klt.common.spec.consumers.Group;
import klt.common.spec.consumers.GroupList;
import klt.common.spec.input.FieldError;
import klt.common.spec.limit.Limits;
import klt.common.spec.load.Load;
import klt.common.spec.message.MessageModel;
import klt.common.spec.message.Partitioning;
import klt.common.spec.objective.Objective;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A user's run specification with all defaults filled in. {@link SpecReader} creates it from the keys in {@link SpecKeys}. Its JSON form is
 * itself a spec that is read back as an equal instance.
 */
public record RunSpec(
        String name,
        SortedMap<String, String> tags,
        Topic topic,
        Load load,
        MessageModel message,
        Producer producer,
        Optional<Transactions> transactions,
        Workers workers,
        Consumers consumers,
        Verification verification,
        List<Objective> objectives,
        Optional<Duration> abortAfter) {

    public RunSpec {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        objectives = List.copyOf(objectives);
    }

    static RunSpec of(SpecValues values) {
        return new RunSpec(
                values.get(SpecKeys.NAME).strip(),
                values.get(SpecKeys.TAGS),
                Topic.of(values),
                LoadKeys.read(values),
                MessageKeys.read(values),
                Producer.of(values),
                Transactions.of(values),
                Workers.of(values),
                consumers(values),
                values.get(SpecKeys.VERIFICATION),
                SpecDefaults.objectives(values),
                values.given(SpecKeys.ABORT_AFTER));
    }

    /**
     * The topics under load. Missing topics are created with these settings; existing topics are used as they are.
     *
     * @param name the topics as the user wrote them: one name, or several as in {@link TopicNames}
     * @param names the topics' names
     * @param cluster the cluster's bootstrap servers; empty for the configured cluster
     * @param weights relative message counts, by topic; empty if all topics get the same number
     * @param partitions number of partitions per topic
     * @param config settings for topics created by the run, by their names in Kafka
     * @param delete whether topics created by the run are deleted after it
     * @param allowExisting whether the run may send to topics that hold other producers' records
     */
    public record Topic(
            String name,
            List<String> names,
            Optional<String> cluster,
            List<Integer> weights,
            int partitions,
            int replication,
            SortedMap<String, String> config,
            TopicDeletion delete,
            boolean allowExisting) {

        public Topic {
            names = List.copyOf(names);
            weights = List.copyOf(weights);
            config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
        }

        private static Topic of(SpecValues values) {
            return new Topic(
                    values.get(SpecKeys.TOPIC_NAME),
                    TopicNames.of(values.get(SpecKeys.TOPIC_NAME)),
                    values.given(SpecKeys.TOPIC_CLUSTER),
                    values.get(SpecKeys.TOPIC_WEIGHTS),
                    values.get(SpecKeys.PARTITIONS),
                    values.get(SpecKeys.REPLICATION),
                    values.get(SpecKeys.TOPIC_CONFIG),
                    values.get(SpecKeys.TOPIC_DELETE),
                    values.get(SpecKeys.TOPIC_ALLOW_EXISTING));
        }

        /**
         * Returns the topic's name if there is only one, otherwise the number of topics, followed by the cluster unless it is the
         * configured one.
         */
        public String phrase() {
            return (names.size() == 1 ? "topic " + name : names.size() + " topics")
                    + cluster.map(servers -> " at " + servers).orElse("");
        }

        /** Returns the total number of partitions across all topics, if the run creates them. */
        public int allPartitions() {
            return names().size() * partitions;
        }

        /** Returns the fraction of messages sent to a topic, 0 to 1. */
        public double share(int topic) {
            return weights.isEmpty()
                    ? 1.0 / names().size()
                    : (double) weights.get(topic)
                            / weights.stream().mapToLong(Integer::longValue).sum();
        }
    }

    /** Whether a run deletes the topics that it created. */
    public enum TopicDeletion {
        NEVER,
        /** Deletes the topics after the run. */
        AFTER
    }

    /**
     * Kafka producer settings; sizes in bytes, times in milliseconds.
     *
     * @param perWorker number of producers per worker
     * @param bufferMemory buffer memory per producer
     * @param properties additional properties, by name
     */
    public record Producer(
            String acks,
            boolean idempotence,
            String compression,
            int lingerMs,
            int batchSize,
            long bufferMemory,
            int maxInFlight,
            int requestTimeoutMs,
            int deliveryTimeoutMs,
            int perWorker,
            SortedMap<String, String> properties) {

        public Producer {
            properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
        }

        private static Producer of(SpecValues values) {
            return new Producer(
                    values.get(ProducerKeys.ACKS),
                    values.get(ProducerKeys.IDEMPOTENCE),
                    values.get(ProducerKeys.COMPRESSION),
                    values.get(ProducerKeys.LINGER_MS),
                    values.get(ProducerKeys.BATCH_SIZE),
                    values.get(ProducerKeys.BUFFER_MEMORY),
                    values.get(ProducerKeys.MAX_IN_FLIGHT),
                    values.get(ProducerKeys.REQUEST_TIMEOUT_MS),
                    values.get(ProducerKeys.DELIVERY_TIMEOUT_MS),
                    values.get(ProducerKeys.PRODUCERS_PER_WORKER),
                    values.get(ProducerKeys.PRODUCER_PROPERTIES));
        }

        /** Returns the total buffer memory of a worker's producers. */
        public long workerBufferMemory() {
            return perWorker * bufferMemory;
        }

        /** Returns the highest number of partitions that a single producer sends to. */
        public int partitionsPerProducer(int partitions) {
            return Math.ceilDiv(partitions, perWorker);
        }
    }

    /**
     * How messages are grouped into transactions. A transaction ends at whichever limit is reached first.
     *
     * @param messages number of messages per transaction; empty if only the interval ends it
     * @param interval time from a transaction's first message to its end; empty if only the number of messages ends it
     * @param abortShare fraction of transactions to abort
     * @param timeout how long a transaction may stay open before the broker aborts it
     */
    public record Transactions(
            Optional<Integer> messages, Optional<Duration> interval, double abortShare, Duration timeout) {

        private static Optional<Transactions> of(SpecValues values) {
            Optional<Integer> messages = values.given(ProducerKeys.TRANSACTION_MESSAGES);
            Optional<Duration> interval = values.given(ProducerKeys.TRANSACTION_INTERVAL);
            return messages.isEmpty() && interval.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Transactions(
                            messages,
                            interval,
                            values.get(ProducerKeys.TRANSACTION_ABORT_SHARE),
                            values.get(ProducerKeys.TRANSACTION_TIMEOUT)));
        }

        /** Returns the maximum number of messages in a transaction. */
        public int messagesMax() {
            return messages.orElse(Limits.TRANSACTION_MESSAGES_MAX);
        }

        /** Returns the age at which the worker ends a transaction, well before the broker would abort it. */
        public Duration ageMax() {
            Duration half = timeout.dividedBy(2);
            return interval.filter(shorter -> shorter.compareTo(half) < 0).orElse(half);
        }
    }

    /**
     * The fleet that a run needs.
     *
     * @param expected the run starts when this many workers are up
     * @param timeout how long the run waits for the workers
     * @param lapse what workers do when they lose contact with the controller
     */
    public record Workers(int expected, Duration timeout, ControllerLossPolicy lapse) {

        private static Workers of(SpecValues values) {
            return new Workers(
                    values.get(SpecKeys.WORKERS_EXPECTED),
                    values.get(SpecKeys.WORKERS_TIMEOUT),
                    values.get(SpecKeys.LAPSE));
        }
    }

    /** How long workers keep sending without a controller. */
    public enum ControllerLossPolicy {
        /**
         * Long enough for a controller to restart without interrupting the load. A worker that has merely lost its connection may send
         * messages of shards that other workers have taken over.
         */
        CONTINUE(Duration.ofSeconds(30)),
        /** Shorter than a worker's lease, so its shards are not reassigned until it has stopped. */
        STRICT(Duration.ofSeconds(5));

        private final Duration silenceMax;

        ControllerLossPolicy(Duration silenceMax) {
            this.silenceMax = silenceMax;
        }

        public Duration silenceMax() {
            return silenceMax;
        }
    }

    /** Reads the consumer groups. A group in a list inherits the section's value for each key that it does not set. */
    private static Consumers consumers(SpecValues values) {
        return new Consumers(
                values.get(SpecKeys.GROUPS).entries().stream()
                        .map(entry -> group(
                                Optional.ofNullable(entry.get(GroupList.NAME)).map(JsonNode::stringValue),
                                values.with(entry, SpecKeys.ofEachGroup())))
                        .toList(),
                group(Optional.empty(), values),
                values.get(SpecKeys.BACKLOG),
                values.get(SpecKeys.CATCH_UP));
    }

    private static Group group(Optional<String> name, SpecValues values) {
        return new Group(
                name,
                values.get(SpecKeys.MEMBERS),
                values.get(SpecKeys.PROTOCOL),
                values.get(SpecKeys.ISOLATION),
                values.get(SpecKeys.START),
                values.get(SpecKeys.PROCESSING_MICROS),
                values.get(SpecKeys.CONSUMERS_RATE),
                consumerClient(values));
    }

    private static ConsumerClient consumerClient(SpecValues values) {
        return new ConsumerClient(
                values.get(SpecKeys.MAX_POLL_RECORDS),
                values.get(SpecKeys.FETCH_MIN_BYTES),
                values.get(SpecKeys.FETCH_MAX_WAIT_MS),
                values.get(SpecKeys.CONSUMER_PROPERTIES));
    }

    /** Returns whether messages carry a header with their fire time, which verification and consumers read. */
    public boolean carriesHeader() {
        return verification != Verification.NONE || !consumers.isNone();
    }

    /** Returns whether Kafka's client, rather than the load tester, chooses each message's partition. */
    public boolean clientChoosesPartition() {
        // otherwise, the load tester must choose the partition, because the partition determines the producer, and
        // because partitions added to several topics are not used
        return topic.names().size() == 1
                && producer.perWorker() == 1
                && !carriesHeader()
                && switch (message.partitioning()) {
                    case Partitioning.Default() -> true;
                    case Partitioning.ByKey() -> true;
                    case Partitioning.RoundRobin() -> false;
                    case Partitioning.Fixed fixed -> false;
                    case Partitioning.Weighted weighted -> false;
                };
    }

    /** Whether the messages are verified. */
    public enum Verification {
        /** No verification. Messages carry no header unless there are consumers. */
        NONE,
        /** Messages carry an identifying header. Workers read the topic once all messages have an outcome. */
        AFTER,
        /** Like AFTER, but workers start reading when the run starts, which competes with the load for resources. */
        LIVE
    }

    @JsonValue
    public ObjectNode toJson() {
        return SpecWriter.write(this);
    }

    /**
     * Reads a spec's JSON form. Does not add the default warm-up or objectives, because the document may be older than these defaults.
     *
     * @throws IllegalArgumentException if it is not a valid spec; the exception lists all errors
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static RunSpec fromJson(JsonNode json) {
        return switch (SpecReader.readWritten(json)) {
            case SpecResult.Valid valid -> valid.spec();
            case SpecResult.Invalid invalid ->
                throw new IllegalArgumentException(
                        invalid.errors().stream().map(FieldError::toString).collect(Collectors.joining("; ")));
        };
    }
}
