package klt.controller.core.preflight;

import static klt.controller.core.preflight.Finding.refuse;
import static klt.controller.core.preflight.Finding.warn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import klt.common.code.Args;
import klt.common.spec.RunSpec;
import klt.common.spec.load.Extent;
import klt.common.spec.message.Keys;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;
import klt.controller.core.preflight.TopicFacts.Partition;

/** Compares a spec with the topics, the brokers and the workers before any message is sent. */
public final class Preflight {

    /** Time from the call to {@code send()} until the broker checks the timestamp, on a good network. */
    static final int TRANSPORT_MS = 10;

    /** Maximum amount by which a synchronised clock may be ahead. */
    static final int CLOCK_AHEAD_MS = 1_000;

    private static final String TOPIC = "topic";
    private static final String PARTITIONS = "partitions";

    private Preflight() {}

    /** Compares a spec with the workers' memory. */
    public static List<Finding> ofWorkers(RunSpec spec, List<WorkerMemory> workers) {
        return MemoryCheck.findings(spec, workers);
    }

    /**
     * Compares a spec with the cluster under test.
     *
     * @param workers number of workers in the run
     * @param user the workers' principal; empty if unknown
     */
    public static List<Finding> ofCluster(RunSpec spec, int workers, ClusterFacts cluster, Optional<String> user) {
        List<Finding> ofTopics = new ArrayList<>();
        for (TopicFacts topic : cluster.topics()) {
            leaders(topic).ifPresent(ofTopics::add);
            if (spec.load().sends()) {
                ofTopics.addAll(ofTopic(spec, workers, topic, cluster));
            } else {
                existing(spec, topic, cluster).ifPresent(ofTopics::add);
            }
        }
        List<Finding> findings = merged(ofTopics);
        findings.addAll(ContentsCheck.findings(cluster));
        cluster.unread().forEach(unread -> findings.add(unread.finding()));
        if (!spec.load().sends()) {
            QuotaCheck.finding(spec, workers, Optional.empty(), cluster, user, ClientQuota.CONSUMER_BYTE_RATE)
                    .ifPresent(findings::add);
            return findings;
        }
        SizeChecks.buffer(spec, cluster.partitions()).ifPresent(findings::add);
        DiskCheck.finding(spec, workers, cluster).ifPresent(findings::add);
        Optional<MessageSize> message = MessageSize.average(spec, workers, Math.max(1, cluster.partitions()));
        if (message.isPresent()) {
            QuotaCheck.finding(spec, workers, message, cluster, user, ClientQuota.PRODUCER_BYTE_RATE)
                    .ifPresent(findings::add);
            if (!spec.consumers().isNone()) {
                QuotaCheck.finding(spec, workers, message, cluster, user, ClientQuota.CONSUMER_BYTE_RATE)
                        .ifPresent(findings::add);
            }
        }
        return findings;
    }

    /** Combines findings that differ only in their topic into one. */
    private static List<Finding> merged(List<Finding> ofTopics) {
        Map<Finding, List<Object>> topics = new LinkedHashMap<>();
        for (Finding finding : ofTopics) {
            Finding common =
                    new Finding(finding.level(), finding.code(), finding.args().without(TOPIC));
            topics.computeIfAbsent(common, first -> new ArrayList<>())
                    .addAll(finding.args().get(TOPIC).stream().toList());
        }
        List<Finding> merged = new ArrayList<>();
        topics.forEach((common, names) -> merged.add(new Finding(
                common.level(), common.code(), Args.named(TOPIC, names).and(common.args()))));
        return merged;
    }

    private static List<Finding> ofTopic(RunSpec spec, int workers, TopicFacts facts, ClusterFacts cluster) {
        List<Finding> findings = new ArrayList<>();
        if (spec.topic().delete() == RunSpec.TopicDeletion.AFTER
                && !facts.differences().isEmpty()) {
            findings.add(refuse(Code.TOPIC_DIFFERS, TOPIC, facts.topic(), "differences", facts.differences()));
        }
        replicas(spec, facts, cluster.brokers()).ifPresent(findings::add);
        MessageSize.largest(spec, workers, Math.max(1, cluster.partitions()))
                .flatMap(message -> SizeChecks.message(spec, message, facts))
                .ifPresent(findings::add);
        if (facts.settings().compacted() && spec.message().keys() instanceof Keys.None) {
            findings.add(refuse(Code.KEY_REQUIRED, TOPIC, facts.topic()));
        }
        partitioner(spec, facts).ifPresent(findings::add);
        if (!facts.settings().stampedByBroker()) {
            timestamps(spec, facts).ifPresent(findings::add);
        }
        SizeChecks.batch(spec, facts).ifPresent(findings::add);
        return findings;
    }

    private static Optional<Finding> leaders(TopicFacts facts) {
        List<Integer> leaderless = facts.leaderless();
        return leaderless.isEmpty()
                ? Optional.empty()
                : Optional.of(refuse(Code.NO_LEADER, PARTITIONS, leaderless, TOPIC, facts.topic()));
    }

    /**
     * Checks the topic of a run that sends nothing, which must already exist and have records. If the run has a duration, other producers
     * may send the records in the meantime.
     */
    private static Optional<Finding> existing(RunSpec spec, TopicFacts facts, ClusterFacts cluster) {
        if (!facts.exists()) {
            return Optional.of(refuse(Code.TOPIC_MISSING, TOPIC, facts.topic()));
        }
        return cluster.topics().stream().allMatch(TopicFacts::isEmpty)
                        && !(spec.load().extent() instanceof Extent.Timed)
                ? Optional.of(refuse(Code.TOPIC_EMPTY, TOPIC, facts.topic()))
                : Optional.empty();
    }

    private static Optional<Finding> replicas(RunSpec spec, TopicFacts facts, int brokers) {
        if (!facts.exists() && spec.topic().replication() > brokers) {
            return Optional.of(
                    refuse(Code.TOO_FEW_REPLICAS, "replication", spec.topic().replication(), "brokers", brokers));
        }
        if (!spec.producer().acks().equals("all")
                || facts.settings().minInsyncReplicas().isEmpty()) {
            return Optional.empty();
        }
        long min = facts.settings().minInsyncReplicas().getAsLong();
        Args setting = Args.of("minInsync", min, TOPIC, facts.topic());
        // since Kafka 4.0, min.insync.replicas cannot require more replicas than a partition has
        List<Integer> dead = numbers(
                facts,
                partition -> partition.hasLeader() && partition.liveReplicas() < Math.min(min, partition.replicas()));
        if (!dead.isEmpty()) {
            return Optional.of(tooFew(Level.REFUSE, "DEAD", dead, setting));
        }
        List<Integer> behind = numbers(
                facts,
                partition -> partition.hasLeader() && partition.insyncReplicas() < Math.min(min, partition.replicas()));
        if (!behind.isEmpty()) {
            return Optional.of(tooFew(Level.WARN, "BEHIND", behind, setting));
        }
        List<Integer> few = numbers(facts, partition -> partition.replicas() < min);
        return few.isEmpty() ? Optional.empty() : Optional.of(tooFew(Level.WARN, "FEW", few, setting));
    }

    private static Finding tooFew(Level level, String replicas, List<Integer> partitions, Args setting) {
        Args args = Args.of("replicas", replicas, PARTITIONS, partitions).and(setting);
        return new Finding(level, Code.TOO_FEW_REPLICAS, args);
    }

    private static Optional<Finding> partitioner(RunSpec spec, TopicFacts facts) {
        int needed = spec.message().partitioning().partitionsMin();
        int partitions = facts.partitions().size();
        return needed <= Math.max(1, partitions)
                ? Optional.empty()
                : Optional.of(refuse(
                        Code.PARTITION_MISSING, "partition", needed - 1, TOPIC, facts.topic(), PARTITIONS, partitions));
    }

    private static Optional<Finding> timestamps(RunSpec spec, TopicFacts facts) {
        OptionalLong behind = facts.settings().timestampBehindMaxMs();
        OptionalLong ahead = facts.settings().timestampAheadMaxMs();
        RunSpec.Producer producer = spec.producer();
        boolean noneInTime = behind.isPresent() && behind.getAsLong() < producer.lingerMs() + TRANSPORT_MS;
        if (noneInTime || (behind.isPresent() && behind.getAsLong() < producer.deliveryTimeoutMs())) {
            Args args = Args.of(
                    TOPIC,
                    facts.topic(),
                    "beforeMaxMs",
                    behind.getAsLong(),
                    "deliveryTimeoutMs",
                    producer.deliveryTimeoutMs());
            return Optional.of(
                    noneInTime
                            ? new Finding(Level.REFUSE, Code.TIMESTAMP_LIMIT, args.and("lingerMs", producer.lingerMs()))
                            : new Finding(Level.WARN, Code.TIMESTAMP_LIMIT, args));
        }
        return ahead.isPresent() && ahead.getAsLong() < CLOCK_AHEAD_MS
                ? Optional.of(warn(
                        Code.TIMESTAMP_LIMIT,
                        TOPIC,
                        facts.topic(),
                        "afterMaxMs",
                        ahead.getAsLong(),
                        "neededMs",
                        CLOCK_AHEAD_MS))
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
}
