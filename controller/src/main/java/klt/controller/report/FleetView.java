package klt.controller.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.Clock;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.controller.core.ControllerCore;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.run.Run;
import klt.controller.core.stats.RunStats;

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

    /** One worker; clocks in µs. */
    public record FleetWorker(
            String id,
            String name,
            String host,
            WorkerState state,
            String version,
            Optional<String> run,
            int shards,
            double lastSeenSeconds,
            double uptimeSeconds,
            Optional<Double> cpu,
            double cpuLimit,
            long heapUsed,
            long heapMax,
            double gcSeconds,
            Optional<Long> clockOffset,
            Optional<Long> clockUncertainty,
            Optional<Pod> pod) {}

    /** Number of workers by state. */
    public record Counts(long ready, long busy, long suspect, long lost) {}

    public static Counts counts(ControllerCore core, Instant now) {
        return counts(known(core, now, Map.of()));
    }

    public static FleetView of(ControllerCore core, Instant now, Deployed deployed) {
        Map<String, Pod> byHostname = deployed.pods.stream()
                .collect(Collectors.toMap(Pod::hostname, Function.identity(), (one, same) -> one));
        List<FleetWorker> known = known(core, now, byHostname);
        Counts counts = counts(known);
        Set<String> alive = known.stream()
                .filter(worker -> worker.state != WorkerState.LOST)
                .flatMap(worker -> Stream.of(worker.host, worker.name))
                .collect(Collectors.toSet());
        return new FleetView(
                counts.ready,
                counts.busy,
                counts.suspect,
                counts.lost,
                deployed.replicas,
                known,
                deployed.pods.stream()
                        .filter(pod -> !alive.contains(pod.hostname()))
                        .toList());
    }

    private static List<FleetWorker> known(ControllerCore core, Instant now, Map<String, Pod> byHostname) {
        return core.fleet().members().stream()
                .map(member -> worker(member, core, now, pod(member.hello(), byHostname)))
                .toList();
    }

    private static Counts counts(List<FleetWorker> workers) {
        return new Counts(
                count(workers, WorkerState.READY),
                count(workers, WorkerState.BUSY),
                count(workers, WorkerState.SUSPECT),
                count(workers, WorkerState.LOST));
    }

    private static long count(List<FleetWorker> workers, WorkerState state) {
        return workers.stream().filter(worker -> worker.state() == state).count();
    }

    /** In Kubernetes a worker is named after its host unless configured otherwise, and the host after its pod. */
    private static Optional<Pod> pod(WorkerInfo hello, Map<String, Pod> byHostname) {
        return Stream.of(hello.host(), hello.name())
                .flatMap(name -> Optional.ofNullable(byHostname.get(name)).stream())
                .findFirst();
    }

    private static FleetWorker worker(Fleet.Member member, ControllerCore core, Instant now, Optional<Pod> pod) {
        Optional<Run> run = core.runs().stream()
                .filter(candidate -> candidate.phase() != RunPhase.QUEUED
                        && share(candidate, member).isPresent())
                .findFirst();
        WorkerState state = switch (member.state()) {
            case READY -> run.isPresent() ? WorkerState.BUSY : WorkerState.READY;
            case SUSPECT -> WorkerState.SUSPECT;
            case LOST -> WorkerState.LOST;
        };
        return new FleetWorker(
                member.id(),
                member.hello().name(),
                member.hello().host(),
                state,
                member.hello().version(),
                run.map(Run::id),
                run.flatMap(r -> share(r, member)).map(RunStats.Share::shards).orElse(0),
                Math.max(0, Duration.between(member.lastHeartbeatAt(), now).toMillis() / 1e3),
                member.vitals().uptimeSeconds(),
                member.cpu(),
                member.hello().cpuLimit(),
                member.vitals().heapUsedBytes(),
                member.hello().heapMaxBytes(),
                member.vitals().gcSeconds(),
                member.clock().map(Clock::offsetMicros),
                member.clock().map(Clock::uncertaintyMicros),
                pod);
    }

    private static Optional<RunStats.Share> share(Run run, Fleet.Member member) {
        return run.stats().shares().stream()
                .filter(share -> share.worker().equals(member.id()))
                .findFirst();
    }
}
