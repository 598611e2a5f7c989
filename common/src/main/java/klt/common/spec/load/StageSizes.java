package klt.common.spec.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import klt.common.schedule.Arrivals;
import klt.common.schedule.FireTimes;
import klt.common.schedule.LoadChange;
import klt.common.schedule.LoadProfile;
import klt.common.schedule.LoadProfile.Played;
import klt.common.schedule.LoadProfile.Span;
import klt.common.spec.message.size.SizeRange;
import klt.common.spec.message.size.Sizes;

/**
 * A run's value sizes, by sequence. A message's size depends on the stage in which it is due, so all workers use the same size for it.
 *
 * @param ranges at least one range, starting at sequence 0; adjacent ranges differ in size
 */
public record StageSizes(List<SequenceRange> ranges) {

    /**
     * A range of messages whose values have these sizes.
     *
     * @param from first sequence; the range extends to the next one, and is empty if both start at the same sequence
     */
    public record SequenceRange(long from, Sizes sizes) {}

    public StageSizes {
        ranges = List.copyOf(ranges);
    }

    /**
     * @param changes changes to the load during the run, in chronological order
     * @param byDefault the sizes for stages that set none
     */
    public static StageSizes of(Load load, List<LoadChange> changes, Sizes byDefault) {
        if (!hasStageSizes(load)) {
            return new StageSizes(List.of(new SequenceRange(0, byDefault)));
        }
        FireTimes times = load.fireTimes(changes).orElseThrow();
        List<SequenceRange> ranges = new ArrayList<>();
        for (Played played : load.profile().orElseThrow().stages(changes)) {
            Sizes sizes = played.stage().size().orElse(byDefault);
            if (ranges.isEmpty() || !ranges.getLast().sizes().equals(sizes)) {
                ranges.add(new SequenceRange(times.firstAtOrAfter(played.fromNanos()), sizes));
            }
        }
        return new StageSizes(ranges);
    }

    /** Returns whether any stage sets its own size. */
    private static boolean hasStageSizes(Load load) {
        return load.rate() instanceof Rate.Staged staged
                && staged.stages().stream().anyMatch(stage -> stage.size().isPresent());
    }

    /** Returns the distinct sizes. */
    public List<Sizes> distinct() {
        return ranges.stream().map(SequenceRange::sizes).distinct().toList();
    }

    /** Returns the same ranges for a run with fewer messages. */
    public StageSizes scaled(double factor) {
        return new StageSizes(ranges.stream()
                .map(range -> new SequenceRange((long) (range.from() * factor), range.sizes()))
                .toList());
    }

    /**
     * Returns the smallest and largest sizes across all stages, and the planned messages' average size.
     *
     * @param byDefault the sizes for stages that set none
     */
    public static SizeRange range(Load load, Sizes byDefault) {
        if (!hasStageSizes(load)) {
            return SizeRange.of(byDefault);
        }
        LoadProfile profile = load.profile().orElseThrow();
        long messagesMax = load.extent() instanceof Extent.Messages(long count) ? count : FireTimes.UNBOUNDED;
        FireTimes times = new FireTimes(profile.segments(), Arrivals.UNIFORM, messagesMax);
        Map<Sizes, Double> messages = new LinkedHashMap<>();
        for (Span span : profile.spans()) {
            messages.merge(
                    span.stage().size().orElse(byDefault),
                    times.scheduled(span.fromNanos(), span.toNanos()),
                    Double::sum);
        }
        double all = 0;
        double bytes = 0;
        for (var part : messages.entrySet()) {
            all += part.getValue();
            bytes += part.getValue() * part.getKey().average();
        }
        return new SizeRange(
                messages.keySet().stream().mapToInt(Sizes::min).min().orElseThrow(),
                messages.keySet().stream().mapToInt(Sizes::max).max().orElseThrow(),
                bytes / all);
    }

    /**
     * Returns the average value size of the stage with the largest values.
     *
     * @param byDefault the sizes for stages that set none
     */
    public static double largestAverage(Load load, Sizes byDefault) {
        if (!hasStageSizes(load)) {
            return byDefault.average();
        }
        return load.profile().orElseThrow().spans().stream()
                .mapToDouble(span -> span.stage().size().orElse(byDefault).average())
                .max()
                .orElseThrow();
    }

    /**
     * Returns the bytes per second in the stage with the highest throughput, based on its average size, or empty at rate max.
     *
     * @param byDefault the sizes for stages that set none
     * @param messageBytes a message's size as a function of its average value size
     */
    public static Optional<Double> peakBytes(Load load, Sizes byDefault, ToDoubleFunction<Sizes> messageBytes) {
        if (!hasStageSizes(load)) {
            return load.peakRate().map(rate -> rate * messageBytes.applyAsDouble(byDefault));
        }
        Map<Sizes, Double> peaks = new LinkedHashMap<>();
        for (Span span : load.profile().orElseThrow().spans()) {
            peaks.merge(span.stage().size().orElse(byDefault), span.peak(), Double::max);
        }
        return peaks.entrySet().stream()
                .map(peak -> peak.getValue() * messageBytes.applyAsDouble(peak.getKey()))
                .max(Double::compare);
    }
}
