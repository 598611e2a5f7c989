package klt.controller.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The known workers, and the platform that runs them.
 *
 * @param pods pods without a known worker
 */
public record FleetView(
        long ready, long busy, long suspect, long lost, Scaling replicas, List<FleetWorker> workers, List<Pod> pods) {

    public enum WorkerState {
        READY,
        BUSY,
        SUSPECT,
        LOST
    }

    /** The last known state of the platform that runs the workers. */
    public record Deployed(Scaling replicas, List<Pod> pods) {

        public Deployed {
            pods = List.copyOf(pods);
        }
    }

    /** A worker. */
    public record FleetWorker(
            String id,
            String name,
            String host,
            WorkerState state,
            String version,
            Optional<String> run,
            int shards,
            double lastSeenSeconds,
            @JsonUnwrapped Usage usage,
            @JsonUnwrapped ClockEstimate clock,
            Optional<Pod> pod) {

        FleetWorker on(Optional<Pod> known) {
            return new FleetWorker(id, name, host, state, version, run, shards, lastSeenSeconds, usage, clock, known);
        }
    }

    /**
     * The process's resource usage.
     *
     * @param cpu number of CPU cores in use
     */
    public record Usage(
            double uptimeSeconds,
            Optional<Double> cpu,
            double cpuLimit,
            long heapUsed,
            long heapMax,
            double gcSeconds) {}

    /** The worker's estimate of the broker's clock, in µs. */
    public record ClockEstimate(Optional<Long> clockOffset, Optional<Long> clockUncertainty) {}

    /** Worker counts by state. */
    public record Counts(long ready, long busy, long suspect, long lost) {}

    static Counts counts(List<FleetWorker> workers) {
        return new Counts(
                count(workers, WorkerState.READY),
                count(workers, WorkerState.BUSY),
                count(workers, WorkerState.SUSPECT),
                count(workers, WorkerState.LOST));
    }

    private static long count(List<FleetWorker> workers, WorkerState state) {
        return workers.stream().filter(worker -> worker.state() == state).count();
    }

    public static FleetView of(Snapshot snapshot, Deployed deployed) {
        Map<String, Pod> byHostname = deployed.pods.stream()
                .collect(Collectors.toMap(Pod::hostname, Function.identity(), (one, same) -> one));
        Counts counts = snapshot.fleet();
        Set<String> alive = snapshot.workers().stream()
                .filter(worker -> worker.state != WorkerState.LOST)
                .flatMap(worker -> Stream.of(worker.host, worker.name))
                .collect(Collectors.toSet());
        return new FleetView(
                counts.ready,
                counts.busy,
                counts.suspect,
                counts.lost,
                deployed.replicas,
                snapshot.workers().stream()
                        .map(worker -> worker.on(pod(worker, byHostname)))
                        .toList(),
                deployed.pods.stream()
                        .filter(pod -> !alive.contains(pod.hostname()))
                        .toList());
    }

    /**
     * Finds a worker's pod by hostname. In Kubernetes, a worker is named after its host by default, whose name is derived from the pod's.
     */
    private static Optional<Pod> pod(FleetWorker worker, Map<String, Pod> byHostname) {
        return Stream.of(worker.host, worker.name)
                .flatMap(name -> Optional.ofNullable(byHostname.get(name)).stream())
                .findFirst();
    }
}
