package klt.controller.core.preflight;

import java.util.Optional;
import klt.common.code.Args;
import klt.common.spec.RunSpec;
import klt.common.spec.load.Rate;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;

/** Compares the throughput that a run needs with the client quota that applies to it. */
final class QuotaCheck {

    private static final double UNLIMITED = Double.POSITIVE_INFINITY;

    private QuotaCheck() {}

    /**
     * @param message one of the run's messages; empty if the run reads other producers' records, whose size is unknown
     * @param key quota key, such as {@code producer_byte_rate}
     */
    static Optional<Finding> finding(
            RunSpec spec,
            int workers,
            Optional<MessageSize> message,
            ClusterFacts cluster,
            Optional<String> user,
            String key) {
        Optional<ClientQuota> applied = ClientQuota.applied(cluster.quotas(), user, key);
        // Kafka's default, which means no limit, is Long.MAX_VALUE
        if (applied.isEmpty() || applied.get().limit(key) >= Long.MAX_VALUE) {
            return Optional.empty();
        }
        boolean producing = key.equals(ClientQuota.PRODUCER_BYTE_RATE);
        double limit = applied.get().limit(key);
        int brokers = Math.max(1, Math.min(cluster.brokers(), cluster.partitions()));
        int clients = Math.max(1, workers) * (producing ? spec.producer().perWorker() : 1);
        double allowed = limit * brokers * (applied.get().isPerClient() ? clients : 1);
        Optional<Double> needed = message.flatMap(size -> producing ? produced(spec, size) : consumed(spec, size));
        if (needed.isPresent() && needed.get() <= allowed) {
            return Optional.empty();
        }
        Args args = applied.get().args(key).and("limit", limit, "allowed", allowed, "needed", needed);
        return Optional.of(new Finding(Level.WARN, Code.QUOTA, args));
    }

    private static double perSecond(Rate rate) {
        return rate instanceof Rate.PerSecond perSecond ? perSecond.value() : UNLIMITED;
    }

    /** Returns the bytes per second that the run sends at its highest load, or empty at rate max. */
    private static Optional<Double> produced(RunSpec spec, MessageSize message) {
        return spec.message().payload().peakBytesPerSecond(spec.load(), (double) message.total() - message.value());
    }

    /** Returns the bytes per second that all groups read together, or empty if any group's rate is unlimited. */
    private static Optional<Double> consumed(RunSpec spec, MessageSize message) {
        double sent =
                spec.consumers().backlog() ? UNLIMITED : produced(spec, message).orElse(UNLIMITED);
        double all = spec.consumers().groups().stream()
                .mapToDouble(group -> Math.min(sent, perSecond(group.rate()) * message.total()))
                .sum();
        return all < UNLIMITED ? Optional.of(all) : Optional.empty();
    }
}
