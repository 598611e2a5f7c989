package klt.common.kafka;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The operations on topics that a client must be authorized for. Kafka's authorization errors name a topic but no operation; this class
 * finds out which operations are missing.
 *
 * @param operations the operations for each topic
 */
public record TopicRights(Map<String, Set<AclOperation>> operations) {

    /** No operations, for errors that do not concern a topic. */
    public static final TopicRights NONE = new TopicRights(Map.of());

    private static final int TIMEOUT_MS = 10_000;

    public TopicRights {
        operations = operations.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, right -> Set.copyOf(right.getValue())));
    }

    /**
     * Asks Kafka which operations it would reject. Missing topics are skipped.
     *
     * @throws ConnectionException if Kafka would reject an operation; the message names the topics and operations
     */
    public void require(Admin admin) throws InterruptedException {
        Map<String, Set<AclOperation>> refused = refused(admin);
        refused.values().removeIf(operations -> operations.equals(Set.of(AclOperation.CREATE)));
        refusal(refused).ifPresent(e -> {
            throw e;
        });
    }

    /** Like {@link #require}, but for use after a rejection: a missing topic means that Kafka did not let this client create it. */
    Optional<ConnectionException> afterRefusal(Admin admin) throws InterruptedException {
        return refusal(refused(admin));
    }

    /** Returns each topic's rejected operations, in order; for a missing topic, only CREATE. */
    private Map<String, Set<AclOperation>> refused(Admin admin) throws InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        operations.keySet(),
                        new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS).includeAuthorizedOperations(true))
                .topicNameValues();
        Map<String, Set<AclOperation>> refused = new TreeMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
            String topic = answer.getKey();
            Set<AclOperation> missing = missing(operations.getOrDefault(topic, Set.of()), answer.getValue());
            if (!missing.isEmpty()) {
                refused.put(topic, missing);
            }
        }
        return refused;
    }

    private static Set<AclOperation> missing(Set<AclOperation> needed, KafkaFuture<TopicDescription> answer)
            throws InterruptedException {
        Set<AclOperation> missing = new TreeSet<>(needed);
        try {
            Set<AclOperation> allowed =
                    Optional.ofNullable(answer.get().authorizedOperations()).orElse(Set.of());
            missing.remove(AclOperation.CREATE);
            missing.removeAll(allowed);
            // a client without the permission to describe a topic cannot see it, so the topic may exist
            return allowed.contains(AclOperation.DESCRIBE) ? missing : Set.of();
        } catch (ExecutionException e) {
            Set<AclOperation> left = new HashSet<>();
            if (e.getCause() instanceof AuthorizationException) {
                left.add(AclOperation.DESCRIBE);
            } else if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                left.add(AclOperation.CREATE);
            }
            missing.retainAll(left);
            return missing;
        }
    }

    private static Optional<ConnectionException> refusal(Map<String, Set<AclOperation>> refused) {
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        String rights = refused.entrySet().stream()
                .map(entry -> Acl.operations(entry.getValue()) + " on topic " + entry.getKey())
                .collect(Collectors.joining(", "));
        Map.Entry<String, Set<AclOperation>> first =
                refused.entrySet().iterator().next();
        return Optional.of(new ConnectionException(
                ConnectionFault.NOT_AUTHORIZED,
                "Kafka does not allow " + rights + "; grant it, for example with "
                        + Acl.command("--topic " + first.getKey(), first.getValue())));
    }
}
