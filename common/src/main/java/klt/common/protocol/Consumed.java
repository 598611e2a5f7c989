package klt.common.protocol;

import java.util.Optional;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.limit.RecordLimits;
import klt.common.spec.limit.Limits;

/**
 * The totals of one consumer group's members on one worker.
 *
 * @param group the group's number within the run, from 0
 * @param number this record's number among the worker's records for the run and group; a repeated record has the same number
 * @param second the second of the interval, counted from the run's start
 * @param endToEnd latencies over an interval of about a second
 * @param trouble what prevents a member from reading, if anything
 */
public record Consumed(
        String run,
        int group,
        long number,
        int second,
        Members members,
        Records records,
        EndToEnd endToEnd,
        String trouble)
        implements StatusRecord {

    public Consumed {
        RecordLimits.requireName("run", run);
        requireGroup(group);
        RecordLimits.requireCount("number", number);
        RecordLimits.requireCount("second", second);
        trouble = RecordLimits.text(trouble);
    }

    /**
     * @param joined number of members that are in the group
     * @param partitions number of partitions currently assigned to members
     * @param rebalances number of rebalances, summed across members
     * @param pausedMicros how long rebalances left members with nothing to read, summed across members
     * @param pausedMicrosMax the longest of these times of a single member since the run's start, including one that continues
     * @param throttledMicros how long quotas throttled members, summed across members; empty if the client does not report it
     */
    public record Members(
            int joined,
            int partitions,
            long rebalances,
            long pausedMicros,
            long pausedMicrosMax,
            Optional<Long> throttledMicros) {

        public Members {
            RecordLimits.requireCount("joined", joined);
            RecordLimits.requireCount("partitions", partitions);
            RecordLimits.requireCount("rebalances", rebalances);
            RecordLimits.requireCount("pausedMicros", pausedMicros);
            RecordLimits.requireCount("pausedMicrosMax", pausedMicrosMax);
            throttledMicros.ifPresent(micros -> RecordLimits.requireCount("throttledMicros", micros));
        }
    }

    /**
     * @param received number of records received by members
     * @param redelivered number of received records that had already been received by a member on this worker
     * @param foreign number of received records that are not messages of the run
     * @param bytes total size of keys and values
     */
    public record Records(long received, long redelivered, long foreign, long bytes) {

        public Records {
            RecordLimits.requireCount("received", received);
            RecordLimits.requireCount("redelivered", redelivered);
            RecordLimits.requireCount("foreign", foreign);
            RecordLimits.requireCount("bytes", bytes);
            if (redelivered + foreign > received) {
                throw new IllegalArgumentException(
                        "redelivered and foreign records exceed the " + received + " received");
            }
        }
    }

    /**
     * Time from messages' due times until members first received them.
     *
     * @param latency µs
     * @param uncertaintyMicros this worker's maximum clock error during the interval, in either direction; −1 if unknown
     */
    public record EndToEnd(LatencyHistogram latency, long uncertaintyMicros) {

        public EndToEnd {
            RecordLimits.requireCount("uncertaintyMicros + 1", uncertaintyMicros + 1);
        }
    }

    /** Returns the counts of a worker whose members have left the group. */
    public Consumed withoutMembers() {
        return new Consumed(
                run,
                group,
                number,
                second,
                new Members(
                        0,
                        0,
                        members.rebalances,
                        members.pausedMicros,
                        members.pausedMicrosMax,
                        members.throttledMicros),
                records,
                endToEnd,
                "");
    }

    static void requireGroup(int group) {
        if (group < 0 || group >= Limits.GROUPS_MAX) {
            throw new IllegalArgumentException(
                    "group must be between 0 and " + (Limits.GROUPS_MAX - 1) + ", but is " + group);
        }
    }
}
