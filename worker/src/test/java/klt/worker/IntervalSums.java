package klt.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import klt.common.histogram.LatencyAggregate;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.Interval;

/** Every interval of a run is reported once, and their sum equals its totals. */
final class IntervalSums {

    private IntervalSums() {}

    static void areThoseOf(RunProgress progress, List<Interval> intervals) {
        assertThat(intervals)
                .extracting(Interval::number)
                .isEqualTo(
                        LongStream.rangeClosed(1, progress.intervals()).boxed().toList());
        assertThat(intervals).extracting(Interval::second).isSorted().doesNotHaveDuplicates();
        assertThat(intervals.stream().mapToLong(Interval::sent).sum()).isEqualTo(progress.sent());
        assertThat(intervals.stream()
                        .mapToLong(interval -> interval.completed().acked())
                        .sum())
                .isEqualTo(progress.acked());
        LatencyAggregate responseTime = new LatencyAggregate();
        LatencyAggregate serviceTime = new LatencyAggregate();
        intervals.forEach(interval -> responseTime.add(interval.latencies().responseTime()));
        intervals.forEach(interval -> serviceTime.add(interval.latencies().serviceTime()));
        assertThat(responseTime.count()).isEqualTo(progress.acked());
        assertThat(serviceTime.count()).isEqualTo(progress.acked());
    }
}
