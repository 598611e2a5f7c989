package klt.controller.core.preflight;

import static klt.controller.core.preflight.Finding.warn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.spec.RunSpec;
import klt.common.spec.load.Rate;
import klt.controller.core.preflight.Finding.Code;

/** Compares the throughput that a run needs with the client quota that Kafka applies to it. */
final class QuotaCheck {

    private QuotaCheck() {}

    /** @param key of the quota, such as {@code producer_byte_rate} */
    static Optional<Finding> finding(
            RunSpec spec, int workers, MessageSize message, TopicFacts facts, Optional<String> user, String key) {
        Optional<ClientQuota> applied = ClientQuota.applied(facts.quotas(), user, key);
        if (applied.isEmpty()) {
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
        return Optional.of(warn(
                Code.QUOTA,
                String.format(
                        Locale.ROOT,
                        "%s of %s is %,.0f bytes/s on each broker, %,.0f in all, and the run needs %s: Kafka will throttle it",
                        key,
                        applied.get().words(),
                        limit,
                        allowed,
                        needed.map(bytes -> String.format(Locale.ROOT, "%,.0f", bytes))
                                .orElse("the maximum throughput")),
                (producing ? "lower rate or payload.size" : "lower consumers.rate or consumers.groups") + ", or raise "
                        + key));
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
