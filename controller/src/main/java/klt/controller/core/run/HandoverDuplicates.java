package klt.controller.core.run;

import java.util.Optional;
import klt.controller.core.audit.Verification;

/**
 * Counts messages that are in a run's topics twice because two workers sent them. While the run is live, the count is an upper bound,
 * assuming that lost workers sent as much as possible. At the end, it is computed from the topics, as the number of records in excess of
 * one per acked message.
 */
final class HandoverDuplicates {

    private HandoverDuplicates() {}

    static long of(Run run) {
        long most = run.stats().totals().handoverDuplicates();
        return most == 0
                ? 0
                : surplus(run).map(surplus -> Math.min(most, surplus)).orElse(most);
    }

    /** Returns the number of the run's records in excess of one per acked message, or empty while unknown. */
    private static Optional<Long> surplus(Run run) {
        long acked = run.stats().totals().acked();
        Verification verification = run.verification();
        if (run.phase().isEnded() && verification.isWhole()) {
            return verification
                    .findings()
                    .map(found -> found.audited() - found.duplicated().sameEpoch() - (acked - found.lost()));
        }
        // without acks=all, an ack does not guarantee that the record exists, so records cannot be compared with acks
        return run.promisesEveryAck()
                ? verification.growth().map(growth -> growth - acked).filter(surplus -> surplus >= 0)
                : Optional.empty();
    }
}
