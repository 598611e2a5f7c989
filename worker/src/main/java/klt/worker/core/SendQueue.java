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
 * All that one worker has to send of one run: the walks of its grants, merged in order of their sequences. Repairs are a line of their
 * own, since they are not sent by the schedule.
 *
 * <p>On the hot path: a worker has one or two grants at a time, so the merge is a short scan. {@link #progress} is for the one thread
 * that reports, the rest for the sending thread.
 */
public final class SendQueue {

    /** Above every sequence: there is none. */
    public static final long NONE = Long.MAX_VALUE;

    private final int shardCount;
    private final Line regular = new Line();
    private final Line repairs = new Line();
    private volatile List<GrantCursor> known = List.of();

    // the reporting thread's
    private List<GrantCursor> reported = List.of();
    private OutcomeCounts forgotten = OutcomeCounts.NONE;

    /**
     * @param settled outcomes of all that is below the grants' {@code settledBelow}, with the grants that are not known any more
     */
    public record Progress(List<GrantProgress> grants, OutcomeCounts settled) {

        public static final Progress NONE = new Progress(List.of(), OutcomeCounts.NONE);

        public Progress {
            grants = List.copyOf(grants);
        }
    }

    /** Some grants, with the one that has the lowest sequence at hand. */
    private static final class Line {
        private List<GrantCursor> walks = List.of();
        private @Nullable GrantCursor first;
        private long sequence = NONE;

        void take(List<GrantCursor> all) {
            walks = all;
            select();
        }

        void select() {
            sequence = NONE;
            for (int i = 0; i < walks.size(); i++) {
                GrantCursor walk = walks.get(i);
                if (!walk.isStopped() && walk.sequence() < sequence) {
                    first = walk;
                    sequence = walk.sequence();
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

    /** From now on these are the grants: new ones begin, those that got an end keep it, and of those that are gone nothing more is sent. */
    public void adopt(List<Grant> grants) {
        Map<Integer, GrantCursor> before = new LinkedHashMap<>();
        known.forEach(walk -> before.put(walk.grant().id(), walk));
        List<GrantCursor> after = new ArrayList<>();
        for (Grant grant : grants) {
            GrantCursor walk = before.get(grant.id());
            if (walk == null) {
                walk = new GrantCursor(grant, shardCount);
            }
            grant.until().ifPresent(walk::limit);
            after.add(walk);
        }
        regular.take(after.stream().filter(walk -> !walk.grant().repair()).toList());
        repairs.take(after.stream().filter(walk -> walk.grant().repair()).toList());
        known = List.copyOf(after);
    }

    /** The next sequence that the schedule is asked for; {@link #NONE} when there is none. */
    public long sequence() {
        return regular.sequence;
    }

    /** The grant of {@link #sequence}; means something only when there is one. */
    public GrantCursor walk() {
        return regular.first();
    }

    /** {@link #sequence} was sent. */
    public void advance() {
        regular.advance();
    }

    /** The next sequence to be repaired; {@link #NONE} when there is none. */
    public long repairSequence() {
        return repairs.sequence;
    }

    public GrantCursor repairWalk() {
        return repairs.first();
    }

    public void advanceRepair() {
        repairs.advance();
    }

    /** The run has only so many messages: a grant that has come so far is over. */
    public void stopAt(long messages) {
        for (GrantCursor walk : known) {
            walk.stopAt(messages);
        }
        regular.select();
        repairs.select();
    }

    /** Nothing more is sent under any grant. */
    public void stop() {
        known.forEach(GrantCursor::stop);
        regular.select();
        repairs.select();
    }

    /** There is nothing to send, until there are other grants. */
    public boolean isResting() {
        return regular.sequence == NONE && repairs.sequence == NONE;
    }

    /** Shards under whose grants messages are being sent by the schedule. For any thread. */
    public int sendingShards() {
        int shards = 0;
        for (GrantCursor walk : known) {
            if (walk.isSending() && !walk.grant().repair()) {
                shards += walk.grant().shards().size();
            }
        }
        return shards;
    }

    /** Shards of which something is left to be repaired. */
    public int repairingShards() {
        int shards = 0;
        for (int i = 0; i < repairs.walks.size(); i++) {
            GrantCursor walk = repairs.walks.get(i);
            shards += walk.isStopped() ? 0 : walk.grant().shards().size();
        }
        return Math.min(shards, shardCount);
    }

    /** How far each grant is, and what became of all that is below that. */
    public Progress progress() {
        List<GrantProgress> grants = new ArrayList<>();
        OutcomeCounts now = OutcomeCounts.NONE;
        List<GrantCursor> walks = known;
        // a grant that is no longer known keeps what was settled when it was last looked at
        for (GrantCursor walk : reported) {
            if (!walks.contains(walk)) {
                forgotten = forgotten.plus(walk.settled());
            }
        }
        reported = walks;
        for (GrantCursor walk : walks) {
            grants.add(walk.progress());
            now = now.plus(walk.settled());
        }
        return new Progress(grants, forgotten.plus(now));
    }
}
