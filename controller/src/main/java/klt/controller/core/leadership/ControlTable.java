package klt.controller.core.leadership;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.topics.ControlKey;

/**
 * The control topic's contents: its keys, and each run's desired state in the newest term, computed by applying the records in order. A
 * desired state that follows any record of a newer term, even a claim, was written by a fenced controller and is ignored. It is only used
 * if the run has no other desired state, because compaction may have deleted the valid record in favour of this later one. Late tombstones
 * are ignored in the same way.
 */
public final class ControlTable {

    /**
     * @param desired the desired state; empty if the run was retired or there is only a tombstone
     * @param ended whether the run was retired in time for all of the topic's readers to see the tombstone
     * @param late whether the record follows a record of a newer term
     */
    private record DesiredState(long term, Optional<DesiredRun> desired, boolean ended, boolean late) {

        /** Applies a desired state. A late state only replaces another late state. */
        DesiredState then(DesiredState next) {
            return next.late && (!late || next.term < term) ? this : next;
        }
    }

    private long newestTerm;
    private final Set<ControlKey> keys = new LinkedHashSet<>();
    private final Map<String, DesiredState> desiredStates = new HashMap<>();

    public void put(ControlKey key, ControlRecord record) {
        keys.add(key);
        newestTerm = Math.max(newestTerm, key.term());
        if (record instanceof DesiredRun desired) {
            desiredStates.merge(
                    desired.run(),
                    new DesiredState(key.term(), Optional.of(desired), false, key.term() < newestTerm),
                    DesiredState::then);
        }
    }

    /** Applies a tombstone. */
    public void remove(ControlKey key) {
        keys.remove(key);
        newestTerm = Math.max(newestTerm, key.term());
        if (key instanceof ControlKey.Run(long term, String run)) {
            if (term == newestTerm) {
                desiredStates.put(run, new DesiredState(term, Optional.empty(), true, false));
            } else {
                desiredStates.putIfAbsent(run, new DesiredState(term, Optional.empty(), false, true));
            }
        }
    }

    /** Returns whether the run still has a desired state or a tombstone in the topic. */
    public boolean knows(String run) {
        return desiredStates.containsKey(run);
    }

    public Optional<DesiredRun> desired(String run) {
        return Optional.ofNullable(desiredStates.get(run)).flatMap(DesiredState::desired);
    }

    /** Returns the runs that workers may still follow, because no controller retired them while its term was the newest. */
    public List<String> followed() {
        return desiredStates.entrySet().stream()
                .filter(state -> !state.getValue().ended())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Returns the keys from earlier terms that still have a record. */
    public List<ControlKey> before(long term) {
        return keys.stream().filter(key -> key.term() < term).toList();
    }
}
