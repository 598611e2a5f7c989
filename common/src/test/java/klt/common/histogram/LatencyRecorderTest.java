package klt.common.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyRecorderTest {

    private static final long SEED = 20_260_104L;

    @ParameterizedTest
    @CsvSource({"0,0", "499,0", "500,1", "1499,1", "1500,2", "2000000,2000", "9223372036854775807,9223372036854776"})
    void latenciesAreRoundedToMicroseconds(long nanos, long micros) {
        LatencyRecorder recorder = new LatencyRecorder();

        recorder.recordNanos(nanos);

        Histogram interval = recorder.takeInterval();
        assertThat(interval.getTotalCount()).isEqualTo(1);
        assertThat(interval.getCountAtValue(micros)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -499, -500, -1_499, -1_500, Long.MIN_VALUE})
    void aNegativeLatencyThrowsAndRecordsNothing(long nanos) {
        LatencyRecorder recorder = new LatencyRecorder();

        assertThatIllegalArgumentException().isThrownBy(() -> recorder.recordNanos(nanos));

        assertThat(recorder.takeInterval().getTotalCount()).isZero();
    }

    @Test
    void anIntervalHoldsWhatCameSinceTheLastOne() {
        LatencyRecorder recorder = new LatencyRecorder();

        recorder.recordNanos(1_000);
        Histogram first = recorder.takeInterval();
        recorder.recordNanos(2_000);
        recorder.recordNanos(3_000);
        Histogram second = recorder.takeInterval();

        assertThat(first.getTotalCount()).isEqualTo(1);
        assertThat(second.getTotalCount()).isEqualTo(2);
        assertThat(second.getMinNonZeroValue()).isEqualTo(2);
        assertThat(recorder.takeInterval().getTotalCount()).isZero();
    }

    @Test
    void noSampleIsLostOrTwiceBetweenTheThreads() throws InterruptedException, ExecutionException {
        LatencyRecorder recorder = new LatencyRecorder();
        int samples = 200_000;
        FutureTask<Boolean> writer = new FutureTask<>(
                () -> {
                    SplittableRandom random = new SplittableRandom(SEED);
                    for (int i = 0; i < samples; i++) {
                        recorder.recordNanos(random.nextLong(1_000_000_000_000L));
                    }
                },
                true);
        Thread.ofPlatform().start(writer);

        List<Histogram> intervals = new ArrayList<>();
        while (!writer.isDone()) {
            intervals.add(recorder.takeInterval());
        }
        writer.get();
        intervals.add(recorder.takeInterval());

        assertThat(intervals.stream().mapToLong(Histogram::getTotalCount).sum()).isEqualTo(samples);
    }
}
