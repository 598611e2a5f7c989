package klt.common.histogram;

import java.util.Optional;

/**
 * A {@link LatencyAggregate} that {@link #compact} encodes to a fifth of its size in memory. Values added later are merged into the
 * encoding. Not thread-safe.
 */
public final class CompactLatency {

    private Optional<LatencyAggregate> open = Optional.of(new LatencyAggregate());
    private byte[] encoded = {};
    private LatencySummary summary = LatencySummary.EMPTY;

    /** @param neverAnswered number of messages that will never be acknowledged */
    public void add(LatencyHistogram part, long neverAnswered) {
        if (open.isPresent()) {
            open.get().add(part, neverAnswered);
        } else {
            LatencySummary.Builder sum =
                    new LatencySummary.Builder(summary.count() + part.samples(), summary.unanswered() + neverAnswered);
            encoded = HistogramEncoding.merge(encoded, part, sum);
            summary = sum.build();
        }
    }

    public void add(CompactLatency other) {
        if (other.open.isPresent()) {
            add(other.open.get().histogram(), other.open.get().unanswered());
        } else {
            add(HistogramEncoding.decode(other.encoded), other.summary.unanswered());
        }
    }

    /** Encodes everything added so far. */
    public void compact() {
        open.ifPresent(aggregate -> {
            encoded = HistogramEncoding.encode(aggregate.histogram());
            summary = aggregate.summary();
            open = Optional.empty();
        });
    }

    public LatencySummary summary() {
        return open.map(LatencyAggregate::summary).orElse(summary);
    }
}
