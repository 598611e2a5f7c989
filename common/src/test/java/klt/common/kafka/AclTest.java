package klt.common.kafka;

import static klt.common.kafka.Acl.User.CONTROLLER;
import static klt.common.kafka.Acl.User.WORKERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import klt.common.text.ErrorMessage;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.DelegationTokenAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;

class AclTest {

    private static final Acl WRITE = WORKERS.topics(AclOperation.WRITE, List.of("orders", "payments"));

    private static String explained(Throwable error, Acl... needed) {
        return ErrorMessage.withType(Acl.explained(error, List.of(needed)));
    }

    @Test
    void namesTheTopicsThatKafkaNames() {
        assertThat(explained(new TopicAuthorizationException(Set.of("orders")), WRITE))
                .isEqualTo("Kafka does not allow Write on topic orders; grant it to the workers' user, for example with"
                        + " kafka-acls.sh --add --allow-principal User:… --topic orders --operation Write");
    }

    /** The admin client's errors have no names. */
    @Test
    void namesTheTopicsOfTheRequestIfKafkaNamesNone() {
        assertThat(explained(new TopicAuthorizationException("Topic authorization failed."), WRITE))
                .startsWith("Kafka does not allow Write on topics orders, payments; ")
                .endsWith("--topic orders --operation Write");
    }

    @Test
    void grantsWhatTheLoadTesterNamesByPrefix() {
        assertThat(explained(GroupAuthorizationException.forGroupId("klt-r-1-0"), CONTROLLER.groups(AclOperation.READ)))
                .startsWith(
                        "Kafka does not allow Read on groups with the prefix klt-; grant it to the controller's user")
                .endsWith("--group klt- --resource-pattern-type prefixed --operation Read");
        assertThat(explained(
                        new TransactionalIdAuthorizationException("x"),
                        WRITE,
                        WORKERS.transactionalIds(AclOperation.WRITE)))
                .startsWith("Kafka does not allow Write on transactional ids with the prefix klt-; ")
                .endsWith("--transactional-id klt- --resource-pattern-type prefixed --operation Write");
    }

    @Test
    void writesOperationsAsKafkaDocumentsThem() {
        assertThat(explained(new ClusterAuthorizationException("x"), CONTROLLER.cluster(AclOperation.DESCRIBE_CONFIGS)))
                .startsWith("Kafka does not allow DescribeConfigs on the cluster; ")
                .endsWith("--cluster --operation DescribeConfigs");
    }

    @Test
    void anIdempotentProducerNeedsNoAclOnTheCluster() {
        assertThat(explained(new ClusterAuthorizationException("x"), WRITE))
                .startsWith("Kafka does not allow Write on topics orders, payments; ");
    }

    @Test
    void findsTheRefusalThatAClientWraps() {
        Exception refusal = new TopicAuthorizationException(Set.of("orders"));

        assertThat(explained(new KafkaException("Cannot execute transactional method", refusal), WRITE))
                .startsWith("Kafka does not allow Write on topic orders; ");
        assertThat(explained(new ExecutionException(refusal), WRITE))
                .startsWith("Kafka does not allow Write on topic orders; ");
    }

    @Test
    void isNamedByTheCodeClosestToTheRequest() {
        Throwable named = Acl.explained(new TopicAuthorizationException(Set.of("orders")), List.of(WRITE));

        assertThat(explained(new KafkaException(named), WORKERS.topic(AclOperation.READ, "other")))
                .startsWith("Kafka does not allow Write on topic orders; ");
    }

    @Test
    void leavesOtherErrorsAsTheyAre() {
        KafkaException other = new KafkaException("x");
        Exception token = new DelegationTokenAuthorizationException("x");

        assertThat(Acl.explained(other, List.of(WRITE))).isSameAs(other);
        assertThat(Acl.explained(token, List.of(WRITE))).isSameAs(token);
    }
}
