package klt.controller.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.compare.Baseline;
import klt.common.protocol.RunPhase;
import klt.common.spec.RunSpec;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.history.RunHistory;
import klt.controller.core.run.Run;
import klt.controller.core.run.Sweep;
import org.jspecify.annotations.Nullable;

/**
 * The runs, sweeps, baselines and schedules of the state topic, each as a document. A key is the id of a run, or a prefix followed by the id
 * of a sweep or the name of a baseline or schedule. Thread-safe.
 */
public interface RunDocuments {

    /** Prefix of the key of a sweep. */
    String SWEEP_KEY = "sweep/";

    /** Prefix of the key of a baseline. */
    String BASELINE_KEY = "baseline/";

    /** Prefix of the key of a schedule. */
    String SCHEDULE_KEY = "schedule/";

    /** Whether a key is the id of a run. */
    static boolean isRun(String key) {
        return !key.startsWith(SWEEP_KEY) && !key.startsWith(BASELINE_KEY) && !key.startsWith(SCHEDULE_KEY);
    }

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

    /** Keeps the current state of a sweep and returns its document. */
    byte[] put(Sweep sweep);

    /**
     * Applies a record of the topic.
     *
     * @param document null if the sweep was deleted
     * @return the sweep if it has not ended; empty if it has, was deleted or cannot be read
     */
    Optional<Sweep> loadSweep(String key, byte @Nullable [] document);

    /** Keeps a baseline and returns its document. */
    byte[] put(Baseline baseline);

    /**
     * Applies a record of the topic.
     *
     * @param document null if the baseline was deleted
     */
    void loadBaseline(String key, byte @Nullable [] document);

    /** Keeps the current state of a schedule and returns its document. */
    byte[] put(CronSchedule schedule);

    /**
     * Applies a record of the topic.
     *
     * @param document null if the schedule was deleted
     * @return the schedule; empty if it was deleted or cannot be read
     */
    Optional<CronSchedule> loadSchedule(String key, byte @Nullable [] document);

    void remove(String key);

    /** Removes all documents except these. */
    void retain(Set<String> keys);

    /** Keys of the ended runs and sweeps that are no longer kept at a given time. */
    List<String> surplus(Instant now);

    /** Keys of all documents. */
    Set<String> keys();

    /** The document of a key; empty if it was removed. */
    Optional<byte[]> document(String key);
}
