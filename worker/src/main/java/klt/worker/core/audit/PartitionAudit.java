package klt.worker.core.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import klt.common.header.HeaderReader;
import klt.common.header.MessageHeader;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.PartitionAuditReport.Kind;
import klt.common.protocol.PartitionAuditReport.Sample;
import klt.common.protocol.PartitionAuditReport.Stray;
import org.jspecify.annotations.Nullable;

/**
 * Audits one partition, record by record in offset order, without knowing what was sent. Processing an ordinary record does not allocate;
 * the limits in {@link PartitionAuditReport} bound the memory, whatever is in the headers.
 */
public final class PartitionAudit {

    private static final int OTHER_TOPIC = -1;

    private final String run;
    private final int task;
    private final int partition;
    private final int runHash;
    private final int topicHash;
    private final ContestedAudit contested;
    private final HeaderReader header = new HeaderReader();
    private final Map<Integer, ProducerAudit> producers = new LinkedHashMap<>();
    private final Holes.Room room = new Holes.Room(PartitionAuditReport.HOLES_MAX);
    private final List<Stray> strays = new ArrayList<>();
    private final Map<Kind, List<Sample>> samples = new EnumMap<>(Kind.class);

    private long nextOffset;
    private long records;
    private long foreign;
    private long corrupt;
    private long offsetGaps;
    private long aborted;
    private long moreStrays;
    private boolean done;
    private String trouble = "";

    // cached, because consecutive records usually come from the same producer
    private int lastProducer;
    private @Nullable ProducerAudit last;

    /**
     * @param from first offset
     * @param contested receives all the run's messages
     */
    public PartitionAudit(String run, String topic, int task, int partition, long from, ContestedAudit contested) {
        this.run = run;
        this.task = task;
        this.partition = partition;
        this.contested = contested;
        runHash = MessageHeader.runHash(run);
        topicHash = MessageHeader.topicHash(topic);
        nextOffset = from;
    }

    /**
     * @param headers the record's number of {@code klt} headers; expected to be one
     * @param klt the value of the last such header
     */
    public void add(long offset, int headers, byte @Nullable [] klt, byte @Nullable [] key, byte @Nullable [] value) {
        records++;
        offsetGaps += Math.max(0, offset - nextOffset);
        nextOffset = offset + 1;
        if (headers == 0) {
            foreign(offset);
        } else if (headers > 1 || !header.read(klt, key, value)) {
            corrupt++;
            sample(Kind.CORRUPT, offset, -1);
        } else if (header.runHash() != runHash) {
            foreign(offset);
        } else if (header.topicHash() != topicHash || header.partition() != partition) {
            stray(offset);
        } else if (header.isAborted()) {
            aborted++;
            sample(Kind.ABORTED, offset, header.sequence());
        } else {
            message(offset);
        }
    }

    private void foreign(long offset) {
        foreign++;
        sample(Kind.FOREIGN, offset, -1);
    }

    private void stray(long offset) {
        sample(Kind.MISROUTED, offset, header.sequence());
        if (strays.size() < PartitionAuditReport.STRAYS_MAX) {
            int intended = header.topicHash() == topicHash ? header.partition() : OTHER_TOPIC;
            strays.add(new Stray(header.producer(), intended, header.ordinal()));
        } else {
            moreStrays++;
        }
    }

    private void message(long offset) {
        ProducerAudit producer = last;
        if (producer == null || lastProducer != header.producer()) {
            lastProducer = header.producer();
            producer = producers.get(lastProducer);
            if (producer == null) {
                if (producers.size() >= PartitionAuditReport.PRODUCERS_MAX) {
                    // no run has more producers than the limit, so the header is forged
                    corrupt++;
                    sample(Kind.CORRUPT, offset, header.sequence());
                    last = null;
                    return;
                }
                producer = new ProducerAudit(lastProducer, room);
                producers.put(lastProducer, producer);
            }
            last = producer;
        }
        switch (producer.add(header.ordinal(), offset, header.sequence())) {
            case NEW -> {}
            case LATE -> sample(Kind.REORDERED, offset, header.sequence());
            case SEEN -> sample(Kind.DUPLICATE, offset, header.sequence());
        }
        contested.see(header);
    }

    private void sample(Kind kind, long offset, long sequence) {
        List<Sample> some = samples.get(kind);
        if (some == null) {
            some = new ArrayList<>();
            samples.put(kind, some);
        }
        if (some.size() < PartitionAuditReport.SAMPLES_MAX) {
            some.add(new Sample(kind, offset, sequence));
        }
    }

    /** Advances to an offset that may have no record. */
    public void reach(long offset) {
        nextOffset = Math.max(nextOffset, offset);
    }

    /** Called when the partition has been read to its end. */
    public void finish() {
        done = true;
    }

    /** Called when the partition cannot be read to its end. */
    public void giveUp(String why) {
        trouble = why;
        done = true;
    }

    public boolean isDone() {
        return done;
    }

    /** Returns the next offset to read. */
    public long position() {
        return nextOffset;
    }

    public int partition() {
        return partition;
    }

    public long records() {
        return records;
    }

    public PartitionAuditReport audited() {
        return new PartitionAuditReport(
                run,
                task,
                partition,
                nextOffset,
                done,
                trouble,
                new PartitionAuditReport.Records(records, foreign, corrupt, offsetGaps, aborted),
                producers.values().stream().map(ProducerAudit::received).toList(),
                strays,
                moreStrays,
                samples.values().stream().flatMap(List::stream).toList());
    }
}
