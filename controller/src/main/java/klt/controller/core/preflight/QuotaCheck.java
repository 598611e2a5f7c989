package klt.controller.core.preflight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.spec.RunSpec;
import klt.common.spec.load.Rate;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;

/** Compares the throughput that a run needs with the client quota that Kafka applies to it. */
final class QuotaCheck {

    private QuotaCheck() {}

    /** @param key of the quota, such as {@code producer_byte_rate} */
    static Optional<Finding> finding(
            RunSpec spec, int workers, MessageSize message, TopicFacts facts, Optional<String> user, String key) {
        Optional<ClientQuota> applied = ClientQuota.applied(facts.quotas(), user, key);
        // Kafka's default is the largest long
        if (applied.isEmpty() || applied.get().limit(key) >= Long.MAX_VALUE) {
            return Optional.empty();
        }
        boolean producing = key.equals(ClientQuota.PRODUCER_BYTE_RATE);
        double limit = applied.get().limit(key);
        int brokers = Math.max(1, Math.min(facts.brokers(), facts.partitions().size()));
        double allowed = limit * brokers * (applied.get().isPerClient() ? Math.max(1, workers) : 1);
        Optional<Double> messages = producing ? spec.load().peakRate() : consumed(spec);
        Optional<Double> needed = messages.map(rate -> rate * message.total());
        if (needed.isPresent() && needed.get() <= allowed) {
            return Optional.empty();
        }
        Args args = applied.get().args(key).and("limit", limit, "allowed", allowed, "needed", needed);
        return Optional.of(new Finding(Level.WARN, Code.QUOTA, args));
    }

    private static Optional<Double> perSecond(Rate rate) {
        return rate instanceof Rate.PerSecond perSecond ? Optional.of(perSecond.value()) : Optional.empty();
    }

    /** Records per second read by all groups together. */
    private static Optional<Double> consumed(RunSpec spec) {
        List<Double> rates = new ArrayList<>();
        spec.load().peakRate().filter(rate -> !spec.consumers().backlog()).ifPresent(rates::add);
        perSecond(spec.consumers().rate()).ifPresent(rates::add);
        return rates.stream()
                .min(Comparator.naturalOrder())
                .map(rate -> rate * spec.consumers().groups());
    }
}
