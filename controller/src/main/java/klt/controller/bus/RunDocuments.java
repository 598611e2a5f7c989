package klt.controller.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.RunPhase;
import klt.common.spec.RunSpec;
import klt.controller.core.history.RunHistory;
import klt.controller.core.run.Run;
import org.jspecify.annotations.Nullable;

/** The documents of the runs in the state topic. Thread-safe. */
public interface RunDocuments {

    /** A run that had not ended when it was stored. */
    record UnendedRun(String id, RunSpec spec, Instant createdAt, RunPhase phase, RunHistory past) {}

    /** Stores the current state of a run and returns its document. */
    byte[] put(Run run, Instant now);

    /**
     * Applies a record of the topic.
     *
     * @param document null if the run was deleted
     * @return the run if it has not ended; empty if it has, was deleted or cannot be read
     */
    Optional<UnendedRun> load(String id, byte @Nullable [] document);

    void remove(String id);

    /** Removes all runs except these. */
    void retain(Set<String> ids);

    /** Ids of the oldest runs beyond the limit. */
    List<String> surplus();

    /** Ids of all runs. */
    Set<String> ids();

    /** The document of a run; empty if it was removed. */
    Optional<byte[]> document(String id);
}
