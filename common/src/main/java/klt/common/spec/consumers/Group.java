package klt.common.spec.consumers;

import java.util.Optional;
import klt.common.spec.load.Rate;

/**
 * One consumer group's settings.
 *
 * @param members number of consumers in the group, spread across the workers
 * @param processingMicros simulated processing time per record
 * @param rate records per second to be read by the group
 */
public record Group(
        Optional<String> name,
        int members,
        GroupProtocol protocol,
        Isolation isolation,
        Start start,
        int processingMicros,
        Rate rate,
        ConsumerClient client) {

    /**
     * Returns whether the members determine their start offsets themselves. Otherwise, the offsets are committed to Kafka before they join.
     */
    public boolean isStartKnownToMembers() {
        return protocol != GroupProtocol.SHARE && (start instanceof Start.Latest || start instanceof Start.Earliest);
    }

    /** Returns whether the group also reads records that were in the topic before it joined. */
    public boolean readsStoredRecords() {
        return !(start instanceof Start.Latest);
    }

    /**
     * Returns how long a member spends on each record, in microseconds, because of the processing time or its share of the group's rate; 0
     * for none.
     */
    public double microsPerRecord() {
        double byRate = rate instanceof Rate.PerSecond perSecond ? members * 1e6 / perSecond.value() : 0;
        return Math.max(processingMicros, byRate);
    }
}
