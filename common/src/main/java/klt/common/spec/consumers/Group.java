package klt.common.spec.consumers;

import java.util.Optional;
import klt.common.spec.load.Rate;

/**
 * The settings of one consumer group.
 *
 * @param members consumers of the group, spread across the workers
 * @param processingMicros time that a consumer takes for each record
 * @param rate records per second of the group
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

    /** Whether its members find its start themselves; otherwise it is set in Kafka before they join. */
    public boolean isStartKnownToMembers() {
        return protocol != GroupProtocol.SHARE && (start instanceof Start.Latest || start instanceof Start.Earliest);
    }

    /** Whether it also reads records that were in the topic before it joined. */
    public boolean readsStoredRecords() {
        return !(start instanceof Start.Latest);
    }

    /** Microseconds that a member takes for each record, by its processing time or its share of the group's rate; 0 for none. */
    public double microsPerRecord() {
        double byRate = rate instanceof Rate.PerSecond perSecond ? members * 1e6 / perSecond.value() : 0;
        return Math.max(processingMicros, byRate);
    }
}
