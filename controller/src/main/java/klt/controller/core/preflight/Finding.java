package klt.controller.core.preflight;

import java.util.List;
import klt.common.code.Args;
import klt.common.code.Wording;

/** A preflight result. */
public record Finding(Level level, Code code, Args args) {

    /** A finding's consequence for the run. */
    public enum Level {
        /** The run would fail, or could harm the workers, the cluster or its other users, so it does not begin. */
        REFUSE,
        /** The run begins, but may not measure what it appears to measure, or may have effects that could not be ruled out. */
        WARN
    }

    /** Kinds of findings, explained in {@code docs/codes.md}. A text consists of the mismatch, a vertical bar, and what to change. */
    public enum Code {
        /** The cluster did not respond, or rejected the request. */
        CLUSTER_UNKNOWN(
                "{cluster} did not describe the topic: {error}"
                        + "|check that it is running, that its address is correct, and that the ACLs allow describing the topic"),
        TOPIC_MISSING(
                "[topic {topic} does][topics {topics} do] not exist, and a run with rate 0 sends nothing to a new topic"
                        + "|name an existing topic in topic.name, or set a rate"),
        TOPIC_EMPTY(
                "[topic {topic} has][topics {topics} have] no records that the consumers could read"
                        + "|name a topic with records in topic.name, set a rate, or set a duration if other producers will send to it"),
        TOPIC_DIFFERS(
                "[topic {topic} already exists][topics {topics} already exist] with {differences;}, and a run does not"
                        + " change an existing topic; with topic.delete=after, it creates its own"
                        + "|[delete topic {topic}][delete the topics {topics}], which an earlier run may have left behind, or choose a"
                        + " different topic.name"),
        OTHER_RECORDS(
                "[topic {topic} holds][topics {topics} hold] records sent by other producers[{earlierRun=true} or by an earlier"
                        + " run whose report is no longer stored], such as the one at offset {recordOffset} in partition"
                        + " {recordPartition} of {recordTopic}, written at {writtenAt}"
                        + "|choose a different topic.name, or" + Code.ALLOW_EXISTING
                        + "if the run may add its messages to these records"),
        RECORDS_UNKNOWN(
                "the records of [topic {topic}][topics {topics}] could not[{evidence=SAMPLE} all] be read to check who sent"
                        + " them[{evidence=STORED_RUN}, but a stored run has sent messages there]: {error}"
                        + "|grant the controller Read on [topic {topic}][topics {topics}], or" + Code.ALLOW_EXISTING
                        + "if the run may add its messages to other producers' records"),
        ACL_MISSING("Kafka does not allow {acl}, so the preflight did not check {unchecked}"
                + "|grant {acl} to the controller's user, unless these checks are not needed"),
        NO_LEADER("[topic {topic} has][topics {topics} have] no leader for {partitions:partition}"
                + "|start the brokers that have replicas of these partitions, or use a different topic"),
        TOO_FEW_REPLICAS(
                "topic.replication is {replication}, but the cluster has {brokers:broker}"
                        + "|lower topic.replication to {brokers} or start more brokers",
                "{replicas=DEAD}fewer replicas of {partitions:partition} are alive than " + Code.MIN_INSYNC
                        + " requires: Kafka acks no message with acks=all"
                        + "|start the brokers that have the other replicas, or lower min.insync.replicas",
                "{replicas=BEHIND}fewer replicas of {partitions:partition} are in sync than " + Code.MIN_INSYNC
                        + " requires: until they are, Kafka acks no message with acks=all"
                        + "|wait until the replicas are in sync",
                "{replicas=FEW}" + Code.MIN_INSYNC
                        + " exceeds the number of replicas of {partitions:partition}: Kafka before 4.0 acks no message with"
                        + " acks=all, and later versions ignore the excess"
                        + "|raise the replication of the topic, or lower min.insync.replicas"),
        MESSAGE_TOO_LARGE("a" + Code.MESSAGE_SIZE, "{largest=true}the largest" + Code.MESSAGE_SIZE),
        KEY_REQUIRED(
                "[topic {topic} is compacted and accepts][topics {topics} are compacted and accept] no message without a key"
                        + "|set key.kind to sequential, or use a topic without cleanup.policy=compact"),
        PARTITION_MISSING(
                "partitioner names partition {partition}, but [topic {topic}][each of the topics {topics}] has"
                        + " {partitions:partition}, numbered from 0"
                        + "|lower partitioner.partition or set fewer partitioner.weights, or use a topic with more partitions"),
        TIMESTAMP_LIMIT(
                "[topic {topic} rejects][topics {topics} reject] messages that are older than"
                        + " message.timestamp.before.max.ms={beforeMaxMs}, but messages can be older because of"
                        + " producer.lingerMs={lingerMs} and the network" + Code.RAISE_BEFORE_MAX,
                "[topic {topic} rejects][topics {topics} reject] messages that are older than"
                        + " message.timestamp.before.max.ms={beforeMaxMs}: a stall of that"
                        + " length makes messages fail" + Code.RAISE_BEFORE_MAX,
                "[topic {topic} rejects][topics {topics} reject] messages whose timestamps are ahead of the broker's clock by more than"
                        + " message.timestamp.after.max.ms={afterMaxMs}|raise message.timestamp.after.max.ms to {neededMs} or more"),
        WORKER_MEMORY(
                "if Kafka stalls, {messages:message} of {messageBytes} wait in the producer buffer (producer.bufferMemory {bufferBytes}"
                        + "[ for each of {producers:producer}]) and need {neededBytes} of a worker's heap; {worker} has {heapBytes}, of"
                        + " which {availableBytes} is available"
                        + "|lower producer.bufferMemory[ to {fittingBytes} or less], or give the workers more memory"),
        BATCH_TOO_LARGE("producer.batchSize {batchBytes} exceeds max.message.bytes {limitBytes:byte} of"
                + " [topic {topic}][topics {topics}]: Kafka rejects each full batch, and the producer splits and resends it"
                + "|lower producer.batchSize to {limitBytes:byte} or less, or raise max.message.bytes"),
        BUFFER_TOO_SMALL(
                "one batch of {batchBytes} for each of {partitions:partition} needs {neededBytes}, and producer.bufferMemory"
                        + " is {bufferBytes}: send() has to wait for memory when messages go to all partitions"
                        + "|raise producer.bufferMemory to {neededBytes} or more, or lower producer.batchSize"),
        DISK_SPACE(
                "the messages need {neededBytes} of disk space, including all replicas[ and before compression with {compression}],"
                        + " and {usableBytes} are usable[ on broker {brokerId}]"
                        + "|send fewer messages, lower payload.size or the replication, set retention.bytes in topic.config, or free disk space"),
        QUOTA(
                Code.QUOTA_LIMIT + "{needed} bytes/s" + Code.QUOTA_CURE,
                Code.QUOTA_LIMIT + "the maximum throughput" + Code.QUOTA_CURE);

        private static final String ALLOW_EXISTING = " set topic.allowExisting: true (--set topic.allowExisting=true) ";
        private static final String MIN_INSYNC = "min.insync.replicas={minInsync} of [topic {topic}][topics {topics}]";
        private static final String MESSAGE_SIZE =
                " message takes {messageBytes:byte} (value {valueBytes:byte}[, key {keyBytes:byte}]"
                        + "[, header {headerBytes:byte}], framing {framingBytes:byte}), and max.message.bytes of"
                        + " [topic {topic}][topics {topics}] is"
                        + " {limitBytes:byte}[: it fits only if {compression} compresses it enough]"
                        + "|[lower payload.size to {fittingBytes:byte} or less, or ]"
                        + "[lower the size of the stage to {fittingStageBytes:byte} or less, or ]raise max.message.bytes";
        private static final String RAISE_BEFORE_MAX =
                "|raise message.timestamp.before.max.ms to producer.deliveryTimeoutMs={deliveryTimeoutMs} or more";
        private static final String QUOTA_LIMIT =
                "{quota} of [user {user}][{of=EACH_USER}each user][{of=EACH_CLIENT}each client][{perClient=true}, each client]"
                        + " is {limit} bytes/s on each broker, {allowed} bytes/s in total, and the run needs ";
        private static final String QUOTA_CURE = ": Kafka will throttle it"
                + "|[{quota=producer_byte_rate}lower rate or payload.size]"
                + "[{quota=consumer_byte_rate}lower consumers.rate or consumers.groups], or raise {quota}";

        @SuppressWarnings("ImmutableEnumChecker") // Wording is immutable
        private final Wording wording;

        Code(String... texts) {
            wording = new Wording(texts);
        }

        public Wording wording() {
            return wording;
        }
    }

    public Finding {
        code.wording.require(code, args);
    }

    /** @param args names and values, as required by the code's message template */
    public static Finding refuse(Code code, Object... args) {
        return new Finding(Level.REFUSE, code, Args.of(args));
    }

    /** @param args names and values, as required by the code's message template */
    static Finding warn(Code code, Object... args) {
        return new Finding(Level.WARN, code, Args.of(args));
    }

    public boolean refuses() {
        return level == Level.REFUSE;
    }

    /** Returns what is wrong, with the actual values. */
    public String message() {
        String text = code.wording.text(args);
        return text.substring(0, text.lastIndexOf('|'));
    }

    /** Returns what to change. */
    public String cure() {
        String text = code.wording.text(args);
        return text.substring(text.lastIndexOf('|') + 1);
    }

    /** Returns the code, message and remedy on one line. */
    public String line() {
        return code + ": " + message() + "; " + cure();
    }

    /** Returns the findings at level REFUSE, one line each. */
    public static List<String> refusals(List<Finding> findings) {
        return findings.stream().filter(Finding::refuses).map(Finding::line).toList();
    }
}
