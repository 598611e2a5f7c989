package klt.worker.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SendTimeTest {

    private static final long EPOCH_NANOS = 1_700_000_000_123_000_000L;

    private long offset = EPOCH_NANOS;
    private final SendTime time = new SendTime(() -> offset);

    private long millisAt(long nanos) {
        time.at(nanos);
        return time.timestamp();
    }

    @Test
    void aTimestampIsBusTimeInMilliseconds() {
        assertThat(millisAt(0)).isEqualTo(1_700_000_000_123L);
        assertThat(millisAt(999_999)).isEqualTo(1_700_000_000_123L);
        assertThat(millisAt(1_000_000)).isEqualTo(1_700_000_000_124L);
        assertThat(millisAt(-1)).isEqualTo(1_700_000_000_122L);
    }

    @Test
    void messagesOfOneMillisecondShareATimestamp() {
        time.at(5_000_000);
        Long first = time.timestamp();
        time.at(5_900_000);

        assertThat(time.timestamp()).isSameAs(first);
    }

    @Test
    void aClockThatIsCorrectedCountsWithinASecond() {
        long before = millisAt(0);
        offset -= TimeUnit.HOURS.toNanos(2);

        assertThat(millisAt(TimeUnit.SECONDS.toNanos(1))).isEqualTo(before + 1_000 - TimeUnit.HOURS.toMillis(2));
    }
}
