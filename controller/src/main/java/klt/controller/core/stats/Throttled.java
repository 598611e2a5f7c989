package klt.controller.core.stats;

import java.util.Optional;
import klt.common.protocol.Consumed;

/**
 * How long Kafka quotas throttled clients, summed across clients.
 *
 * @param produceNanos producers' throttle time; empty if none reported it
 * @param fetchNanos consumers' throttle time; empty if none reported it
 */
public record Throttled(Optional<Long> produceNanos, Optional<Long> fetchNanos) {

    private static final long NANOS_PER_MICRO = 1_000;

    static final Throttled UNKNOWN = new Throttled(Optional.empty(), Optional.empty());

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
