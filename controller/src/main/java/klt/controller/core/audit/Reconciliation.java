package klt.controller.core.audit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.Audit.Contested;
import klt.common.protocol.ContestedRangeReport;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.PartitionAuditReport.Hole;
import klt.common.protocol.PartitionAuditReport.Received;
import klt.common.protocol.PartitionAuditReport.Stray;
import klt.common.protocol.SendLedgerReport.Given;
import klt.common.protocol.SendLedgerReport.Unacked;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.report.AuditResult;

/** Reconciles the senders' ledgers with the readers' reports, by partition and producer. */
final class Reconciliation {

    private static final Received NOTHING = new Received(0, 0, 0, 0, 0, 0, List.of(), 0);

    private final Verification verification;
    private final Map<AuditResult.Kind, List<AuditResult.Sample>> samples = new EnumMap<>(AuditResult.Kind.class);
    /** ordinals of messages found in another partition, by intended partition */
    private final Map<Place, Set<Long>> strays = new HashMap<>();

    private long audited;
    private long lost;
    private long present;
    private long absent;
    private long ghosts;
    private long sameEpoch;
    private long reordered;
    private long corrupted;
    private long misrouted;
    private long foreign;
    private long offsetGaps;
    private long mismatched;
    private long truncated;

    private record Place(int producer, int partition) {}

    private Reconciliation(Verification verification) {
        this.verification = verification;
    }

    static AuditResult of(Verification verification) {
        Reconciliation comparison = read(verification);
        for (int partition = 0; partition < verification.ends().size(); partition++) {
            comparison.compare(partition);
        }
        return comparison.findings();
    }

    /** Returns the result so far, without checks that need later records or reports. */
    static AuditResult soFar(Verification verification) {
        return read(verification).findings();
    }

    private static Reconciliation read(Verification verification) {
        Reconciliation comparison = new Reconciliation(verification);
        verification.found().values().forEach(comparison::count);
        return comparison;
    }

    private AuditResult findings() {
        return new AuditResult(
                audited,
                lost,
                new AuditResult.Indeterminate(present, absent),
                ghosts,
                duplicated(),
                reordered,
                corrupted,
                misrouted,
                foreign,
                new AuditResult.Partitions(offsetGaps, mismatched, truncated),
                samples.values().stream().flatMap(List::stream).toList());
    }

    /** Counts findings that do not depend on the senders' ledgers. */
    private void count(PartitionAuditReport read) {
        corrupted += read.records().corrupt();
        foreign += read.records().foreign();
        offsetGaps += read.records().offsetGaps();
        ghosts += read.records().aborted();
        misrouted += read.strays().size() + read.moreStrays();
        for (Stray stray : read.strays()) {
            strays.computeIfAbsent(new Place(stray.producer(), stray.partition()), place -> new HashSet<>())
                    .add(stray.ordinal());
        }
        for (Received received : read.received()) {
            audited += received.distinct() + received.duplicates();
            sameEpoch += received.duplicates();
            reordered += received.reordered();
        }
        audited += read.strays().size() + read.moreStrays();
        read.samples()
                .forEach(sample ->
                        add(AuditResult.Kind.of(sample.kind()), read.partition(), sample.offset(), sample.sequence()));
    }

    private void add(AuditResult.Kind kind, int partition, long offset, long sequence) {
        List<AuditResult.Sample> some = samples.computeIfAbsent(kind, k -> new ArrayList<>());
        if (some.size() < AuditResult.SAMPLES_MAX) {
            some.add(new AuditResult.Sample(kind, partition, known(offset), known(sequence)));
        }
    }

    private static Optional<Long> known(long value) {
        return value < 0 ? Optional.empty() : Optional.of(value);
    }

    private void compare(int partition) {
        Optional<PartitionAuditReport> read =
                Optional.ofNullable(verification.found().get(partition));
        // missing messages can only be determined in partitions that were read to their end
        boolean whole = read.map(audited -> audited.done() && audited.trouble().isEmpty())
                .orElse(verification.isEmpty(partition));
        long missing = 0;
        boolean cut = false;
        boolean rewound = false;
        for (SendLedger source : verification.sources().values()) {
            Given given = source.given().get(partition);
            if (given == null) {
                continue;
            }
            cut |= given.lastOffset() >= verification.ends().get(partition);
            rewound |= given.rewound();
            if (whole) {
                missing += compare(new Place(source.producer(), partition), given, received(read, source.producer()));
            }
        }
        truncated += cut || (rewound && missing > 0) ? 1 : 0;
        // corrupt records cannot be identified, so each accounts for one missing message
        lost += Math.max(
                0, missing - read.map(report -> report.records().corrupt()).orElse(0L));
    }

    private static Received received(Optional<PartitionAuditReport> read, int producer) {
        return read.stream()
                .flatMap(audited -> audited.received().stream())
                .filter(received -> received.producer() == producer)
                .findFirst()
                .orElse(NOTHING);
    }

    /** @return number of missing acked messages */
    private long compare(Place place, Given given, Received received) {
        long acked = missing(received, 0, given.completed()) + received.moreHoles();
        for (Unacked range : given.unacked()) {
            long missing = missing(received, range.from(), range.until());
            long there = range.until() - range.from() - missing;
            acked -= missing;
            if (range.outcome() == Outcome.INDETERMINATE) {
                present += there;
                absent += missing;
            } else {
                ghosts += there;
                if (there > 0) {
                    add(AuditResult.Kind.GHOST, place.partition(), -1, range.sequence());
                }
            }
        }
        // includes messages that had been sent but had no outcome in the worker's last report
        absent += missing(received, given.completed(), given.sent());
        present += given.sent() - given.completed() - missing(received, given.completed(), given.sent());
        acked -= strays.getOrDefault(place, Set.of()).stream()
                .filter(ordinal -> isAcked(given, ordinal) && missing(received, ordinal, ordinal + 1) > 0)
                .count();
        long lostHere = Math.max(0, acked - given.unlisted());
        if (lostHere > 0) {
            sample(place, given, received);
        }
        if (given.isWhole()
                && given.unacked().isEmpty()
                && given.lastOffset() >= 0
                && lostHere == 0
                // for a duplicate, it is unknown which of the two records was acked
                && received.duplicates() == 0
                && received.distinct() == given.sent()
                && received.offsets() != given.offsets()) {
            mismatched++;
        }
        return lostHere;
    }

    private void sample(Place place, Given given, Received received) {
        for (Hole hole : received.holes()) {
            long until = Math.min(hole.until(), given.completed());
            long unacked = given.unacked().stream()
                    .mapToLong(
                            range -> Math.max(0, Math.min(until, range.until()) - Math.max(hole.from(), range.from())))
                    .sum();
            if (until - hole.from() > unacked) {
                add(AuditResult.Kind.LOST, place.partition(), hole.shownAt(), hole.nextSequence());
            }
        }
        if (received.next() < given.completed()) {
            add(AuditResult.Kind.LOST, place.partition(), -1, -1);
        }
    }

    private static boolean isAcked(Given given, long ordinal) {
        return ordinal < given.completed()
                && given.unacked().stream().noneMatch(range -> range.from() <= ordinal && ordinal < range.until());
    }

    /** Returns the number of missing ordinals in {@code from … until−1}. */
    private static long missing(Received received, long from, long until) {
        long missing = Math.max(0, until - Math.max(from, received.next()));
        for (Hole hole : received.holes()) {
            missing += Math.max(0, Math.min(until, hole.until()) - Math.max(from, hole.from()));
        }
        return missing;
    }

    private AuditResult.Duplicated duplicated() {
        long zombies = 0;
        long handovers = 0;
        List<Contested> ranges = verification.contested();
        Set<Long> counted = new HashSet<>();
        for (int i = 0; i < ranges.size(); i++) {
            BitSet lostBits = new BitSet();
            BitSet lateBits = new BitSet();
            BitSet givenBits = new BitSet();
            for (ContestedRangeReport seen : verification.seen()) {
                if (seen.range() == i) {
                    lostBits.or(seen.lostBits());
                    lateBits.or(seen.lateBits());
                    givenBits.or(seen.givenBits());
                }
            }
            lostBits.and(givenBits);
            for (int bit = lostBits.nextSetBit(0); bit >= 0; bit = lostBits.nextSetBit(bit + 1)) {
                // a message is in two ranges if two successive workers that sent it were lost
                if (counted.add(ranges.get(i).from() + bit)) {
                    zombies += lateBits.get(bit) ? 1 : 0;
                    handovers += lateBits.get(bit) ? 0 : 1;
                }
            }
        }
        return new AuditResult.Duplicated(sameEpoch, handovers, zombies);
    }
}
