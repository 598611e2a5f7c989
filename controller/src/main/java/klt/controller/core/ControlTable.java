package klt.controller.core;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;

/**
 * What stands on the control topic, folded from its records in order: its keys, and the newest term's wish for each run. A wish that
 * comes after anything of a newer term, be it a claim, is that of a controller that was replaced: nobody follows it. It counts only where
 * no other is left, as compaction has deleted the one before the claim in favour of it. The end of a wish is nobody's either when it
 * comes so late.
 */
public final class ControlTable {

    /**
     * @param desired empty when the run was retired, or when no more than its tombstone is there
     * @param ended everybody who reads the topic knows that it was retired
     * @param late it came after something of a newer term
     */
    private record Wish(long term, Optional<DesiredRun> desired, boolean ended, boolean late) {

        /** What came late only takes the place of what came late. */
        Wish then(Wish next) {
            return next.late && (!late || next.term < term) ? this : next;
        }
    }

    private long newestTerm;
    private final Set<ControlKey> keys = new LinkedHashSet<>();
    private final Map<String, Wish> wishes = new HashMap<>();

    public void put(ControlKey key, ControlRecord record) {
        keys.add(key);
        newestTerm = Math.max(newestTerm, key.term());
        if (record instanceof DesiredRun desired) {
            wishes.merge(
                    desired.run(),
                    new Wish(key.term(), Optional.of(desired), false, key.term() < newestTerm),
                    Wish::then);
        }
    }

    /** A tombstone. */
    public void remove(ControlKey key) {
        keys.remove(key);
        newestTerm = Math.max(newestTerm, key.term());
        if (key instanceof ControlKey.Run(long term, String run)) {
            if (term == newestTerm) {
                wishes.put(run, new Wish(term, Optional.empty(), true, false));
            } else {
                wishes.putIfAbsent(run, new Wish(term, Optional.empty(), false, true));
            }
        }
    }

    /** Whether there was ever a wish for the run, as far as the topic still tells. */
    public boolean knows(String run) {
        return wishes.containsKey(run);
    }

    public Optional<DesiredRun> desired(String run) {
        return Optional.ofNullable(wishes.get(run)).flatMap(Wish::desired);
    }

    /** Runs that somebody may still follow: nobody has retired them in a term that was the newest then. */
    public List<String> followed() {
        return wishes.entrySet().stream()
                .filter(wish -> !wish.getValue().ended())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Keys of terms before this one that hold a record. */
    public List<ControlKey> before(long term) {
        return keys.stream().filter(key -> key.term() < term).toList();
    }
}
