package klt.worker.produce.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import klt.common.protocol.OffsetSum;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.SendLedgerReport.Given;
import klt.common.protocol.SendLedgerReport.Unacked;
import klt.common.protocol.StatusRecord.Outcome;
import klt.worker.core.Ledger;
import klt.worker.core.ShardCursor;

/**
 * The outcomes of the messages sent by one producer to one partition in a run. Messages are identified by their ordinals, which number the
 * messages passed to the client, starting at 0.
 *
 * <p>The sending thread adds messages. One thread records acks: the I/O thread of the partition's producer or, with transactions, the
 * sending thread. One thread reads. On the hot path: an ack is a few plain stores. Other outcomes are rare, so recording one takes a lock.
 */
public final class PartitionLedger {

    private static final int SENT = 0;
    private static final int LAST_OFFSET = 0;
    private static final int OFFSETS = 1;
    private static final int REWOUND = 2;

    /** treats the ordinals as the sequences of a single shard */
    private final Ledger ledger = new Ledger(new ShardCursor(List.of(0), 1, 0));

    private final WriterCounters sender = new WriterCounters(1);
    private final WriterCounters answers = new WriterCounters(3);
    private final TreeMap<Long, Unacked> unacked = new TreeMap<>();
    private long unlisted;

    public PartitionLedger() {
        answers.set(LAST_OFFSET, -1);
    }

    /** Returns the next message's ordinal. Sending thread only. */
    public long ordinal() {
        return sender.get(SENT);
    }

    Ledger.Page page() {
        return ledger.page();
    }

    int place() {
        return ledger.place();
    }

    /** Advances to the next ordinal, after a message was passed to the client or rejected by it. */
    public void advance() {
        ledger.advance();
        sender.add(SENT, 1);
    }

    /** Records an ack. Only for the thread that records acks. The caller updates the page separately. */
    void acked(long ordinal, long offset) {
        if (offset >= 0) {
            if (offset > answers.get(LAST_OFFSET)) {
                answers.set(LAST_OFFSET, offset);
            } else {
                answers.set(REWOUND, 1);
            }
            answers.add(OFFSETS, OffsetSum.of(ordinal, offset));
        }
    }

    /** Records an outcome other than an ack. May be called by any thread. Must precede the page update. */
    synchronized void unacked(long ordinal, Outcome outcome, long sequence) {
        Unacked range = new Unacked(ordinal, ordinal + 1, outcome, sequence);
        var before = unacked.floorEntry(ordinal);
        if (before != null
                && before.getValue().until() == ordinal
                && before.getValue().outcome() == outcome) {
            range = new Unacked(
                    before.getValue().from(),
                    ordinal + 1,
                    outcome,
                    before.getValue().sequence());
        }
        Unacked after = unacked.get(ordinal + 1);
        if (after != null && after.outcome() == outcome) {
            unacked.remove(after.from());
            range = new Unacked(range.from(), after.until(), outcome, range.sequence());
        }
        if (unacked.size() < SendLedgerReport.UNACKED_MAX || unacked.containsKey(range.from())) {
            unacked.put(range.from(), range);
        } else {
            unlisted++;
        }
    }

    /** Returns the ledger for a report. Reporting thread only. */
    public Given given() {
        // the order of these reads matters: a value that is read later can only be higher
        ledger.collect();
        long completed = ledger.completedBelow();
        // an ack may arrive before send() returns
        long sent = Math.max(sender.get(SENT), completed);
        List<Unacked> listed = new ArrayList<>();
        synchronized (this) {
            for (Unacked range : unacked.headMap(completed).values()) {
                listed.add(new Unacked(
                        range.from(), Math.min(range.until(), completed), range.outcome(), range.sequence()));
            }
            return new Given(
                    sent,
                    completed,
                    answers.get(LAST_OFFSET),
                    answers.get(REWOUND) > 0,
                    answers.get(OFFSETS),
                    listed,
                    unlisted);
        }
    }
}
