package klt.controller.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import klt.common.compare.Baseline;
import klt.common.protocol.RunPhase;
import klt.common.spec.RunSpec;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.history.RunHistory;
import klt.controller.core.notice.Notice;
import klt.controller.core.run.LoadStop;
import klt.controller.core.run.Run;
import klt.controller.core.run.Sweep;
import org.jspecify.annotations.Nullable;

/**
 * The state topic's runs, sweeps, baselines, schedules and notices, and whether all load is stopped, as documents. A key is a run's id, or a
 * prefix followed by a sweep's id, the name of a baseline or schedule, or the id of a notice's run or sweep. Thread-safe.
 */
public interface RunDocuments {

    /** Prefix of a sweep's key. */
    String SWEEP_KEY = "sweep/";

    /** Prefix of a baseline's key. */
    String BASELINE_KEY = "baseline/";

    /** Prefix of a schedule's key. */
    String SCHEDULE_KEY = "schedule/";

    /** Prefix of a notice's key. */
    String NOTICE_KEY = "notice/";

    /** Prefix of the only key that says whether all load is stopped. */
    String LOAD_STOP_KEY = "load-stop/";

    /** Returns whether a key is a run's id. */
    static boolean isRun(String key) {
        return Stream.of(SWEEP_KEY, BASELINE_KEY, SCHEDULE_KEY, NOTICE_KEY, LOAD_STOP_KEY)
                .noneMatch(key::startsWith);
    }

    /** A run that had not ended when it was stored. */
    record UnendedRun(String id, RunSpec spec, Instant createdAt, RunPhase phase, RunHistory past) {}

    /** Stores a run's current state and returns its document. */
    byte[] put(Run run, Instant now);

    /**
     * Applies a record from the topic.
     *
     * @param document null if the run was deleted
     * @return the run if it has not ended; empty if it has, was deleted or is unreadable
     */
    Optional<UnendedRun> load(String id, byte @Nullable [] document);

    /** Stores a sweep's current state and returns its document. */
    byte[] put(Sweep sweep);

    /**
     * Applies a record from the topic.
     *
     * @param document null if the sweep was deleted
     * @return the sweep if it has not ended; empty if it has, was deleted or is unreadable
     */
    Optional<Sweep> loadSweep(String key, byte @Nullable [] document);

    /** Stores a baseline and returns its document. */
    byte[] put(Baseline baseline);

    /**
     * Applies a record from the topic.
     *
     * @param document null if the baseline was deleted
     */
    void loadBaseline(String key, byte @Nullable [] document);

    /** Stores a schedule's current state and returns its document. */
    byte[] put(CronSchedule schedule);

    /**
     * Applies a record from the topic.
     *
     * @param document null if the schedule was deleted
     * @return the schedule; empty if it was deleted or is unreadable
     */
    Optional<CronSchedule> loadSchedule(String key, byte @Nullable [] document);

    /** Stores a notice and returns its document. */
    byte[] put(Notice notice);

    /**
     * Applies a record from the topic.
     *
     * @param document null if the notice was deleted
     */
    void loadNotice(String key, byte @Nullable [] document);

    /** Stores whether all load is stopped and returns its document. */
    byte[] put(LoadStop stop);

    /**
     * Applies a record from the topic.
     *
     * @param document null if it was deleted
     * @return whether all load is stopped, which also applies if the document is unreadable; empty if it was deleted
     */
    Optional<LoadStop> loadStop(String key, byte @Nullable [] document);

    void remove(String key);

    /** Removes all documents except these. */
    void retain(Set<String> keys);

    /** Returns the keys of the ended runs and sweeps, and of the notices, that are no longer retained at a given time. */
    List<String> surplus(Instant now);

    /** Returns the keys of all documents. */
    Set<String> keys();

    /** Returns a key's document, or empty if it was removed. */
    Optional<byte[]> document(String key);
}
