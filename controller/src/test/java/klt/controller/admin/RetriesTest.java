package klt.controller.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private int sent;

    @Test
    void repeatsUntilTheResultIsExpected() throws InterruptedException {
        assertThat(Retries.until(result -> result == 2, 5, () -> ++sent)).isEqualTo(2);
        assertThat(sent).isEqualTo(2);
    }

    @Test
    void returnsTheLastResultIfNoneIsExpected() throws InterruptedException {
        assertThat(Retries.until(result -> false, 2, () -> ++sent)).isEqualTo(2);
        assertThat(sent).isEqualTo(2);
    }

    private int timeouts(int count) {
        if (++sent <= count) {
            throw new TimeoutException("request " + sent);
        }
        return sent;
    }

    @Test
    void repeatsWhileTheRequestThrowsAnExceptionThatMayPass() throws InterruptedException {
        assertThat(Retries.on(TimeoutException.class, 2, () -> timeouts(1))).isEqualTo(2);
    }

    @Test
    void throwsTheExceptionOfTheLastRequest() {
        assertThatThrownBy(() -> Retries.on(TimeoutException.class, 2, () -> timeouts(9)))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("request 2");
    }

    @Test
    void doesNotRepeatAfterAnotherException() {
        assertThatThrownBy(() -> Retries.on(LeaderNotAvailableException.class, 5, () -> timeouts(9)))
                .hasMessage("request 1");
    }
}
