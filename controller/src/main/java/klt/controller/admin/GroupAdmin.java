package klt.controller.admin;

import static klt.common.kafka.Acl.User.CONTROLLER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.READ;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import klt.common.protocol.consumers.GroupIds;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.Consumers;
import klt.common.spec.consumers.Group;
import klt.common.spec.consumers.GroupProtocol;
import klt.common.spec.consumers.Isolation;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/** Administers a run's consumer and share groups. Every method waits for Kafka's response. */
final class GroupAdmin {

    /** Maximum number of checks for a group's remaining members. A crashed member is removed when its session times out, after 45 s. */
    private static final int LEAVE_MAX = 60;

    private static final long LEAVE_MS = 1_000;
    private static final String SHARE_ISOLATION = "share.isolation.level";

    private GroupAdmin() {}

    /**
     * Sets the start offsets of the run's groups, except for groups whose members determine their own. The groups must be empty.
     *
     * @param ends end offsets before the run, by topic and partition
     * @param now bus time
     */
    static void begin(Admin admin, String run, RunSpec spec, List<List<Long>> ends, Instant now)
            throws InterruptedException {
        List<String> topics = spec.topic().names();
        for (int number = 0; number < spec.consumers().groups().size(); number++) {
            Group group = spec.consumers().groups().get(number);
            if (group.isStartKnownToMembers()) {
                continue;
            }
            String id = GroupIds.of(run, number);
            List<List<Long>> offsets = StartOffsets.of(admin, topics, group.start(), ends, now);
            Map<TopicPartition, Long> begin = new HashMap<>();
            for (int topic = 0; topic < topics.size(); topic++) {
                for (int partition = 0; partition < offsets.get(topic).size(); partition++) {
                    begin.put(
                            new TopicPartition(topics.get(topic), partition),
                            offsets.get(topic).get(partition));
                }
            }
            // the group coordinator may not know about a new topic yet
            TopicAdmin.untilKnown(() -> TopicAdmin.get(
                    begin(admin, id, group.protocol(), begin),
                    CONTROLLER.groups(READ),
                    CONTROLLER.topics(READ, topics)));
            if (isIsolatedByConfig(group)) {
                isolate(admin, id, AlterConfigOp.OpType.SET);
            }
        }
    }

    private static KafkaFuture<Void> begin(
            Admin admin, String id, GroupProtocol protocol, Map<TopicPartition, Long> begin) {
        return switch (protocol) {
            case SHARE -> admin.alterShareGroupOffsets(id, begin).all();
            case CLASSIC, CONSUMER -> {
                Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
                begin.forEach((partition, offset) -> committed.put(partition, new OffsetAndMetadata(offset)));
                yield admin.alterConsumerGroupOffsets(id, committed).all();
            }
        };
    }

    /** Returns whether the isolation level is a group setting rather than a member's. */
    private static boolean isIsolatedByConfig(Group group) {
        return group.protocol() == GroupProtocol.SHARE && group.isolation() == Isolation.READ_COMMITTED;
    }

    private static void isolate(Admin admin, String group, AlterConfigOp.OpType change) throws InterruptedException {
        TopicAdmin.get(
                admin.incrementalAlterConfigs(Map.of(
                                new ConfigResource(ConfigResource.Type.GROUP, group),
                                List.of(new AlterConfigOp(new ConfigEntry(SHARE_ISOLATION, "read_committed"), change))))
                        .all(),
                CONTROLLER.groups(ALTER_CONFIGS));
    }

    /**
     * Deletes a run's groups as soon as their members have left.
     *
     * @return the groups that could not be deleted
     */
    static List<String> delete(Admin admin, String run, Consumers consumers) throws InterruptedException {
        List<String> shared = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int number = 0; number < consumers.groups().size(); number++) {
            Group group = consumers.groups().get(number);
            (group.protocol() == GroupProtocol.SHARE ? shared : others).add(GroupIds.of(run, number));
        }
        List<String> left = new ArrayList<>();
        left.addAll(delete(others, some -> admin.deleteConsumerGroups(some).deletedGroups()));
        left.addAll(delete(shared, some -> admin.deleteShareGroups(some).deletedGroups()));
        for (int number = 0; number < consumers.groups().size(); number++) {
            if (isIsolatedByConfig(consumers.groups().get(number))) {
                // a group's settings outlive the group
                isolate(admin, GroupIds.of(run, number), AlterConfigOp.OpType.DELETE);
            }
        }
        return left;
    }

    private static List<String> delete(
            List<String> groups, Function<List<String>, Map<String, KafkaFuture<Void>>> request)
            throws InterruptedException {
        List<String> left = new ArrayList<>(groups);
        for (int asked = 0; asked < LEAVE_MAX && !left.isEmpty(); asked++) {
            TimeUnit.MILLISECONDS.sleep(LEAVE_MS);
            Map<String, KafkaFuture<Void>> deleted = request.apply(left);
            for (String group : List.copyOf(left)) {
                try {
                    TopicAdmin.get(Objects.requireNonNull(deleted.get(group)), CONTROLLER.groups(DELETE));
                    left.remove(group);
                } catch (GroupIdNotFoundException e) {
                    left.remove(group);
                } catch (TimeoutException e) {
                    // give up: sixty timeouts would take an hour
                    throw e;
                } catch (GroupNotEmptyException | RetriableException e) {
                    // its members are still leaving
                }
            }
        }
        return left;
    }
}
