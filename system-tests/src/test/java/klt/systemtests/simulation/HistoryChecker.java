package klt.systemtests.simulation;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.Grant;
import klt.common.protocol.RunPhase;
import klt.common.protocol.topics.ControlKey;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Envelope;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Run;
import klt.systemtests.simulation.model.RareEvent;
import klt.systemtests.simulation.model.Violation;
import org.jspecify.annotations.Nullable;

/** Observes everything that happens in a history, and throws a {@link Violation} if it must not happen. */
final class HistoryChecker {

    private record Sending(long sequence, int epoch) {}

    private final World world;
    private final EnumSet<RareEvent> marks = EnumSet.noneOf(RareEvent.class);
    private final Map<Sending, String> senders = new HashMap<>();
    private final BitSet onTopic = new BitSet();
    private long recordsOnTopic;
    private final Map<Long, String> leaders = new HashMap<>();
    private final Map<Long, String> writers = new HashMap<>();
    private final Map<Long, String> claimants = new HashMap<>();
    private final IdentityHashMap<ControlRecord, Long> terms = new IdentityHashMap<>();
    private Optional<DesiredRun> newestRun = Optional.empty();
    private long newestTerm;
    private boolean duplicatesUnbounded;

    HistoryChecker(World world) {
        this.world = world;
    }

    EnumSet<RareEvent> marks() {
        return marks;
    }

    void mark(RareEvent mark) {
        marks.add(mark);
    }

    /** Called if a worker may learn that it was declared lost later than the bound on duplicates assumes. */
    void onLateNews() {
        duplicatesUnbounded = true;
    }

    void onLead(long term, String controller) {
        String before = leaders.putIfAbsent(term, controller);
        if (before != null && !before.equals(controller)) {
            throw new Violation(before + " and " + controller + " lead in term " + term);
        }
    }

    /** Called when a record is appended to the control topic. */
    void onControl(String text, byte @Nullable [] value) {
        ControlKey key = ControlKey.of(text).orElseThrow();
        if (value == null) {
            return;
        }
        Envelope<ControlRecord> written =
                ((Decoded.Good<ControlRecord>) world.controlCodec().decode(value)).envelope();
        boolean isClaim = key instanceof ControlKey.Claim;
        Map<Long, String> by = isClaim ? claimants : writers;
        String before = by.putIfAbsent(written.term(), written.writer());
        if (before != null && !before.equals(written.writer())) {
            if (!isClaim) {
                throw new Violation(before + " and " + written.writer() + " write in term " + written.term());
            }
            mark(RareEvent.TWO_CLAIMS_IN_A_TERM);
        }
        if (!isClaim && written.term() < newestTerm) {
            mark(RareEvent.FENCED_LEADER_WROTE);
        }
        newestTerm = Math.max(newestTerm, key.term());
        terms.put(written.body(), key.term());
        if (written.body() instanceof DesiredRun run && key.term() == newestTerm) {
            newestRun = Optional.of(run);
        }
    }

    /** The highest term of any record. */
    long newestTerm() {
        return newestTerm;
    }

    /** The desired state of the run. */
    Optional<DesiredRun> newestRun() {
        return newestRun;
    }

    /** The term in which a record was written, even if a mutant has changed it; empty if the record was decoded again. */
    Optional<Long> termOf(ControlRecord record) {
        return Optional.ofNullable(terms.get(record));
    }

    /** Called when a mutant has changed a record: the copy belongs to the same term. */
    void copy(ControlRecord record, ControlRecord copy) {
        termOf(record).ifPresent(term -> terms.put(copy, term));
    }

    void onSend(String worker, Grant grant, long sequence, long end) {
        int shardCount = newestRun.orElseThrow().plan().shardCount();
        if (sequence < grant.from() || sequence >= end || !grant.shards().contains((int) (sequence % shardCount))) {
            throw new Violation(worker + " sends " + sequence + ", which is not in " + grant + " that ends at " + end);
        }
        String before = senders.putIfAbsent(new Sending(sequence, grant.epoch()), worker);
        if (before != null) {
            throw new Violation(
                    sequence + " was sent by " + before + " and by " + worker + " in epoch " + grant.epoch());
        }
        if (grant.repair()) {
            mark(RareEvent.REPAIRED);
        }
    }

    /** Called when Kafka has appended a message of the load. */
    void onTopic(long sequence) {
        recordsOnTopic++;
        if (onTopic.get((int) sequence)) {
            mark(RareEvent.SENT_TWICE);
        }
        onTopic.set((int) sequence);
    }

    void checkEnd(Run run) {
        if (world.isOutageOnly()) {
            requireNoLoss(run);
        }
        for (RunLog.Entry entry : run.log().entries()) {
            switch (entry.kind()) {
                case WORKER_LOST -> mark(RareEvent.WORKER_LOST);
                case WAITING -> mark(RareEvent.WAITED);
                default -> {}
            }
        }
        if (run.phase() != RunPhase.DONE) {
            if (run.end().map(End::code).equals(Optional.of(EndCode.WORKERS_NOT_READY))) {
                return;
            }
            throw new Violation("the run ended as " + words(run));
        }
        long planned = run.planned().orElseThrow();
        var totals = run.stats().totals();
        if (totals.acked() != planned || onTopic.cardinality() != planned || onTopic.length() != planned) {
            throw new Violation("of " + planned + " messages " + totals.acked() + " count as acked, "
                    + onTopic.cardinality() + " are on the topic: " + words(run));
        }
        long twice = recordsOnTopic - planned;
        if (twice > totals.handoverDuplicates() && !duplicatesUnbounded) {
            throw new Violation(twice + " messages are there twice, " + totals.handoverDuplicates() + " were reported: "
                    + words(run));
        }
    }

    /**
     * An outage of Kafka must not lose a worker or cause a repair. It can cause duplicates only after a handover: when the outage starts,
     * only some of the workers may have read that shards moved.
     */
    private static void requireNoLoss(Run run) {
        boolean loss = has(run, RunLog.Kind.WORKER_LOST) || has(run, RunLog.Kind.WORKER_LEFT);
        boolean duplicates = run.stats().totals().handoverDuplicates() > 0 && !has(run, RunLog.Kind.SHARDS_MOVED);
        if (loss || duplicates || run.stats().totals().repaired() > 0) {
            throw new Violation("an outage of Kafka has lost a worker: " + words(run));
        }
    }

    private static boolean has(Run run, RunLog.Kind kind) {
        return run.log().entries().stream().anyMatch(entry -> entry.kind() == kind);
    }

    static String words(Run run) {
        StringBuilder words = new StringBuilder(
                run.phase() + " " + run.end() + " " + run.stats().totals());
        run.stats()
                .workers()
                .forEach(worker -> words.append("\n    ")
                        .append(worker.id())
                        .append(' ')
                        .append(worker.departure())
                        .append(' ')
                        .append(worker.progress()));
        run.log().entries().forEach(entry -> words.append("\n    ").append(entry));
        return words.toString();
    }
}
