package klt.common.histogram;

import java.util.Optional;

/**
 * A {@link LatencyAggregate} that {@link #compact} encodes, at a fifth of the memory, until something is added again. Saves memory when
 * there are many that rarely change. Not thread-safe.
 */
public final class CompactLatency {

    private Optional<LatencyAggregate> open = Optional.empty();
    private byte[] encoded = {};
    /** number of buckets in the encoding */
    private int buckets;

    private LatencySummary summary = LatencySummary.EMPTY;

    /** @param neverAnswered messages that will never be acknowledged */
    public void add(LatencyHistogram part, long neverAnswered) {
        reopen().add(part, neverAnswered);
    }

    public void add(CompactLatency other) {
        reopen().add(other.open.orElseGet(other::decoded));
    }

    private LatencyAggregate reopen() {
        if (open.isEmpty()) {
            open = Optional.of(decoded());
        }
        return open.orElseThrow();
    }

    private LatencyAggregate decoded() {
        LatencyAggregate aggregate = new LatencyAggregate();
        LatencyHistogram answered =
                buckets == 0 ? LatencyHistogram.EMPTY : HistogramEncoding.decode(encoded, buckets, Long.MAX_VALUE);
        aggregate.add(answered, summary.unanswered());
        return aggregate;
    }

    /** Encodes what was added. */
    public void compact() {
        if (open.isEmpty()) {
            return;
        }
        LatencyHistogram answered = open.get().histogram();
        if (!answered.isEmpty()) {
            encoded = HistogramEncoding.encode(answered);
            buckets = answered.size();
        }
        summary = open.get().summary();
        open = Optional.empty();
    }

    public LatencySummary summary() {
        return open.map(LatencyAggregate::summary).orElse(summary);
    }
}
