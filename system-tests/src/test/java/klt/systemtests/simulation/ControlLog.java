package klt.systemtests.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import klt.common.protocol.ControlKey;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Envelope;

/** The control topic: what is appended is read in order by all, and compacted now and then. */
final class ControlLog {

    /** @param record empty for a tombstone */
    record Entry(ControlKey key, Optional<Envelope<ControlRecord>> record, long stampNanos) {

        /** A controller that leads writes this, and not one that only wants to. */
        boolean isOfLeader() {
            return record.isPresent() && !(key instanceof ControlKey.Claim);
        }
    }

    private final Mutant mutant;
    private final List<Entry> entries = new ArrayList<>();
    private final BitSet compacted = new BitSet();
    private final IdentityHashMap<ControlRecord, Long> terms = new IdentityHashMap<>();
    private Optional<DesiredRun> newestRun = Optional.empty();
    private long newestTerm;

    ControlLog(Mutant mutant) {
        this.mutant = mutant;
    }

    void append(Entry entry) {
        entries.add(entry);
        newestTerm = Math.max(newestTerm, entry.key().term());
        entry.record().map(Envelope::body).ifPresent(body -> {
            terms.put(body, entry.key().term());
            if (body instanceof DesiredRun run && entry.key().term() == newestTerm) {
                newestRun = Optional.of(run);
            }
        });
    }

    /** The highest term of which there is anything, be it a claim. */
    long newestTerm() {
        return newestTerm;
    }

    /** What is wished of the run now. */
    Optional<DesiredRun> newestRun() {
        return newestRun;
    }

    /** The term in which a record was written, whatever is said of it since. */
    long termOf(ControlRecord record) {
        return terms.get(record);
    }

    int end() {
        return entries.size();
    }

    /** Reads on from an offset. @return the offset from which to go on */
    int read(int from, Consumer<Entry> reader) {
        for (int i = compacted.nextClearBit(from); i < entries.size(); i = compacted.nextClearBit(i + 1)) {
            reader.accept(entries.get(i));
        }
        return entries.size();
    }

    /** Of all records below an offset the last of each key stays. @return whether any went */
    boolean compact(int below) {
        Map<String, Integer> last = new HashMap<>();
        int before = compacted.cardinality();
        for (int i = compacted.nextClearBit(0); i < below; i = compacted.nextClearBit(i + 1)) {
            Integer older = last.put(mutant.identity(entries.get(i).key()), i);
            if (older != null) {
                compacted.set(older);
            }
        }
        return compacted.cardinality() > before;
    }
}
