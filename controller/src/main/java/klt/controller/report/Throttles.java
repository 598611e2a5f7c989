package klt.controller.report;

import java.util.Optional;
import klt.common.report.Totals.Throttle;
import klt.controller.core.stats.Throttled;

/** Converts throttle times to seconds, for the HTTP API. */
final class Throttles {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final double MILLIS_PER_SECOND = 1e3;

    private Throttles() {}

    static Throttle of(Throttled throttled) {
        return new Throttle(seconds(throttled.produceNanos()), seconds(throttled.fetchNanos()));
    }

    private static Optional<Double> seconds(Optional<Long> nanos) {
        return nanos.map(all -> all / NANOS_PER_MILLI / MILLIS_PER_SECOND);
    }
}
