package klt.controller.core.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events of a run, in order; bounded. */
public final class RunLog {

    /** Maximum number of entries: the first half and the newest half are kept. */
    public static final int ENTRIES_MAX = 400;

    public enum Kind {
        PHASE,
        PREFLIGHT,
        RATE_CHANGED,
        STAGE_SKIPPED,
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

    public RunLog() {}

    /** @param earlier entries written by another controller */
    public RunLog(List<Entry> earlier) {
        entries.addAll(earlier);
    }

    /** Number of entries ever added, including dropped ones, without those of an earlier controller. */
    public long added() {
        return added;
    }

    public void add(Instant at, Kind kind, String message) {
        if (entries.size() >= ENTRIES_MAX) {
            // the beginning and the end of a run are more informative than its middle
            entries.remove(ENTRIES_MAX / 2);
        }
        entries.add(new Entry(at, kind, message));
        added++;
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }
}
