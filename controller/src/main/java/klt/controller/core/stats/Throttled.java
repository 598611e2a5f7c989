package klt.controller.core.stats;

import java.util.Optional;

/**
 * How long Kafka quotas throttled clients, summed across clients. Empty if no client reported it.
 *
 * @param produceNanos of producers
 * @param fetchNanos of consumers
 */
public record Throttled(Optional<Long> produceNanos, Optional<Long> fetchNanos) {

    static final Throttled UNKNOWN = new Throttled(Optional.empty(), Optional.empty());

    public static Throttled produce(Optional<Long> nanos) {
        return new Throttled(nanos, Optional.empty());
    }

    static Throttled fetch(Optional<Long> nanos) {
        return new Throttled(Optional.empty(), nanos);
    }

    public Throttled plus(Throttled other) {
        return new Throttled(sum(produceNanos, other.produceNanos), sum(fetchNanos, other.fetchNanos));
    }

    private static Optional<Long> sum(Optional<Long> one, Optional<Long> another) {
        return one.map(nanos -> nanos + another.orElse(0L)).or(() -> another);
    }
}
