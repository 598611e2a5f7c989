package klt.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import klt.common.kafka.Acl;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunProgress.Failure;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class ReasonTest {

    @Test
    void namesTheErrorAndSaysItsWords() {
        assertThat(Reason.of(new IllegalStateException("no topic"))).isEqualTo("IllegalStateException: no topic");
    }

    @Test
    void isTheNameAloneWhereThereAreNoWords() {
        assertThat(Reason.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void tellsTheCauseThatTheClientsHide() {
        Exception hidden = new IllegalStateException("failed to construct", new SecurityException("wrong password"));

        assertThat(Reason.of(hidden))
                .isEqualTo("IllegalStateException: failed to construct (SecurityException: wrong password)");
    }

    @Test
    void namesTheAclThatAProducerNeeds() {
        List<Acl> needed = List.of(Acl.User.WORKERS.topics(AclOperation.WRITE, List.of("orders", "payments")));

        assertThat(Reason.failure(new TopicAuthorizationException(Set.of("orders")), needed))
                .isEqualTo(new Failure(
                        EndCode.WORKER_FAILED,
                        "Kafka does not allow Write on topic orders; grant it to the workers' user, for example with"
                                + " kafka-acls.sh --add --allow-principal User:… --topic orders --operation Write"));
    }

    @Test
    void valuesThatCannotBeMadeHaveACodeAndNoNameOfAnException() {
        assertThat(Reason.failure(new PayloadException("payload.file a does not exist"), List.of()))
                .isEqualTo(new Failure(EndCode.PAYLOAD_UNAVAILABLE, "payload.file a does not exist"));
    }

    @Test
    void aFailureWithoutAKnownCauseIsThatOfTheWorker() {
        assertThat(Reason.failure(new IllegalStateException("x"), List.of()))
                .isEqualTo(new Failure(EndCode.WORKER_FAILED, "IllegalStateException: x"));
    }
}
