package klt.common.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import klt.common.protocol.consumers.GroupIds;
import klt.common.text.Listing;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * An ACL that a request needs. Kafka's authorization errors name at most the resource, so the code that sends a request states the operation.
 *
 * @param topics the topics' names; empty for other resources, which are identified by the load tester's own prefix
 * @param user who needs the ACL
 */
public record Acl(ResourceType type, List<String> topics, AclOperation operation, User user) {

    /** The processes that connect as the same Kafka user. */
    public enum User {
        CONTROLLER("the controller's user"),
        WORKERS("the workers' user");

        private final String phrase;

        User(String phrase) {
            this.phrase = phrase;
        }

        public Acl topics(AclOperation operation, Collection<String> names) {
            return new Acl(ResourceType.TOPIC, List.copyOf(names), operation, this);
        }

        public Acl topic(AclOperation operation, String name) {
            return topics(operation, List.of(name));
        }

        public Acl groups(AclOperation operation) {
            return new Acl(ResourceType.GROUP, List.of(), operation, this);
        }

        public Acl transactionalIds(AclOperation operation) {
            return new Acl(ResourceType.TRANSACTIONAL_ID, List.of(), operation, this);
        }

        public Acl cluster(AclOperation operation) {
            return new Acl(ResourceType.CLUSTER, List.of(), operation, this);
        }
    }

    /** Prefix of the ids of groups and transactional producers. */
    private static final String PREFIX = GroupIds.PREFIX;

    public Acl {
        topics = List.copyOf(topics);
    }

    /**
     * Explains an authorization error.
     *
     * @param error a client's error, possibly wrapped
     * @param needed the ACLs that the failed request needs, at most one for each type of resource
     * @return an error that names the missing ACL; the same error if it does not concern any of these ACLs
     */
    public static Throwable explained(Throwable error, Collection<Acl> needed) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingAclException) {
                return cause;
            }
            if (cause instanceof AuthorizationException refusal) {
                Optional<Acl> missing = missing(refusal, needed);
                return missing.isPresent() ? new MissingAclException(missing.get(), refusal) : error;
            }
        }
        return error;
    }

    private static Optional<Acl> missing(AuthorizationException refusal, Collection<Acl> needed) {
        return switch (refusal) {
            case TopicAuthorizationException e ->
                first(needed, ResourceType.TOPIC).map(acl -> acl.of(e.unauthorizedTopics()));
            case GroupAuthorizationException e -> first(needed, ResourceType.GROUP);
            case TransactionalIdAuthorizationException e -> first(needed, ResourceType.TRANSACTIONAL_ID);
            // Kafka lets an idempotent producer write if it may write to any topic, and names the cluster otherwise
            case ClusterAuthorizationException e ->
                first(needed, ResourceType.CLUSTER).or(() -> first(needed, ResourceType.TOPIC));
            default -> Optional.empty();
        };
    }

    private static Optional<Acl> first(Collection<Acl> needed, ResourceType type) {
        return needed.stream().filter(acl -> acl.type == type).findFirst();
    }

    /** Returns the ACL for only those topics that Kafka named, if it named any. */
    private Acl of(Set<String> named) {
        return named.isEmpty() ? this : user.topics(operation, new TreeSet<>(named));
    }

    /** Returns what is allowed on what, in the words of {@code docs/security.md}: {@code Write on topic orders}. */
    public String phrase() {
        return operations(List.of(operation)) + " on "
                + switch (type) {
                    case TOPIC -> (topics.size() == 1 ? "topic " : "topics ") + Listing.of(topics);
                    case GROUP -> "groups with the prefix " + PREFIX;
                    case TRANSACTIONAL_ID -> "transactional ids with the prefix " + PREFIX;
                    default -> "the cluster";
                };
    }

    /** Returns what Kafka does not allow, and how to grant it. */
    String denied() {
        return "Kafka does not allow " + phrase() + "; grant it to " + user.phrase + ", for example with "
                + command(resource(), List.of(operation));
    }

    private String resource() {
        return switch (type) {
            case TOPIC -> "--topic " + topics.getFirst();
            case GROUP -> "--group " + PREFIX + " --resource-pattern-type prefixed";
            case TRANSACTIONAL_ID -> "--transactional-id " + PREFIX + " --resource-pattern-type prefixed";
            default -> "--cluster";
        };
    }

    /** @param resource the resource as options of the command */
    static String command(String resource, Collection<AclOperation> operations) {
        return "kafka-acls.sh --add --allow-principal User:… " + resource
                + operations.stream()
                        .map(operation -> " --operation " + SecurityUtils.operationName(operation))
                        .collect(Collectors.joining());
    }

    /** Returns operations as in Kafka's documentation: {@code DescribeConfigs and Read}. */
    static String operations(Collection<AclOperation> operations) {
        return operations.stream().map(SecurityUtils::operationName).collect(Collectors.joining(" and "));
    }
}
