package klt.worker.produce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FenceTest {

    private static final long SECOND = 1_000_000_000L;

    /** near the end of what a ticker can say, so that it overflows */
    private final FakeTime time = new FakeTime(Long.MAX_VALUE - 2 * SECOND);

    private final Fence fence = new Fence(time);

    @Test
    void isOpenAsLongAsThePulseIsFelt() {
        for (int i = 0; i < 100; i++) {
            time.pass(Fence.PULSE_NANOS);
            assertThat(isOpen()).isTrue();
            fence.pulse();
        }
        assertThat(fence.freezes()).isZero();
    }

    @Test
    void closesWhenNobodyHasFeltThePulseForLong() {
        time.pass(SECOND);
        assertThat(isOpen()).isTrue();
        time.pass(1);
        assertThat(isOpen()).isFalse();
        assertThat(fence.freezes()).isZero();
    }

    @Test
    void staysClosedAfterAFreezeUntilItIsCleared() {
        time.pass(SECOND + 1);
        fence.pulse();
        assertThat(fence.freezes()).isEqualTo(1);
        assertThat(isOpen()).isFalse();
        time.pass(Fence.PULSE_NANOS);
        fence.pulse();
        assertThat(isOpen()).isFalse();

        fence.clear(1);

        assertThat(isOpen()).isTrue();
        assertThat(fence.freezes()).isEqualTo(1);
    }

    @Test
    void isNotOpenedByWhoKnowsOfFewerFreezes() {
        for (int i = 0; i < 2; i++) {
            time.pass(10 * SECOND);
            fence.pulse();
        }

        fence.clear(1);
        assertThat(isOpen()).isFalse();

        fence.clear(2);
        assertThat(isOpen()).isTrue();
    }

    @Test
    void isOpenForWhoReadTheTimeBeforeThePulse() {
        long before = time.nanos();
        time.pass(SECOND / 2);
        fence.pulse();

        assertThat(fence.isOpen(before)).isTrue();
    }

    @Test
    void closesAtItsLimit() {
        fence.limit(time.nanos() + SECOND / 2);
        assertThat(isOpen()).isTrue();

        time.pass(SECOND / 2);
        assertThat(isOpen()).isFalse();
        fence.clear(0);
        assertThat(isOpen()).as("it is not a freeze that closed it").isFalse();

        fence.limit(time.nanos() + 1);
        assertThat(isOpen()).isTrue();
    }

    @Test
    void isOpenForAnyTimeWithoutALimit() {
        fence.limit(time.nanos());
        fence.unlimit();

        for (int i = 0; i < 100; i++) {
            assertThat(isOpen()).isTrue();
            time.pass(SECOND);
            fence.pulse();
        }
    }

    private boolean isOpen() {
        return fence.isOpen(time.nanos());
    }
}
