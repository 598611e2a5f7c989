package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.PartitionAuditReport;
import org.apache.kafka.common.TopicPartition;

/**
 * An audit's result; {@code docs/integrity.md} defines each figure.
 *
 * @param audited number of the run's messages found, including duplicates
 * @param lost acked messages that are missing
 * @param samples the first few samples of each kind
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

    /** Maximum number of samples per kind. */
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
     * @param offsetGaps number of offsets without a record, up to the last record read
     * @param mismatched number of (producer, partition) pairs whose messages are all present exactly once, but not at the acked offsets
     * @param truncated number of partitions whose end is below an acked offset, or was during the run
     */
    public record Partitions(long offsetGaps, long mismatched, long truncated) {}

    /** Messages with an unknown outcome, split into those present in the topic and those absent. */
    public record Indeterminate(long present, long absent) {}

    /**
     * Messages that are in the topic more than once, by cause.
     *
     * @param sameEpoch messages sent once by one worker, but written twice by the client or the broker
     * @param handover messages sent by a lost worker, and again by the worker that took over its shards
     * @param zombie those of them that the lost worker sent after its grant had been revoked
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
        /** A message from a transaction that its sender aborted. */
        ABORTED;

        public static Kind of(PartitionAuditReport.Kind kind) {
            return valueOf(kind.name());
        }
    }

    /**
     * A message or record; consecutive lost messages form one sample.
     *
     * @param kind the name of a {@link Kind}; a string, because a document from another version may have an unknown name
     * @param topic empty in documents from earlier versions
     * @param offset the record's offset or, for a missing message, that of the record in its place; empty if unknown
     * @param sequence the message's sequence or, for a missing message, that of the next message; empty if unknown
     */
    public record Sample(
            String kind, Optional<String> topic, int partition, Optional<Long> offset, Optional<Long> sequence) {

        public Sample {
            topic = Objects.requireNonNullElse(topic, Optional.empty());
        }

        /** @param number the partition's number among the partitions of all topics */
        public Sample(Kind kind, int number, Optional<Long> offset, Optional<Long> sequence) {
            this(kind.name(), Optional.empty(), number, offset, sequence);
        }

        private Sample in(PartitionNumbers partitions) {
            TopicPartition place = partitions.at(partition);
            return new Sample(kind, Optional.of(place.topic()), place.partition(), offset, sequence);
        }
    }
}
