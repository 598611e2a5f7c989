package klt.worker.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.GrantProgress;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one worker has to send for one run, in sequence order: its grants' merged cursors. Repairs have a separate queue,
 * because they do not follow the schedule.
 *
 * <p>On the hot path. A worker has one or two grants at a time, so the merge scans only a few cursors. {@link #progress} is for the
 * reporting thread only; the other methods are for the sending thread.
 */
public final class SendQueue {

    /** Represents the absence of a sequence; higher than any sequence. */
    public static final long NONE = Long.MAX_VALUE;

    private final int shardCount;
    private final Line regular = new Line();
    private final Line repairs = new Line();
    private volatile List<GrantCursor> known = List.of();

    // reporting thread only
    private List<GrantCursor> reported = List.of();
    private OutcomeCounts forgotten = OutcomeCounts.NONE;

    /** @param completed outcome counts of all sequences below the grants' {@code completedBelow}, including grants that were removed */
    public record Progress(List<GrantProgress> grants, OutcomeCounts completed) {

        public static final Progress NONE = new Progress(List.of(), OutcomeCounts.NONE);

        public Progress {
            grants = List.copyOf(grants);
        }
    }

    /** A set of grants that tracks which one has the lowest sequence. */
    private static final class Line {
        private List<GrantCursor> cursors = List.of();
        private @Nullable GrantCursor first;
        private long sequence = NONE;

        void take(List<GrantCursor> all) {
            cursors = all;
            select();
        }

        void select() {
            sequence = NONE;
            for (int i = 0; i < cursors.size(); i++) {
                GrantCursor cursor = cursors.get(i);
                if (!cursor.isStopped() && cursor.sequence() < sequence) {
                    first = cursor;
                    sequence = cursor.sequence();
                }
            }
        }

        GrantCursor first() {
            return Objects.requireNonNull(first);
        }

        void advance() {
            first().advance();
            select();
        }
    }

    public SendQueue(int shardCount) {
        this.shardCount = shardCount;
    }

    /** Replaces the grants. New grants begin, shortened grants end early, and nothing more is sent under removed ones. */
    public void adopt(List<Grant> grants) {
        Map<Integer, GrantCursor> before = new LinkedHashMap<>();
        known.forEach(cursor -> before.put(cursor.grant().id(), cursor));
        List<GrantCursor> after = new ArrayList<>();
        for (Grant grant : grants) {
            GrantCursor cursor = before.get(grant.id());
            if (cursor == null) {
                cursor = new GrantCursor(grant, shardCount);
            }
            grant.until().ifPresent(cursor::limit);
            after.add(cursor);
        }
        regular.take(after.stream().filter(cursor -> !cursor.grant().repair()).toList());
        repairs.take(after.stream().filter(cursor -> cursor.grant().repair()).toList());
        known = List.copyOf(after);
    }

    /** Returns the next sequence to send on schedule, or {@link #NONE} if there is none. */
    public long sequence() {
        return regular.sequence;
    }

    /** Returns the grant of {@link #sequence}; valid only if there is a sequence. */
    public GrantCursor cursor() {
        return regular.first();
    }

    /** Advances past {@link #sequence} after it was sent. */
    public void advance() {
        regular.advance();
    }

    /** Returns the next sequence to repair, or {@link #NONE} if there is none. */
    public long repairSequence() {
        return repairs.sequence;
    }

    public GrantCursor repairCursor() {
        return repairs.first();
    }

    public void advanceRepair() {
        repairs.advance();
    }

    /** Ends every grant at the run's message count. */
    public void stopAt(long messages) {
        for (GrantCursor cursor : known) {
            cursor.stopAt(messages);
        }
        regular.select();
        repairs.select();
    }

    /** Ends every grant at its current sequence. */
    public void stop() {
        known.forEach(GrantCursor::stop);
        regular.select();
        repairs.select();
    }

    /** Returns whether there is nothing more to send until the grants change. */
    public boolean isResting() {
        return regular.sequence == NONE && repairs.sequence == NONE;
    }

    /** Returns the number of shards whose grants are sent on schedule. May be called by any thread. */
    public int sendingShards() {
        int shards = 0;
        for (GrantCursor cursor : known) {
            if (cursor.isSending() && !cursor.grant().repair()) {
                shards += cursor.grant().shards().size();
            }
        }
        return shards;
    }

    /** Returns the number of shards that still have messages to repair. */
    public int repairingShards() {
        int shards = 0;
        for (int i = 0; i < repairs.cursors.size(); i++) {
            GrantCursor cursor = repairs.cursors.get(i);
            shards += cursor.isStopped() ? 0 : cursor.grant().shards().size();
        }
        return Math.min(shards, shardCount);
    }

    /** Returns each grant's progress, and the outcome counts of everything below it. */
    public Progress progress() {
        List<GrantProgress> grants = new ArrayList<>();
        OutcomeCounts now = OutcomeCounts.NONE;
        List<GrantCursor> cursors = known;
        // a removed grant's outcome counts stay as last reported
        for (GrantCursor cursor : reported) {
            if (!cursors.contains(cursor)) {
                forgotten = forgotten.plus(cursor.completed());
            }
        }
        reported = cursors;
        for (GrantCursor cursor : cursors) {
            grants.add(cursor.progress());
            now = now.plus(cursor.completed());
        }
        return new Progress(grants, forgotten.plus(now));
    }
}
