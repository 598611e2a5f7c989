package klt.controller.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import klt.common.protocol.consumers.GroupIds;
import klt.common.spec.RunSpec;
import klt.common.spec.RunSpec.GroupProtocol;
import klt.common.spec.RunSpec.Isolation;
import klt.common.spec.RunSpec.Start;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/** Administers a run's consumer and share groups. Every method waits for Kafka's answer. */
final class GroupAdmin {

    /** Maximum number of checks whether the members of a group have left; a lost member is removed when its session times out, 45 s. */
    private static final int LEAVE_MAX = 60;

    private static final long LEAVE_MS = 1_000;
    private static final String SHARE_ISOLATION = "share.isolation.level";

    private GroupAdmin() {}

    /**
     * Sets the start offsets of the run's share groups, which their members cannot: the groups must be empty. Consumer groups need nothing.
     *
     * @param ends of the topic before the run, by partition
     */
    static void begin(Admin admin, String run, RunSpec spec, List<Long> ends) throws InterruptedException {
        if (spec.consumers().isNone() || spec.consumers().protocol() != GroupProtocol.SHARE) {
            return;
        }
        String topic = spec.topic().name();
        List<Long> offsets = spec.consumers().start() == Start.LATEST ? ends : TopicAdmin.beginnings(admin, topic);
        Map<TopicPartition, Long> begin = new HashMap<>();
        for (int partition = 0; partition < offsets.size(); partition++) {
            begin.put(new TopicPartition(topic, partition), offsets.get(partition));
        }
        for (String group : GroupIds.of(run, spec.consumers())) {
            // the group's coordinator may not know a new topic immediately
            TopicAdmin.untilKnown(() ->
                    TopicAdmin.get(admin.alterShareGroupOffsets(group, begin).all()));
            if (spec.consumers().isolation() == Isolation.READ_COMMITTED) {
                isolate(admin, group, AlterConfigOp.OpType.SET);
            }
        }
    }

    private static void isolate(Admin admin, String group, AlterConfigOp.OpType change) throws InterruptedException {
        TopicAdmin.get(admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.GROUP, group),
                        List.of(new AlterConfigOp(new ConfigEntry(SHARE_ISOLATION, "read_committed"), change))))
                .all());
    }

    /**
     * Deletes the groups of a run as soon as their members have left.
     *
     * @return groups that could not be deleted
     */
    static List<String> delete(Admin admin, String run, RunSpec.Consumers consumers) throws InterruptedException {
        List<String> left = new ArrayList<>(GroupIds.of(run, consumers));
        for (int asked = 0; asked < LEAVE_MAX && !left.isEmpty(); asked++) {
            TimeUnit.MILLISECONDS.sleep(LEAVE_MS);
            Map<String, KafkaFuture<Void>> deleted = switch (consumers.protocol()) {
                case CLASSIC, CONSUMER -> admin.deleteConsumerGroups(left).deletedGroups();
                case SHARE -> admin.deleteShareGroups(left).deletedGroups();
            };
            for (String group : List.copyOf(left)) {
                try {
                    TopicAdmin.get(Objects.requireNonNull(deleted.get(group)));
                    left.remove(group);
                } catch (GroupIdNotFoundException e) {
                    left.remove(group);
                } catch (TimeoutException e) {
                    // sixty requests without an answer would take an hour
                    throw e;
                } catch (GroupNotEmptyException | RetriableException e) {
                    // its members are still leaving
                }
            }
        }
        if (consumers.protocol() == GroupProtocol.SHARE && consumers.isolation() == Isolation.READ_COMMITTED) {
            // a group's settings outlive the group
            for (String group : GroupIds.of(run, consumers)) {
                isolate(admin, group, AlterConfigOp.OpType.DELETE);
            }
        }
        return left;
    }
}
