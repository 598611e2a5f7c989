package klt.controller.core.preflight;

import java.util.Comparator;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.spec.RunSpec;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;

/**
 * Compares the disk space that a run needs with what the brokers report as usable. An estimate: it counts messages of average size without
 * batch headers, indexes and the growth of other topics.
 */
public final class DiskCheck {

    /** Fraction of the usable space from which a run takes most of it. */
    static final double MOST = 0.8;

    /** A smaller run is not checked, because describing the log directories of a large cluster is expensive. */
    static final double BYTES_MIN = 100 << 20;

    private DiskCheck() {}

    /** Returns whether a run sends so much that the brokers' disks are relevant. */
    public static boolean isNeeded(RunSpec spec, int workers) {
        return sent(spec, workers, spec.topic().allPartitions())
                .filter(bytes -> bytes * spec.topic().replication() >= BYTES_MIN)
                .isPresent();
    }

    /** Returns the size of all messages, or empty if it is not known in advance. */
    private static Optional<Double> sent(RunSpec spec, int workers, int partitions) {
        if (!spec.load().sends() || spec.load().search().isPresent()) {
            return Optional.empty();
        }
        Optional<MessageSize> message = MessageSize.average(spec, workers, Math.max(1, partitions));
        return message.flatMap(size -> spec.load().messages().map(count -> (double) count * size.inBatch()));
    }

    static Optional<Finding> finding(RunSpec spec, int workers, ClusterFacts cluster) {
        Optional<Double> sent = sent(spec, workers, cluster.partitions());
        if (sent.isEmpty() || cluster.disks().isEmpty()) {
            return Optional.empty();
        }
        double needed = 0;
        // on the broker with the most replicas, if they are spread evenly
        double busiest = 0;
        boolean upperBound = !spec.producer().compression().equals("none");
        for (int i = 0; i < cluster.topics().size(); i++) {
            TopicFacts topic = cluster.topics().get(i);
            int partitions = Math.max(1, topic.partitions().size());
            int replicas = topic.partitions().stream()
                    .mapToInt(TopicFacts.Partition::replicas)
                    .sum();
            TopicRetention retention = topic.settings().retention();
            double held = retention.held(
                    sent.get() * spec.topic().share(i), spec.load().seconds(), partitions);
            needed += held / partitions * replicas;
            busiest += held
                    / partitions
                    * Math.ceilDiv(replicas, Math.max(1, cluster.disks().size()));
            upperBound |= topic.settings().compacted()
                    || topic.settings().mayCompress()
                    || retention.remote()
                    || !retention.known();
        }
        double usable =
                cluster.disks().stream().mapToDouble(BrokerDisk::usableBytes).sum();
        BrokerDisk fullest = cluster.disks().stream()
                .min(Comparator.comparingLong(BrokerDisk::usableBytes))
                .orElseThrow();
        Optional<String> compression =
                Optional.of(spec.producer().compression()).filter(codec -> !codec.equals("none"));
        Args args = Args.of("compression", compression);
        if (needed > usable * MOST) {
            Level level = needed > usable && !upperBound ? Level.REFUSE : Level.WARN;
            return Optional.of(new Finding(
                    level,
                    Code.DISK_SPACE,
                    Args.of("neededBytes", (long) needed, "usableBytes", (long) usable)
                            .and(args)));
        }
        return busiest > fullest.usableBytes()
                ? Optional.of(new Finding(
                        Level.WARN,
                        Code.DISK_SPACE,
                        Args.of(
                                        "neededBytes",
                                        (long) busiest,
                                        "usableBytes",
                                        fullest.usableBytes(),
                                        "brokerId",
                                        fullest.broker())
                                .and(args)))
                : Optional.empty();
    }
}
