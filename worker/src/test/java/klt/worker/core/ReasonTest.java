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
    void aFailureWithoutAKnownCauseIsThatOfTheWorker() {
        assertThat(Reason.failure(new IllegalStateException("x")))
                .isEqualTo(new Failure(EndCode.WORKER_FAILED, "IllegalStateException: x"));
    }
}
