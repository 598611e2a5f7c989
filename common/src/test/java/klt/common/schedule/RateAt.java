package klt.common.schedule;

import java.util.ArrayList;
import java.util.List;

/** A rate, and the time after the start from which it applies. */
record RateAt(long startNanos, double rate) {

    /** A schedule of such rates, of which the last has no end. */
    static FireTimes schedule(long messagesMax, RateAt... rates) {
        return new FireTimes(segments(Segment.FOREVER, rates), Arrivals.UNIFORM, messagesMax);
    }

    /** The segments of such rates, of which the last ends at a given time. */
    static List<Segment> segments(long endNanos, RateAt... rates) {
        List<Segment> segments = new ArrayList<>();
        for (int k = 0; k < rates.length; k++) {
            boolean last = k == rates.length - 1;
            long end = last ? endNanos : Math.min(endNanos, rates[k + 1].startNanos);
            if (end > rates[k].startNanos) {
                segments.add(new Segment.Constant(
                        end == Segment.FOREVER ? Segment.FOREVER : end - rates[k].startNanos, rates[k].rate));
            }
        }
        return segments;
    }
}
