package klt.worker.core.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import klt.common.header.HeaderReader;
import klt.common.protocol.Audit.Contested;
import klt.common.protocol.ContestedRangeReport;

/** Records which of the contested ranges' messages were found in a task's partitions, and their grants. */
public final class ContestedAudit {

    private final List<Range> ranges = new ArrayList<>();
    /** bounds of all contested ranges, for checking a sequence quickly */
    private long from = Long.MAX_VALUE;

    private long until = Long.MIN_VALUE;

    private static final class Range {
        private final Contested contested;
        private final long takenMicros;
        private final BitSet shards = new BitSet();
        private final BitSet lost = new BitSet();
        private final BitSet late = new BitSet();
        private final BitSet given = new BitSet();

        private Range(Contested contested) {
            this.contested = contested;
            takenMicros = ChronoUnit.MICROS.between(Instant.EPOCH, contested.takenAt());
            contested.shards().forEach(shards::set);
        }

        private void see(HeaderReader header) {
            long place = header.sequence() - contested.from();
            if (place < 0 || header.sequence() >= contested.until() || !shards.get(header.shard())) {
                return;
            }
            if (header.epoch() >= contested.epoch()) {
                given.set((int) place);
            } else {
                lost.set((int) place);
                if (header.sendMicros(takenMicros) > takenMicros) {
                    late.set((int) place);
                }
            }
        }
    }

    /** @param contested the contested ranges; only the first {@link ContestedRangeReport#SEQUENCES_MAX} sequences of each are audited */
    public ContestedAudit(List<Contested> contested) {
        for (Contested range : contested) {
            long end = Math.min(range.until(), range.from() + ContestedRangeReport.SEQUENCES_MAX);
            ranges.add(new Range(new Contested(range.shards(), range.from(), end, range.epoch(), range.takenAt())));
            from = Math.min(from, range.from());
            until = Math.max(until, end);
        }
    }

    void see(HeaderReader header) {
        long sequence = header.sequence();
        if (sequence < from || sequence >= until) {
            return;
        }
        for (Range range : ranges) {
            range.see(header);
        }
    }

    public List<ContestedRangeReport> seen(String run, int task) {
        List<ContestedRangeReport> seen = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            seen.add(ContestedRangeReport.of(run, task, i, range.lost, range.late, range.given));
        }
        return seen;
    }
}
