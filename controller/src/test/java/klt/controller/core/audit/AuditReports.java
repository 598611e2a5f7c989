package klt.controller.core.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import klt.common.protocol.Audit.Task;
import klt.common.protocol.ContestedRangeReport;
import klt.common.protocol.OffsetSum;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.PartitionAuditReport.Hole;
import klt.common.protocol.PartitionAuditReport.Received;
import klt.common.protocol.PartitionAuditReport.Sample;
import klt.common.protocol.PartitionAuditReport.Stray;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.SendLedgerReport.Given;
import klt.common.protocol.SendLedgerReport.Unacked;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.report.AuditResult;
import klt.common.spec.RunSpec;
import klt.controller.core.CoreHarness;

/** Concise builders for the reports of senders and readers. A producer's number is the length of its worker's name. */
public final class AuditReports {

    private AuditReports() {}

    static int producer(String worker) {
        return worker.length();
    }

    /** The messages of one worker in one partition: ordinals 0 … sent−1, all acked at these offsets unless set otherwise. */
    public static final class Sent {
        private final long sent;
        private long completed;
        private long firstOffset;
        private final List<Unacked> unacked = new ArrayList<>();
        private long unlisted;
        private boolean rewound;

        private Sent(long sent) {
            this.sent = sent;
            completed = sent;
        }

        public static Sent messages(long sent) {
            return new Sent(sent);
        }

        /** The outcomes of the messages from this ordinal on were not reported. */
        Sent completedBelow(long ordinal) {
            completed = ordinal;
            return this;
        }

        public Sent from(long offset) {
            firstOffset = offset;
            return this;
        }

        public Sent without(long from, long until, Outcome outcome) {
            unacked.add(new Unacked(from, until, outcome, from));
            return this;
        }

        Sent unlisted(long more) {
            unlisted = more;
            return this;
        }

        /** An ack had an offset below an earlier one. */
        public Sent rewound() {
            rewound = true;
            return this;
        }

        Given given() {
            long sum = 0;
            for (long ordinal = 0; ordinal < completed; ordinal++) {
                sum += OffsetSum.of(ordinal, firstOffset + ordinal);
            }
            return new Given(sent, completed, firstOffset + completed - 1, rewound, sum, unacked, unlisted);
        }
    }

    public static SendLedgerReport evidence(String worker, Sent... partitions) {
        List<Given> given = new ArrayList<>();
        for (Sent partition : partitions) {
            given.add(partition.given());
        }
        return new SendLedgerReport("r", producer(worker), partitions.length, 0, given);
    }

    /** The messages of one worker that were found in one partition: ordinals 0 … next−1 at these offsets, unless set otherwise. */
    public static final class Found {
        private final int producer;
        private final long next;
        private long firstOffset;
        private long duplicates;
        private long reordered;
        private long moreHoles;
        private final List<Hole> holes = new ArrayList<>();

        private Found(int producer, long next) {
            this.producer = producer;
            this.next = next;
        }

        public static Found of(String worker, long next) {
            return new Found(producer(worker), next);
        }

        public Found from(long offset) {
            firstOffset = offset;
            return this;
        }

        public Found without(long from, long until) {
            holes.add(new Hole(from, until, firstOffset + until, until));
            return this;
        }

        public Found withoutMore(long ordinals) {
            moreHoles = ordinals;
            return this;
        }

        public Found twice(long count) {
            duplicates = count;
            return this;
        }

        public Found late(long count) {
            reordered = count;
            return this;
        }

        private Received received() {
            long missing = moreHoles;
            long sum = 0;
            for (long ordinal = 0; ordinal < next; ordinal++) {
                sum += OffsetSum.of(ordinal, firstOffset + ordinal);
            }
            for (Hole hole : holes) {
                missing += hole.until() - hole.from();
            }
            return new Received(producer, next, next - missing, duplicates, reordered, sum, holes, moreHoles);
        }
    }

    /** A reader's report on one partition. */
    public static final class Read {
        private final int task;
        private final int partition;
        private long position;
        private boolean done = true;
        private String trouble = "";
        private long foreign;
        private long corrupt;
        private long offsetGaps;
        private long aborted;
        private final List<Received> received = new ArrayList<>();
        private final List<Stray> strays = new ArrayList<>();
        private final List<Sample> samples = new ArrayList<>();

        private Read(int task, int partition) {
            this.task = task;
            this.partition = partition;
        }

        public static Read of(int task, int partition) {
            return new Read(task, partition);
        }

        public Read found(Found... workers) {
            for (Found found : workers) {
                received.add(found.received());
            }
            return this;
        }

        public Read at(long offset) {
            position = offset;
            done = false;
            return this;
        }

        /** The reader gives up at its position. */
        public Read trouble(String words) {
            trouble = words;
            done = true;
            return this;
        }

        public Read foreign(long count) {
            foreign = count;
            return this;
        }

        public Read corrupt(long count) {
            corrupt = count;
            return this;
        }

        public Read gaps(long count) {
            offsetGaps = count;
            return this;
        }

        public Read aborted(long count) {
            aborted = count;
            return this;
        }

        public Read stray(String worker, int intended, long ordinal) {
            strays.add(new Stray(producer(worker), intended, ordinal));
            return this;
        }

        Read sample(PartitionAuditReport.Kind kind, long offset, long sequence) {
            samples.add(new Sample(kind, offset, sequence));
            return this;
        }

        public PartitionAuditReport audited() {
            long records = received.stream()
                            .mapToLong(r -> r.distinct() + r.duplicates())
                            .sum()
                    + foreign
                    + corrupt
                    + strays.size();
            return new PartitionAuditReport(
                    "r",
                    task,
                    partition,
                    position,
                    done,
                    trouble,
                    new PartitionAuditReport.Records(records, foreign, corrupt, offsetGaps, aborted),
                    received,
                    strays,
                    0,
                    samples);
        }
    }

    static ContestedRangeReport seen(int task, int range, long[] lost, long[] late, long[] given) {
        return ContestedRangeReport.of(
                "r", task, range, BitSet.valueOf(lost), BitSet.valueOf(late), BitSet.valueOf(given));
    }

    /** A verification without a run, in which a single reader reports everything at once. */
    static final class AuditHarness {
        static final Instant NOW = CoreHarness.BEGIN;
        private static final String READER = "reader";

        final Verification verification = new Verification(RunSpec.Verification.AFTER);
        private final Map<Integer, Integer> tasks = new HashMap<>();

        /** @param ends end offsets of the partitions, which were initially empty */
        AuditHarness(Long... ends) {
            verification.onTopicsReady(List.of(ends).stream().map(end -> 0L).toList());
            verification.begin(List.of(ends), NOW);
            verification.assign(List.of(READER), NOW);
            for (Task task : verification.audit(List.of()).tasks()) {
                task.partitions().forEach(partition -> tasks.put(partition, task.id()));
            }
        }

        AuditHarness sent(String worker, Sent... partitions) {
            verification.onEvidence(worker, evidence(worker, partitions));
            return this;
        }

        Read read(int partition) {
            return Read.of(Objects.requireNonNull(tasks.get(partition)), partition);
        }

        AuditHarness report(Read... reads) {
            for (Read read : reads) {
                verification.onAudited(READER, read.audited(), NOW);
            }
            return this;
        }

        AuditResult findings() {
            return verification.findings().orElseThrow();
        }
    }
}
