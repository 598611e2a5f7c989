package klt.controller.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happened in a run, in order; bounded. */
public final class RunLog {

    /** Entries that are kept: the first half and the newest half. */
    static final int ENTRIES_MAX = 400;

    public enum Kind {
        PHASE,
        PREFLIGHT,
        RATE_CHANGED,
        PAUSED,
        RESUMED,
        WORKER_READY,
        WORKER_JOINED,
        WORKER_LEFT,
        WORKER_LOST,
        WORKER_RETURNED,
        SHARDS_MOVED,
        WAITING,
        KAFKA_SILENT,
        REBALANCE,
        REPORT_REFUSED,
        TOPIC_CHANGED,
        CLOCK_JUMPED,
        ERROR
    }

    public record Entry(Instant at, Kind kind, String message) {}

    private final List<Entry> entries = new ArrayList<>();
    private long added;

    RunLog() {}

    /** @param earlier what another controller had written */
    RunLog(List<Entry> earlier) {
        entries.addAll(earlier);
    }

    /** How many entries were ever added here. */
    public long added() {
        return added;
    }

    void add(Instant at, Kind kind, String message) {
        if (entries.size() >= ENTRIES_MAX) {
            // how it began and how it ended tell more than what lies between
            entries.remove(ENTRIES_MAX / 2);
        }
        entries.add(new Entry(at, kind, message));
        added++;
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }
}
