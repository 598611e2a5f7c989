package klt.controller.core;

import java.util.List;
import java.util.Optional;
import klt.common.protocol.PartitionAuditReport;

/**
 * What an audit found; what each figure means stands in {@code docs/integrity.md}.
 *
 * @param audited messages of the run that were found, each as often as it is there
 * @param lost acked, and not there
 * @param mismatched producers and partitions whose messages are all there once, but not at the offsets of their acks
 * @param truncated partitions that end below an offset that was acked, or did so while the run went on
 * @param samples the first of each kind
 */
public record AuditResult(
        long audited,
        long lost,
        Indeterminate indeterminate,
        long ghosts,
        Duplicated duplicated,
        long reordered,
        long corrupted,
        long misrouted,
        long foreign,
        long offsetGaps,
        long mismatched,
        long truncated,
        List<Sample> samples) {

    /** Samples of one kind. */
    public static final int SAMPLES_MAX = 100;

    public AuditResult {
        samples = List.copyOf(samples);
    }

    /** Messages of which no sender knows whether they are there: they are, or they are not. */
    public record Indeterminate(long present, long absent) {}

    /**
     * Messages that are there more than once, by cause.
     *
     * @param sameEpoch one worker's, written again by the client or the broker
     * @param handover sent by a worker that was lost, and in its place by another
     * @param zombie the same, sent by the first after it was given up
     */
    public record Duplicated(long sameEpoch, long handover, long zombie) {}

    /** What is wrong with a message. */
    public enum Kind {
        LOST,
        GHOST,
        DUPLICATE,
        REORDERED,
        CORRUPT,
        MISROUTED,
        FOREIGN;

        static Kind of(PartitionAuditReport.Kind kind) {
            return valueOf(kind.name());
        }
    }

    /**
     * One message or record; of messages that are lost one after the other, all of them.
     *
     * @param offset of the record; of a message that is not there, of the record that came in its place; empty when it is not known
     * @param sequence of the message; of one that is not there, of the message that follows it; empty when it is not known
     */
    public record Sample(Kind kind, int partition, Optional<Long> offset, Optional<Long> sequence) {}
}
