package klt.controller.core.stats.group;

import java.time.Instant;
import java.util.Optional;

/** When a consumer group made progress, and when the run's wait for it ended. Event-loop thread only. */
public final class CatchUpTime {

    /** @param records number of records read until then, each counted once */
    public record Progress(long records, Instant at) {}

    private Optional<Instant> lastProgressAt = Optional.empty();
    /** when the group last read records, or an upper bound that was estimated from replayed reports */
    private Optional<Instant> lastReadAt = Optional.empty();
    /** what the group had read when the run stopped waiting for it */
    private Optional<Progress> waitEnd = Optional.empty();

    private Optional<Instant> caughtUpAt = Optional.empty();
    private long unread;

    /** Called when a report shows that the group has read more records. */
    public void noteProgress(Instant now) {
        lastProgressAt = Optional.of(now);
    }

    public Optional<Instant> lastProgressAt() {
        return lastProgressAt;
    }

    /** Called when the group has read records, at this time at the latest. */
    public void noteRead(Instant time) {
        if (lastReadAt.filter(time::isBefore).isEmpty()) {
            lastReadAt = Optional.of(time);
        }
    }

    /**
     * Called when the run stops waiting for the group. Only the first call has an effect.
     *
     * @param hasReadAll false if the run gives up on the group, which then never counts as caught up
     * @param records number of records read by the group, each counted once
     * @param unreadNow number of records that it has not read
     */
    public void endWait(boolean hasReadAll, long records, long unreadNow, Instant now) {
        if (waitEnd.isEmpty()) {
            waitEnd = Optional.of(new Progress(records, now));
            // the group may have read everything before the run started waiting for it
            caughtUpAt = hasReadAll ? lastReadAt.filter(now::isAfter).or(() -> Optional.of(now)) : Optional.empty();
            unread = hasReadAll ? 0 : unreadNow;
        }
    }

    /** Returns the records that the group had read when it caught up or the run stopped waiting for it. The group may keep reading. */
    public Optional<Progress> waitEnd() {
        return waitEnd;
    }

    /** Returns when the group had read everything; empty if it has not, or not in time. */
    public Optional<Instant> caughtUpAt() {
        return caughtUpAt;
    }

    /** Returns the number of unread records when the run gave up on the group. */
    public long unread() {
        return unread;
    }
}
