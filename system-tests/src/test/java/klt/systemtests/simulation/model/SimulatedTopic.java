package klt.systemtests.simulation.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import klt.common.kafka.TopicRecord;
import org.jspecify.annotations.Nullable;

/** One topic: all readers read appended records in order; the topic is compacted now and then. */
public final class SimulatedTopic {

    private final String name;
    private final List<TopicRecord> records = new ArrayList<>();
    private final BitSet compacted = new BitSet();

    public SimulatedTopic(String name) {
        this.name = name;
    }

    public TopicRecord append(String key, byte @Nullable [] value, long stampMillis) {
        TopicRecord record = new TopicRecord(name, records.size(), stampMillis, key, value);
        records.add(record);
        return record;
    }

    public long end() {
        return records.size();
    }

    /**
     * Adds the next records to a list.
     *
     * @param max number of records at most
     * @return the offset after them
     */
    public long read(long from, int max, List<TopicRecord> into) {
        int added = 0;
        int next = compacted.nextClearBit((int) from);
        while (next < records.size() && added < max) {
            into.add(records.get(next));
            added++;
            next = compacted.nextClearBit(next + 1);
        }
        return Math.min(next, records.size());
    }

    /** The first offset with this timestamp or a later one; the end if there is none. */
    public long offsetAt(long stampMillis) {
        int offset = records.size();
        while (offset > 0 && records.get(offset - 1).stampMillis() >= stampMillis) {
            offset--;
        }
        return offset;
    }

    /**
     * Keeps only the last record of each key below an offset.
     *
     * @param identity maps a key to what compaction treats as its identity
     * @return whether any record was deleted
     */
    public boolean compact(int below, UnaryOperator<String> identity) {
        Map<String, Integer> last = new HashMap<>();
        boolean any = false;
        for (int i = compacted.nextClearBit(0); i < below; i = compacted.nextClearBit(i + 1)) {
            Integer older = last.put(identity.apply(records.get(i).key()), i);
            if (older != null) {
                compacted.set(older);
                any = true;
            }
        }
        return any;
    }
}
