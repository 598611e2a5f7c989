package klt.cli.omb;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import klt.common.spec.limit.Limits;
import tools.jackson.databind.node.ObjectNode;

/** An OpenMessaging Benchmark workload file. */
final class OmbWorkload {

    /** The field that identifies a workload file. */
    static final String FIELD = "messageSize";

    /** Number of keys used by the benchmark's key distributors. */
    private static final int KEYS = 10_000;

    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);

    private OmbWorkload() {}

    static boolean isWorkload(ObjectNode fields) {
        return fields.has(FIELD);
    }

    static void read(OmbFields fields, SpecDraft draft) {
        fields.text("name").ifPresent(name -> draft.set("name", shortened(name)));
        long topics = topics(fields, draft);
        payload(fields, draft);
        keys(fields, draft);
        consumers(fields, topics, draft);
        producers(fields, topics, draft);
        load(fields, draft);
        fields.end();
    }

    private static String shortened(String name) {
        String stripped = name.strip();
        return stripped.substring(0, Math.min(stripped.length(), Limits.NAME_LENGTH_MAX));
    }

    /** @return the run's number of topics */
    private static long topics(OmbFields fields, SpecDraft draft) {
        long topics = Math.max(1, fields.count("topics", 1));
        long partitions = Math.max(1, fields.count("partitionsPerTopic", 1));
        long used = Math.min(topics, Limits.TOPICS_MAX);
        long usedPartitions = Math.min(partitions, Limits.PARTITIONS_MAX / used);
        if (used > 1) {
            draft.set("topic.name", "loadtest-{0.." + (used - 1) + "}");
        }
        draft.set("topic.partitions", usedPartitions);
        if (topics > used) {
            draft.note("topics: " + topics, "a run is limited to " + used + " topics");
        }
        if (partitions > usedPartitions) {
            draft.note(
                    "partitionsPerTopic: " + partitions,
                    "the topics of a run are limited to " + Limits.PARTITIONS_MAX + " partitions overall; each has "
                            + usedPartitions);
        }
        return used;
    }

    private static void payload(OmbFields fields, SpecDraft draft) {
        draft.set("payload.format", "raw");
        draft.set("payload.size", fields.count(FIELD, 0));
        BigDecimal random = fields.number("randomBytesRatio").orElse(BigDecimal.ZERO);
        if (fields.isTrue("useRandomizedPayloads")) {
            draft.set("payload.compressibility", BigDecimal.ONE.subtract(random.min(BigDecimal.ONE)));
            fields.leave("randomizedPayloadPoolSize", "every message has different bytes");
            fields.skip("payloadFile");
        } else {
            fields.skip("randomizedPayloadPoolSize");
            fields.leave("payloadFile", "every value has different random bytes");
        }
    }

    private static void keys(OmbFields fields, SpecDraft draft) {
        String distributor = fields.text("keyDistributor").orElse("NO_KEY");
        switch (distributor) {
            case "NO_KEY" -> {}
            case "RANDOM_NANO", "KEY_ROUND_ROBIN" -> {
                draft.set("key.kind", "random");
                draft.set("key.cardinality", KEYS);
                if (distributor.equals("KEY_ROUND_ROBIN")) {
                    draft.note(
                            "keyDistributor: " + distributor,
                            "keys are drawn at random from " + KEYS + ", not in round-robin order");
                }
            }
            default -> draft.note("keyDistributor: " + distributor, "is unknown; messages have no keys");
        }
    }

    private static void consumers(OmbFields fields, long topics, SpecDraft draft) {
        long groups = fields.count("subscriptionsPerTopic", 0);
        long members = Math.multiplyExact(Math.max(1, fields.count("consumerPerSubscription", 1)), topics);
        if (groups == 0) {
            return;
        }
        draft.set("consumers.groups", Math.min(groups, Limits.GROUPS_MAX));
        draft.set("consumers.members", Math.min(members, Limits.GROUP_MEMBERS_MAX));
        if (groups > Limits.GROUPS_MAX) {
            draft.note("subscriptionsPerTopic: " + groups, "a run is limited to " + Limits.GROUPS_MAX + " groups");
        }
        if (members > Limits.GROUP_MEMBERS_MAX) {
            draft.note(
                    "consumerPerSubscription",
                    "a group is limited to " + Limits.GROUP_MEMBERS_MAX + " members, not " + members);
        }
    }

    private static void producers(OmbFields fields, long topics, SpecDraft draft) {
        long producers = Math.multiplyExact(Math.max(1, fields.count("producersPerTopic", 1)), topics);
        if (producers > 1) {
            draft.note(
                    "producersPerTopic",
                    "the workers act as the " + producers + " producers; start as many workers as you need");
        }
    }

    private static void load(OmbFields fields, SpecDraft draft) {
        BigDecimal rate = fields.number("producerRate").orElse(BigDecimal.ZERO);
        if (rate.signum() == 0) {
            draft.note("producerRate: 0", "the benchmark searches for the highest rate; this run sends at rate max");
        }
        draft.set("rate", rate.signum() == 0 ? "max" : rate);
        long warmup = fields.count("warmupDurationMinutes", 1);
        long test = fields.count("testDurationMinutes", 0);
        Optional<BigDecimal> backlog = fields.number("consumerBacklogSizeGB").filter(size -> size.signum() > 0);
        if (backlog.isPresent()) {
            long size = Math.max(1, fields.count(FIELD, 1));
            long groups = Math.max(1, fields.count("subscriptionsPerTopic", 1));
            BigDecimal bytesPerGroup =
                    backlog.get().multiply(GIB).divide(BigDecimal.valueOf(groups), RoundingMode.DOWN);
            BigDecimal messages = bytesPerGroup
                    .divide(BigDecimal.valueOf(size), RoundingMode.DOWN)
                    .min(BigDecimal.valueOf(Limits.MESSAGES_MAX));
            draft.set("messages", Math.max(1, messages.longValue()));
            draft.set("consumers.backlog", true);
            draft.note(
                    "consumerBacklogSizeGB: " + backlog.get().toPlainString(),
                    "the run ends when the groups have read the backlog; the producers do not keep sending meanwhile");
            fields.leave("backlogDrainRatio", "the groups read the entire backlog");
        } else {
            fields.skip("backlogDrainRatio");
            draft.set("warmup", warmup + "m");
            draft.set("duration", warmup + Math.max(1, test) + "m");
        }
    }
}
