package klt.controller.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlidingDedupTest {

    private final SlidingDedup numbers = new SlidingDedup();

    private void note(long... noted) {
        for (long number : noted) {
            assertThat(numbers.isNew(number)).isTrue();
            numbers.note(number);
        }
    }

    @Test
    void aNumberIsNewOnce() {
        note(0, 1, 5);

        assertThat(numbers.isNew(0)).isFalse();
        assertThat(numbers.isNew(1)).isFalse();
        assertThat(numbers.isNew(5)).isFalse();
        assertThat(numbers.isNew(6)).isTrue();
        assertThat(numbers.count()).isEqualTo(3);
    }

    @Test
    void aLateNumberIsNewOnce() {
        note(5, 2);

        assertThat(numbers.isNew(2)).isFalse();
        assertThat(numbers.isNew(3)).isTrue();
        assertThat(numbers.count()).isEqualTo(2);
    }

    @Test
    void aNumberThatIsTooOldIsARepeat() {
        note(100);

        assertThat(numbers.isNew(37)).isTrue();
        assertThat(numbers.isNew(36)).isFalse();
    }

    @Test
    void afterAJumpTheSkippedNumbersAreNew() {
        note(0, 1, 64);
        assertThat(numbers.isNew(1)).isFalse();
        assertThat(numbers.isNew(2)).isTrue();

        note(128);
        assertThat(numbers.isNew(127)).isTrue();
        assertThat(numbers.isNew(65)).isTrue();

        note(127, 191, 255);
        assertThat(numbers.isNew(254)).isTrue();
        assertThat(numbers.isNew(192)).isTrue();
    }
}
