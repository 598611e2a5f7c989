package klt.controller.core.stats;

import java.util.Optional;
import klt.common.protocol.Consumed;
import klt.common.protocol.StatusRecord.Interval;

/**
 * How long Kafka quotas throttled clients, summed across clients.
 *
 * @param produceNanos producers' throttle time; empty if none reported it
 * @param fetchNanos consumers' throttle time; empty if none reported it
 */
public record Throttled(Optional<Long> produceNanos, Optional<Long> fetchNanos) {

    private static final long NANOS_PER_MICRO = 1_000;

    static final Throttled UNKNOWN = new Throttled(Optional.empty(), Optional.empty());

    /**
     * How long quotas throttled producers that had messages to send, summed across workers.
     *
     * @param nanos throttle time
     * @param ofNanos the time in which the producers had messages to send
     */
    public record Share(long nanos, long ofNanos) {

        public static final Share NONE = new Share(0, 0);

        /** The share of one interval; none if the worker neither sent nor waited for outcomes, or does not report its throttle time. */
        static Share of(Interval interval) {
            boolean sends = interval.sent() > 0
                    || interval.inFlight() > 0
                    || !interval.completed().equals(Interval.Outcomes.NONE);
            return interval.times()
                    .throttledNanos()
                    .filter(nanos -> sends)
                    .map(nanos -> new Share(nanos, interval.times().elapsedNanos()))
                    .orElse(NONE);
        }

        public Share plus(Share other) {
            return new Share(nanos + other.nanos, ofNanos + other.ofNanos);
        }

        /** The average fraction of the time in which a worker's producers were throttled, 0 to 1; empty if none was measured. */
        public Optional<Double> fraction() {
            return ofNanos == 0 ? Optional.empty() : Optional.of(Math.min(1, (double) nanos / ofNanos));
        }
    }

    public static Throttled produce(Optional<Long> nanos) {
        return new Throttled(nanos, Optional.empty());
    }

    static Throttled fetch(Optional<Long> nanos) {
        return new Throttled(Optional.empty(), nanos);
    }

    /** Returns the throttle time of a worker's members since the start of the run. */
    static Throttled of(Consumed report) {
        return since(Optional.empty(), report);
    }

    /** Returns the throttle time of a worker's members since its previous report. */
    static Throttled since(Optional<Consumed> before, Consumed report) {
        long earlier =
                before.flatMap(known -> known.members().throttledMicros()).orElse(0L);
        return fetch(report.members().throttledMicros().map(micros -> Math.max(0, micros - earlier) * NANOS_PER_MICRO));
    }

    public Throttled plus(Throttled other) {
        return new Throttled(sum(produceNanos, other.produceNanos), sum(fetchNanos, other.fetchNanos));
    }

    private static Optional<Long> sum(Optional<Long> one, Optional<Long> another) {
        return one.map(nanos -> nanos + another.orElse(0L)).or(() -> another);
    }
}
