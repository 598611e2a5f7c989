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
 * @param audited number of messages of the run that were found, including duplicates
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
     * @param offsetGaps number of offsets without a record before the last record that was read
     * @param mismatched number of pairs of a producer and a partition whose messages are all present exactly once, but not at the acked
     *     offsets
     * @param truncated number of partitions whose end is, or was during the run, below an acked offset
     */
    public record Partitions(long offsetGaps, long mismatched, long truncated) {}

    /** Messages with an unknown outcome, divided into messages that are in the topic and messages that are not. */
    public record Indeterminate(long present, long absent) {}

    /**
     * Messages that are in the topic more than once, by cause.
     *
     * @param sameEpoch messages that one worker sent once, and that the client or the broker wrote twice
     * @param handover messages that a lost worker sent, and that the worker that took over its shards sent again
     * @param zombie such messages that the lost worker sent after its grant had been revoked
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
     * @param kind the name of a {@link Kind}; a string, because a document of another version may contain an unknown name
     * @param topic empty in documents of earlier versions
     * @param offset offset of the record or, for a missing message, of the record in its place; empty if unknown
     * @param sequence sequence of the message or, for a missing message, of the next message; empty if unknown
     */
    public record Sample(
            String kind, Optional<String> topic, int partition, Optional<Long> offset, Optional<Long> sequence) {

        public Sample {
            topic = Objects.requireNonNullElse(topic, Optional.empty());
        }

        /** @param number number of the partition among the partitions of all topics */
        public Sample(Kind kind, int number, Optional<Long> offset, Optional<Long> sequence) {
            this(kind.name(), Optional.empty(), number, offset, sequence);
        }

        private Sample in(PartitionNumbers partitions) {
            TopicPartition place = partitions.at(partition);
            return new Sample(kind, Optional.of(place.topic()), place.partition(), offset, sequence);
        }
    }
}
