package klt.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import klt.common.protocol.EndCode;
import klt.common.protocol.RunProgress.Failure;
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
    void valuesThatCannotBeMadeHaveACodeAndNoNameOfAnException() {
        assertThat(Reason.failure(new PayloadException("payload.file a does not exist")))
                .isEqualTo(new Failure(EndCode.PAYLOAD_UNAVAILABLE, "payload.file a does not exist"));
    }

    @Test
    void aFailureWithoutAKnownCauseIsThatOfTheWorker() {
        assertThat(Reason.failure(new IllegalStateException("x")))
                .isEqualTo(new Failure(EndCode.WORKER_FAILED, "IllegalStateException: x"));
    }
}
