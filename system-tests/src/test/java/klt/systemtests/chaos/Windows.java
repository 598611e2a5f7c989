package klt.systemtests.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** How many messages there were in each whole window of time. */
record Windows(Duration width, List<Long> counts) {

    Windows {
        counts = List.copyOf(counts);
    }

    /**
     * @param stampsMillis of the messages, in any order
     * @param end a window that is not over by then is left out
     */
    static Windows of(LongStream stampsMillis, Instant start, Instant end, Duration width) {
        long from = start.toEpochMilli();
        int whole = Math.toIntExact(Math.max(0, Duration.between(start, end).dividedBy(width)));
        long[] counts = new long[whole];
        stampsMillis.forEach(stamp -> {
            long window = Math.floorDiv(stamp - from, width.toMillis());
            if (window >= 0 && window < whole) {
                counts[(int) window]++;
            }
        });
        return new Windows(width, Arrays.stream(counts).boxed().toList());
    }

    /** Messages per second in each. */
    List<Double> rates() {
        return counts.stream().map(count -> count * 1_000.0 / width.toMillis()).toList();
    }

    /** All but the first so many. */
    Windows skip(int first) {
        return new Windows(width, counts.subList(Math.min(first, counts.size()), counts.size()));
    }

    /** How far the worst one is off a rate, as a fraction of it. */
    double worstDeviation(double rate) {
        return rates().stream()
                .mapToDouble(actual -> Math.abs(actual - rate) / rate)
                .max()
                .orElse(0);
    }
}
