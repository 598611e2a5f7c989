package klt.common.protocol;

import klt.common.code.Args;
import klt.common.code.Wording;

/** Reasons why a run ends before it is complete; {@code docs/codes.md} explains each code and its remedy. */
public enum EndCode {
    USER("stopped by request"),
    ALL_LOAD_STOPPED("all load was stopped by request, without waiting for messages in flight"),
    OBJECTIVE_MISSED_TOO_LONG("{objective} was missed for {missedSeconds} without interruption"),
    LIMIT_FOUND(
            "{bound=OBJECTIVE}{lowerRate} msg/s; at {upperRate} msg/s Kafka misses {objective}",
            "{bound=LOAD_TESTER}at least {lowerRate} msg/s; the load tester cannot send {upperRate} msg/s",
            "{bound=HIGHEST_RATE}at least {lowerRate} msg/s, the highest rate that the search may try",
            "{bound=OBJECTIVE}below {upperRate} msg/s, the lowest rate tried: Kafka misses {objective}",
            "{bound=LOAD_TESTER}unknown: the load tester cannot send {upperRate} msg/s"),
    WORKERS_NOT_READY(
            "{ready} of {expected:worker} became ready within {timeoutSeconds}; scale the fleet or lower workers.expected",
            "only {available} of {expected:worker} were available within {timeoutSeconds}; see their logs",
            "{unready} could not open their producers within {timeoutSeconds}; see their logs"),
    CONSUMERS_NOT_READY(
            "group {group} has {members} of {expected:member} and {partitions} of {topicPartitions:partition}[: {trouble}]"
                    + " after {timeoutSeconds}; see the workers' logs"),
    KAFKA_UNREACHABLE("{error}"),
    PREFLIGHT_REFUSED("{findings;}"),
    TOPIC_REFUSED(
            "[topic {topic}][topics {topics}]: {error}",
            "[topic {topic} has][topics {topics} have] {partitions:partition}; the maximum is {partitionsMax}"),
    TOPIC_DELETED(
            "topic {topic} was deleted during the run",
            "topic {topic} was deleted during the run and re-created, with {partitionsAfter:partition} instead of {partitionsBefore}"),
    GROUPS_REFUSED(
            "{cluster} does not support share groups: they need Kafka 4.2 or newer with the feature share.version",
            "{groups:group}: {error}"),
    MESSAGES_REFUSED("Kafka rejected all {messages:message}: {errorClass}: {error};"
            + "[{cure=MESSAGE_SIZE} make the values smaller or raise max.message.bytes of topic {topic}]"
            + "[{cure=MESSAGE_SIZE} make the values smaller or raise max.message.bytes of topics {topics}]"
            + "[{cure=TIMESTAMP_LIMIT} raise message.timestamp.before.max.ms and message.timestamp.after.max.ms of topic {topic}]"
            + "[{cure=TIMESTAMP_LIMIT} raise message.timestamp.before.max.ms and message.timestamp.after.max.ms of topics {topics}]"
            + "[{cure=KEY} set key.kind to sequential, or use a topic without cleanup.policy=compact]"
            + "[{cure=COMPRESSION} change producer.compression]"
            + "[{cure=TOPIC_NAME} change topic.name]"
            + "[{cure=POLICY} change the spec or the brokers' policy]"
            + "[{cure=BROKER_LOGS} see the logs of the brokers]"),
    CODEC_UNAVAILABLE("{worker} failed: {error}"),
    PAYLOAD_UNAVAILABLE("{worker}: {error}"),
    WORKER_FAILED("{worker} failed: {error}"),
    STATE_TOO_LARGE("{error}"),
    INCOMPLETE(
            "{unsent:message} not sent when the run was stopped, {graceSeconds} plus a delivery timeout after the end of its schedule"),
    CONTROLLER_RESTARTED("the controller stopped before the run was stored");

    @SuppressWarnings("ImmutableEnumChecker") // Wording is immutable
    private final Wording wording;

    EndCode(String... texts) {
        wording = new Wording(texts);
    }

    public Wording wording() {
        return wording;
    }

    /** @param args names and values of the arguments required by the code's wording */
    public End with(Object... args) {
        return new End(this, Args.of(args));
    }
}
