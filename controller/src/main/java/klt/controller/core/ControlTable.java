package klt.controller.core;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;

/** What stands on the control topic, folded from its records in order: its keys, and the newest term's wish for each run. */
public final class ControlTable {

    /** @param desired empty when the run was retired in this term */
    private record Wish(long term, Optional<DesiredRun> desired) {}

    private final Set<ControlKey> keys = new LinkedHashSet<>();
    private final Map<String, Wish> wishes = new HashMap<>();

    public void put(long term, ControlRecord record) {
        keys.add(ControlKey.of(term, record));
        if (record instanceof DesiredRun desired) {
            wish(desired.run(), new Wish(term, Optional.of(desired)));
        }
    }

    /** A tombstone. */
    public void remove(ControlKey key) {
        keys.remove(key);
        if (key instanceof ControlKey.Run run) {
            wish(run.run(), new Wish(run.term(), Optional.empty()));
        }
    }

    /** A replaced controller may write late: its wish, or the end of it, says nothing. */
    private void wish(String run, Wish wish) {
        wishes.merge(run, wish, (before, after) -> after.term < before.term ? before : after);
    }

    /** Whether there was ever a wish for the run, as far as the topic still tells. */
    public boolean knows(String run) {
        return wishes.containsKey(run);
    }

    public Optional<DesiredRun> desired(String run) {
        return Optional.ofNullable(wishes.get(run)).flatMap(Wish::desired);
    }

    /** Runs for which there is a wish. */
    public List<String> wished() {
        return wishes.entrySet().stream()
                .filter(wish -> wish.getValue().desired().isPresent())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Keys of terms before this one that hold a record. */
    public List<ControlKey> before(long term) {
        return keys.stream().filter(key -> key.term() < term).toList();
    }
}
