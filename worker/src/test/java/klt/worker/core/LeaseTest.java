package klt.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final String ME = "w1.1";
    private static final List<String> WITH_ME = List.of("w0.1", ME);
    private static final List<String> WITHOUT_ME = List.of("w0.1", "w1.2");
    private static final long SECOND = 1_000_000_000L;

    private Lease lease = Lease.of(ME);

    @Test
    void mayGoOnBeforeAnyTick() {
        assertThat(lease.isClear()).isTrue();
        assertThat(lease.isRevoked()).isFalse();
        assertThat(lease.isSilentFor(Duration.ZERO, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void isNotRevokedByTicksThatDoNotListItYet() {
        tick(1, WITHOUT_ME, 1_000);
        tick(1, WITHOUT_ME, 2_000);
        tick(1, WITH_ME, 3_000);

        assertThat(lease.isRevoked()).isFalse();
        assertThat(lease.isClear()).isTrue();
    }

    @Test
    void isRevokedWhenItWasListedAndNoLongerIs() {
        tick(1, WITH_ME, 1_000);
        tick(1, WITHOUT_ME, 2_000);

        assertThat(lease.isRevoked()).isTrue();
        assertThat(lease.isClear()).isFalse();
    }

    @Test
    void staysRevokedWhateverComesAfter() {
        tick(1, WITH_ME, 1_000);
        tick(1, WITHOUT_ME, 2_000);

        tick(1, WITH_ME, 3_000);
        tick(2, WITH_ME, 4_000);
        lease = lease.onThaw(5_000);
        tick(2, WITH_ME, 6_000);

        assertThat(lease.isRevoked()).isTrue();
        assertThat(lease.isClear()).isFalse();
    }

    @Test
    void canBeListedAgainByEachController() {
        tick(1, WITH_ME, 1_000);
        tick(2, WITHOUT_ME, 2_000);
        assertThat(lease.isRevoked()).isFalse();

        tick(2, WITHOUT_ME, 3_000);
        assertThat(lease.isRevoked()).isFalse();

        tick(2, WITH_ME, 4_000);
        tick(2, WITHOUT_ME, 5_000);
        assertThat(lease.isRevoked()).isTrue();
    }

    @Test
    void isRevokedWhenANewControllerDoesNotListItForLong() {
        tick(1, WITH_ME, 1_000);
        for (int i = 0; i < Lease.UNLISTED_TICKS_MAX - 1; i++) {
            tick(2, WITHOUT_ME, 2_000);
        }
        assertThat(lease.isRevoked()).isFalse();

        tick(2, WITHOUT_ME, 3_000);
        assertThat(lease.isRevoked()).isTrue();
    }

    @Test
    void givesEachNewControllerTheSameTimeToListIt() {
        tick(1, WITH_ME, 1_000);
        for (int term = 2; term < 10; term++) {
            for (int i = 0; i < Lease.UNLISTED_TICKS_MAX - 1; i++) {
                tick(term, WITHOUT_ME, 2_000);
            }
        }
        assertThat(lease.isRevoked()).isFalse();
    }

    @Test
    void waitsToBeListedForTheFirstTimeAsLongAsItTakes() {
        for (int i = 0; i < 10 * Lease.UNLISTED_TICKS_MAX; i++) {
            tick(1, WITHOUT_ME, i);
        }
        assertThat(lease.isRevoked()).isFalse();
    }

    @Test
    void isRevokedByARunThatListsItAsDepartedThoughItWasNeverListed() {
        tick(1, WITHOUT_ME, 1_000);

        lease = lease.onDeclaredLost();

        assertThat(lease.isRevoked()).isTrue();
        assertThat(lease.isClear()).isFalse();
    }

    @Test
    void isRevokedWhenItWasFrozenAndIsNotListedForLongThoughItNeverWas() {
        lease = lease.onThaw(500);
        for (int i = 0; i < Lease.UNLISTED_TICKS_MAX - 1; i++) {
            tick(1, WITHOUT_ME, 1_000);
        }
        assertThat(lease.isRevoked()).isFalse();

        tick(1, WITHOUT_ME, 2_000);
        assertThat(lease.isRevoked()).isTrue();
    }

    @Test
    void isRevokedByATickInTheMiddleOfMany() {
        List<List<String>> ticks = List.of(WITHOUT_ME, WITH_ME, WITH_ME, WITHOUT_ME, WITH_ME);
        for (int i = 0; i < ticks.size(); i++) {
            tick(1, ticks.get(i), i);
        }

        assertThat(lease.isRevoked()).isTrue();
    }

    @Test
    void isNotClearAfterAFreezeUntilALaterTickListsIt() {
        tick(1, WITH_ME, 1_000);

        lease = lease.onThaw(10_000);
        assertThat(lease.isClear()).isFalse();
        tick(1, WITH_ME, 9_999);
        assertThat(lease.isClear()).isFalse();
        tick(1, WITH_ME, 10_000);
        assertThat(lease.isClear()).isFalse();
        tick(1, WITH_ME, 10_001);
        assertThat(lease.isClear()).isTrue();
    }

    @Test
    void isNotClearedByATickThatDoesNotListIt() {
        lease = lease.onThaw(10_000);

        tick(1, WITHOUT_ME, 11_000);

        assertThat(lease.isClear()).isFalse();
        assertThat(lease.isRevoked()).isFalse();
    }

    @Test
    void isNotClearedByTheFirstFreezesTickAfterASecondFreeze() {
        lease = lease.onThaw(10_000);
        lease = lease.onThaw(20_000);

        tick(1, WITH_ME, 15_000);
        assertThat(lease.isClear()).isFalse();

        tick(1, WITH_ME, 21_000);
        assertThat(lease.isClear()).isTrue();
    }

    @Test
    void isRevokedWhenItWasUnlistedWhileItWasFrozen() {
        tick(1, WITH_ME, 1_000);
        lease = lease.onThaw(10_000);

        tick(1, WITHOUT_ME, 8_000);

        assertThat(lease.isRevoked()).isTrue();
    }

    @Test
    void countsTheSilenceFromTheNewestTick() {
        lease = lease.onTick(1, WITHOUT_ME, 0, 10 * SECOND);
        lease = lease.onTick(1, WITHOUT_ME, 0, 12 * SECOND);

        assertThat(lease.isSilentFor(Duration.ofSeconds(5), 17 * SECOND - 1)).isFalse();
        assertThat(lease.isSilentFor(Duration.ofSeconds(5), 17 * SECOND)).isTrue();
        assertThat(lease.onTick(2, WITH_ME, 0, 17 * SECOND).isSilentFor(Duration.ofSeconds(5), 17 * SECOND))
                .isFalse();
    }

    @Test
    void isLeaderlessWhenKafkaAnswersAndNoTickComes() {
        lease = lease.onTick(1, WITH_ME, 0, 10 * SECOND);
        for (int second = 11; second < 15; second++) {
            lease = lease.onAnswer(second * SECOND);
        }
        assertThat(lease.isLeaderlessFor(Duration.ofSeconds(5))).isFalse();

        lease = lease.onAnswer(15 * SECOND);
        assertThat(lease.isLeaderlessFor(Duration.ofSeconds(5))).isTrue();
        assertThat(lease.onTick(2, WITHOUT_ME, 0, 15 * SECOND).isLeaderlessFor(Duration.ofNanos(1)))
                .as("after a tick of any controller")
                .isFalse();
    }

    @Test
    void doesNotCountTheTimeInWhichKafkaDoesNotAnswer() {
        lease = lease.onTick(1, WITH_ME, 0, 10 * SECOND).onAnswer(11 * SECOND);

        lease = lease.onAnswer(1_000 * SECOND).onAnswer(1_001 * SECOND);

        assertThat(lease.isLeaderlessFor(Duration.ofSeconds(2))).isTrue();
        assertThat(lease.isLeaderlessFor(Duration.ofSeconds(2).plusNanos(1))).isFalse();
    }

    @Test
    void isNotLeaderlessBeforeTheFirstTick() {
        for (int second = 0; second < 100; second++) {
            lease = lease.onAnswer(second * SECOND);
        }

        assertThat(lease.isLeaderlessFor(Duration.ofSeconds(5))).isFalse();
    }

    @Test
    void knowsWhenItsSilenceIsOver() {
        assertThat(lease.silentAtNanos(Duration.ofSeconds(5))).isEmpty();

        lease = lease.onTick(1, WITH_ME, 0, 10 * SECOND);

        assertThat(lease.silentAtNanos(Duration.ofSeconds(5))).contains(15 * SECOND);
    }

    @Test
    void holdsUntilATickThatWasWrittenAfterwardsListsIt() {
        tick(1, WITH_ME, 1_000);

        lease = lease.onHold(31_000);
        lease = lease.onHold(60_000);

        assertThat(lease.isClear()).isFalse();
        tick(1, WITH_ME, 2_000);
        assertThat(lease.isClear()).as("a tick of the backlog").isFalse();
        tick(1, WITH_ME, 60_001);
        assertThat(lease.isClear()).isTrue();
    }

    @Test
    void isRevokedWhenItHeldAndTheNextTickDoesNotListIt() {
        tick(1, WITH_ME, 1_000);
        lease = lease.onHold(31_000);

        tick(1, WITHOUT_ME, 60_000);

        assertThat(lease.isRevoked()).isTrue();
    }

    private void tick(long term, List<String> workers, long stampMillis) {
        lease = lease.onTick(term, workers, stampMillis, 0);
    }
}
