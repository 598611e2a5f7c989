package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.PartitionAuditReport;
import org.apache.kafka.common.TopicPartition;

/**
 * The result of an audit; {@code docs/integrity.md} defines each figure.
 *
 * @param audited messages of the run that were found, including duplicates
 * @param lost acked messages that are missing
 * @param samples the first samples of each kind
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
        @JsonUnwrapped Partitions partitions,
        List<Sample> samples) {

    /** Maximum number of samples of one kind. */
    public static final int SAMPLES_MAX = 100;

    public AuditResult {
        samples = List.copyOf(samples);
    }

    /** Adds the topic to each sample. */
    public AuditResult inTopics(PartitionNumbers partitions) {
        return new AuditResult(
                audited,
                lost,
                indeterminate,
                ghosts,
                duplicated,
                reordered,
                corrupted,
                misrouted,
                foreign,
                this.partitions,
                samples.stream().map(sample -> sample.in(partitions)).toList());
    }

    /**
     * Findings about entire partitions.
     *
     * @param offsetGaps number of offsets between two records that have no record
     * @param mismatched number of producers and partitions whose messages are all present exactly once, but not at the acked offsets
     * @param truncated number of partitions whose end is below an acked offset, or was during the run
     */
    public record Partitions(long offsetGaps, long mismatched, long truncated) {}

    /** Messages whose outcome the sender does not know, by whether they are in the topic. */
    public record Indeterminate(long present, long absent) {}

    /**
     * Messages that are in the topic more than once, by cause.
     *
     * @param sameEpoch sent by one worker and written twice by the client or the broker
     * @param handover sent by a lost worker, and again by the worker that replaced it
     * @param zombie the same, but the lost worker sent it after its grant was revoked
     */
    public record Duplicated(long sameEpoch, long handover, long zombie) {}

    /** Kinds of faults. */
    public enum Kind {
        LOST,
        GHOST,
        DUPLICATE,
        REORDERED,
        CORRUPT,
        MISROUTED,
        FOREIGN,
        /** A message of a transaction that its sender aborted. */
        ABORTED;

        public static Kind of(PartitionAuditReport.Kind kind) {
            return valueOf(kind.name());
        }
    }

    /**
     * One message or record; consecutive lost messages are one sample.
     *
     * @param kind the name of a {@link Kind}; a string, because the document of another version may have a different one
     * @param topic empty in documents of earlier versions
     * @param offset of the record; for a missing message, that of the record in its place; empty if unknown
     * @param sequence of the message; for a missing message, that of the next message; empty if unknown
     */
    public record Sample(
            String kind, Optional<String> topic, int partition, Optional<Long> offset, Optional<Long> sequence) {

        public Sample {
            topic = Objects.requireNonNullElse(topic, Optional.empty());
        }

        /** @param number of the partition among those of all topics */
        public Sample(Kind kind, int number, Optional<Long> offset, Optional<Long> sequence) {
            this(kind.name(), Optional.empty(), number, offset, sequence);
        }

        private Sample in(PartitionNumbers partitions) {
            TopicPartition place = partitions.at(partition);
            return new Sample(kind, Optional.of(place.topic()), place.partition(), offset, sequence);
        }
    }
}
