package klt.controller.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.kafka.TopicRecord;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.RunPhase;
import klt.common.protocol.topics.ControlKey;
import klt.controller.bus.RunDocuments.UnendedRun;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.leadership.ControlTable;
import klt.controller.core.run.Event;
import klt.controller.core.run.LoadStop;
import klt.controller.core.run.Sweep;

/** Earlier controllers' state, read from the topics: the runs that have not ended, and the workers' desired state. Session thread only. */
final class RecoveredState {

    /** Maximum difference between a controller's clock and a topic's timestamps, which may come from another clock. */
    private static final Duration REPLAY_MARGIN = Duration.ofMinutes(1);

    private final RunDocuments documents;
    private final ControlTable controlTable = new ControlTable();
    private final Map<String, UnendedRun> unended = new HashMap<>();
    /** sweeps that have not ended, by key */
    private final Map<String, Sweep> sweeps = new HashMap<>();
    /** by key */
    private final Map<String, CronSchedule> schedules = new HashMap<>();

    private Optional<LoadStop> loadStop = Optional.empty();
    /** keys on the state topic, with a record or a tombstone */
    private final Set<String> stored = new HashSet<>();

    RecoveredState(RunDocuments documents) {
        this.documents = documents;
    }

    void onControl(ControlKey key, ControlRecord record) {
        controlTable.put(key, record);
    }

    void onTombstone(ControlKey key) {
        controlTable.remove(key);
    }

    void onState(TopicRecord record) {
        String id = record.key();
        if (id.isEmpty()) {
            return;
        }
        stored.add(id);
        if (id.startsWith(RunDocuments.SWEEP_KEY)) {
            sweeps.remove(id);
            documents.loadSweep(id, record.value()).ifPresent(sweep -> sweeps.put(id, sweep));
            return;
        }
        if (id.startsWith(RunDocuments.BASELINE_KEY)) {
            documents.loadBaseline(id, record.value());
            return;
        }
        if (id.startsWith(RunDocuments.NOTICE_KEY)) {
            documents.loadNotice(id, record.value());
            return;
        }
        if (id.startsWith(RunDocuments.SCHEDULE_KEY)) {
            schedules.remove(id);
            documents.loadSchedule(id, record.value()).ifPresent(schedule -> schedules.put(id, schedule));
            return;
        }
        if (id.startsWith(RunDocuments.LOAD_STOP_KEY)) {
            loadStop = documents.loadStop(id, record.value());
            return;
        }
        unended.remove(id);
        documents.load(id, record.value()).ifPresent(run -> unended.put(id, run));
    }

    /** Called when the state topic has been read to its end. Removes the documents of runs that are not in the topic. */
    void onStateRead() {
        documents.retain(stored);
    }

    /** Returns the keys of earlier terms' control records. */
    List<ControlKey> keysBefore(long term) {
        return controlTable.before(term);
    }

    /** Returns the runs with a desired state. */
    List<String> followed() {
        return controlTable.followed();
    }

    /** Returns the ended runs with a desired state, whose leader failed between storing the run and deleting the desired state. */
    List<String> orphans() {
        return followed().stream().filter(run -> !unended.containsKey(run)).toList();
    }

    /** Returns the runs that have not ended, in order of submission. */
    List<Event.Recovered> runs() {
        return unended.values().stream()
                .sorted(Comparator.comparing(UnendedRun::createdAt))
                .map(run -> new Event.Recovered(
                        run.id(),
                        run.spec(),
                        run.createdAt(),
                        isUnpublished(run),
                        controlTable.desired(run.id()),
                        run.past()))
                .toList();
    }

    /** Returns whether no worker knows the run, so that it starts over. */
    private boolean isUnpublished(UnendedRun run) {
        return (run.phase() == RunPhase.QUEUED || run.phase() == RunPhase.PREPARING) && !controlTable.knows(run.id());
    }

    /**
     * Returns the sweeps that have not ended, in order of submission. A run is stored before the sweep that started it, so the topic may
     * have one more run than recorded in the sweep.
     */
    List<Event.SweepRecovered> sweeps() {
        Set<String> runs = documents.keys();
        return sweeps.values().stream()
                .sorted(Comparator.comparing(Sweep::createdAt))
                .map(sweep -> runs.contains(
                                sweep.spec().run(sweep.id(), sweep.started()).id())
                        ? sweep.started(sweep.started() + 1)
                        : sweep)
                .map(Event.SweepRecovered::new)
                .toList();
    }

    /** Returns the schedules, each updated with its newest run, because a run is stored before the schedule that started it. */
    List<Event.ScheduleRecovered> schedules() {
        Set<String> runs = documents.keys();
        return schedules.values().stream()
                .map(schedule -> new Event.ScheduleRecovered(schedule.knowing(runs)))
                .toList();
    }

    /** Returns whether all load is stopped, or empty if it never was. */
    Optional<Event.LoadStopRecovered> loadStop() {
        return loadStop.map(Event.LoadStopRecovered::new);
    }

    /** Returns the earliest possible time of a worker's report about these runs, or empty if there can be none. */
    Optional<Instant> replaySince() {
        return runs().stream()
                .filter(run -> !run.queued())
                .findFirst()
                .map(run -> run.createdAt().minus(REPLAY_MARGIN));
    }
}
