package klt.controller.core.preflight;

import static klt.controller.core.preflight.Finding.refuse;
import static klt.controller.core.preflight.Finding.warn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import klt.common.spec.RunSpec;
import klt.common.spec.message.MessageModel.KeyKind;
import klt.common.text.Counted;
import klt.common.text.Listing;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.TopicFacts.Partition;

/** Compares a spec with the topic, the brokers and the workers before any message is sent. */
public final class Preflight {

    /** From the call of {@code send()} to the broker's check of the timestamp, on a good network. */
    static final int TRANSPORT_MS = 10;

    /** A synchronised clock may be this far ahead. */
    static final int CLOCK_AHEAD_MS = 1_000;

    private Preflight() {}

    /** Compares a spec with the workers' memory. */
    public static List<Finding> ofWorkers(RunSpec spec, List<WorkerMemory> workers) {
        return MemoryCheck.findings(spec, workers);
    }

    /**
     * Compares a spec with the cluster under test.
     *
     * @param workers number of workers in the run
     * @param user principal of the workers; empty if unknown
     */
    public static List<Finding> ofTopic(RunSpec spec, int workers, TopicFacts facts, Optional<String> user) {
        List<Finding> findings = new ArrayList<>();
        leaders(facts).ifPresent(findings::add);
        replicas(spec, facts).ifPresent(findings::add);
        MessageSize message =
                MessageSize.of(spec, workers, Math.max(1, facts.partitions().size()));
        SizeChecks.message(spec, message, facts).ifPresent(findings::add);
        if (facts.settings().compacted() && spec.message().key() == KeyKind.NONE) {
            findings.add(refuse(
                    Code.KEY_REQUIRED,
                    "topic " + facts.topic() + " is compacted and accepts no message without a key",
                    "set key.kind to sequential, or use a topic without cleanup.policy=compact"));
        }
        if (!facts.settings().stampedByBroker()) {
            timestamps(spec, facts).ifPresent(findings::add);
        }
        SizeChecks.batch(spec, facts).ifPresent(findings::add);
        SizeChecks.buffer(spec, facts).ifPresent(findings::add);
        QuotaCheck.finding(spec, workers, message, facts, user, ClientQuota.PRODUCER_BYTE_RATE)
                .ifPresent(findings::add);
        if (!spec.consumers().isNone()) {
            QuotaCheck.finding(spec, workers, message, facts, user, ClientQuota.CONSUMER_BYTE_RATE)
                    .ifPresent(findings::add);
        }
        return findings;
    }

    private static Optional<Finding> leaders(TopicFacts facts) {
        List<Integer> leaderless = facts.leaderless();
        return leaderless.isEmpty()
                ? Optional.empty()
                : Optional.of(refuse(
                        Code.NO_LEADER,
                        partitions(leaderless) + " of topic " + facts.topic()
                                + (leaderless.size() == 1 ? " has" : " have") + " no leader",
                        "start the brokers that have their replicas, or use another topic"));
    }

    private static Optional<Finding> replicas(RunSpec spec, TopicFacts facts) {
        if (!facts.exists() && spec.topic().replication() > facts.brokers()) {
            return Optional.of(refuse(
                    Code.TOO_FEW_REPLICAS,
                    "topic.replication is " + spec.topic().replication() + ", and "
                            + Counted.of(facts.brokers(), "broker") + (facts.brokers() == 1 ? " is" : " are")
                            + " alive",
                    "lower topic.replication to " + facts.brokers() + " or start more brokers"));
        }
        if (!spec.producer().acks().equals("all")
                || facts.settings().minInsyncReplicas().isEmpty()) {
            return Optional.empty();
        }
        long min = facts.settings().minInsyncReplicas().getAsLong();
        String setting = "min.insync.replicas=" + min + " of topic " + facts.topic();
        // from Kafka 4.0 on a broker requires no more replicas than a partition has
        List<Integer> dead = numbers(
                facts,
                partition -> partition.hasLeader() && partition.liveReplicas() < Math.min(min, partition.replicas()));
        if (!dead.isEmpty()) {
            return Optional.of(refuse(
                    Code.TOO_FEW_REPLICAS,
                    "fewer replicas of " + partitions(dead) + " are alive than " + setting
                            + " requires: Kafka acks no message with acks=all",
                    "start the brokers that have the other replicas, or lower min.insync.replicas"));
        }
        List<Integer> behind = numbers(
                facts,
                partition -> partition.hasLeader() && partition.insyncReplicas() < Math.min(min, partition.replicas()));
        if (!behind.isEmpty()) {
            return Optional.of(warn(
                    Code.TOO_FEW_REPLICAS,
                    "fewer replicas of " + partitions(behind) + " are in sync than " + setting
                            + " requires: until they are, Kafka acks no message with acks=all",
                    "wait until the replicas are in sync"));
        }
        List<Integer> few = numbers(facts, partition -> partition.replicas() < min);
        return few.isEmpty()
                ? Optional.empty()
                : Optional.of(warn(
                        Code.TOO_FEW_REPLICAS,
                        setting + " is above the number of replicas of " + partitions(few)
                                + ": Kafka before 4.0 acks no message with acks=all, and later versions ignore the excess",
                        "raise the replication of the topic, or lower min.insync.replicas"));
    }

    private static Optional<Finding> timestamps(RunSpec spec, TopicFacts facts) {
        OptionalLong behind = facts.settings().timestampBehindMaxMs();
        OptionalLong ahead = facts.settings().timestampAheadMaxMs();
        if (behind.isPresent() && behind.getAsLong() < spec.producer().lingerMs() + TRANSPORT_MS) {
            return Optional.of(refuse(
                    Code.TIMESTAMP_LIMIT,
                    "topic " + facts.topic() + " refuses messages that are older than message.timestamp.before.max.ms="
                            + behind.getAsLong() + ", and they wait for producer.lingerMs="
                            + spec.producer().lingerMs()
                            + " and the network",
                    "raise message.timestamp.before.max.ms to producer.deliveryTimeoutMs="
                            + spec.producer().deliveryTimeoutMs() + " or more"));
        }
        if (behind.isPresent() && behind.getAsLong() < spec.producer().deliveryTimeoutMs()) {
            return Optional.of(warn(
                    Code.TIMESTAMP_LIMIT,
                    "topic " + facts.topic() + " refuses messages that are older than message.timestamp.before.max.ms="
                            + behind.getAsLong() + ": a stall of that length becomes failed messages",
                    "raise message.timestamp.before.max.ms to producer.deliveryTimeoutMs="
                            + spec.producer().deliveryTimeoutMs() + " or more"));
        }
        return ahead.isPresent() && ahead.getAsLong() < CLOCK_AHEAD_MS
                ? Optional.of(warn(
                        Code.TIMESTAMP_LIMIT,
                        "topic " + facts.topic() + " refuses messages that are ahead of its broker's clock by more than"
                                + " message.timestamp.after.max.ms=" + ahead.getAsLong(),
                        "raise message.timestamp.after.max.ms to " + CLOCK_AHEAD_MS + " or more"))
                : Optional.empty();
    }

    private interface Test {
        boolean of(Partition partition);
    }

    private static List<Integer> numbers(TopicFacts facts, Test test) {
        return facts.partitions().stream()
                .filter(test::of)
                .map(Partition::number)
                .toList();
    }

    /** For messages: {@code partitions 1, 3, 5}. */
    private static String partitions(List<Integer> numbers) {
        return Counted.noun(numbers.size(), "partition") + " " + Listing.of(numbers);
    }
}
