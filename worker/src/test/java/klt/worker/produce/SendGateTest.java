package klt.worker.produce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendGateTest {

    private static final long SECOND = 1_000_000_000L;

    /** near the largest value of a ticker, so that it overflows */
    private final FakeTime time = new FakeTime(Long.MAX_VALUE - 2 * SECOND);

    private final SendGate gate = new SendGate(time);

    @Test
    void isOpenWhileThePulseIsRecent() {
        for (int i = 0; i < 100; i++) {
            time.pass(SendGate.PULSE_NANOS);
            assertThat(isOpen()).isTrue();
            gate.pulse();
        }
        assertThat(gate.freezes()).isZero();
    }

    @Test
    void closesWhenThePulseIsTooOld() {
        time.pass(SECOND);
        assertThat(isOpen()).isTrue();
        time.pass(1);
        assertThat(isOpen()).isFalse();
        assertThat(gate.freezes()).isZero();
    }

    @Test
    void staysClosedAfterAFreezeUntilItIsCleared() {
        time.pass(SECOND + 1);
        gate.pulse();
        assertThat(gate.freezes()).isEqualTo(1);
        assertThat(isOpen()).isFalse();
        time.pass(SendGate.PULSE_NANOS);
        gate.pulse();
        assertThat(isOpen()).isFalse();

        gate.clear(1);

        assertThat(isOpen()).isTrue();
        assertThat(gate.freezes()).isEqualTo(1);
    }

    @Test
    void isNotOpenedByWhoKnowsOfFewerFreezes() {
        for (int i = 0; i < 2; i++) {
            time.pass(10 * SECOND);
            gate.pulse();
        }

        gate.clear(1);
        assertThat(isOpen()).isFalse();

        gate.clear(2);
        assertThat(isOpen()).isTrue();
    }

    @Test
    void isOpenForAThreadThatReadTheTimeBeforeThePulse() {
        long before = time.nanos();
        time.pass(SECOND / 2);
        gate.pulse();

        assertThat(gate.isOpen(before)).isTrue();
    }

    @Test
    void closesAtItsLimit() {
        gate.limit(time.nanos() + SECOND / 2);
        assertThat(isOpen()).isTrue();

        time.pass(SECOND / 2);
        assertThat(isOpen()).isFalse();
        gate.clear(0);
        assertThat(isOpen()).as("it is not a freeze that closed it").isFalse();

        gate.limit(time.nanos() + 1);
        assertThat(isOpen()).isTrue();
    }

    @Test
    void isOpenForAnyTimeWithoutALimit() {
        gate.limit(time.nanos());
        gate.unlimit();

        for (int i = 0; i < 100; i++) {
            assertThat(isOpen()).isTrue();
            time.pass(SECOND);
            gate.pulse();
        }
    }

    private boolean isOpen() {
        return gate.isOpen(time.nanos());
    }
}
