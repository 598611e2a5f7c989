package klt.controller.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.Clock;
import klt.controller.core.Aggregate;
import klt.controller.core.ControllerCore;
import klt.controller.core.Fleet;
import klt.controller.core.RunMachine;

/** The workers that the controller hears. */
public record FleetView(long ready, long busy, long suspect, long lost, List<FleetWorker> workers) {

    public enum WorkerState {
        READY,
        BUSY,
        SUSPECT,
        LOST
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
            Optional<Long> clockUncertainty) {}

    /** How many there are of each. */
    public record Counts(long ready, long busy, long suspect, long lost) {}

    public Counts counts() {
        return new Counts(ready, busy, suspect, lost);
    }

    public static FleetView of(ControllerCore core, Instant now) {
        List<FleetWorker> workers = core.fleet().members().stream()
                .map(member -> worker(member, core, now))
                .toList();
        return new FleetView(
                count(workers, WorkerState.READY),
                count(workers, WorkerState.BUSY),
                count(workers, WorkerState.SUSPECT),
                count(workers, WorkerState.LOST),
                workers);
    }

    private static long count(List<FleetWorker> workers, WorkerState state) {
        return workers.stream().filter(worker -> worker.state() == state).count();
    }

    private static FleetWorker worker(Fleet.Member member, ControllerCore core, Instant now) {
        Optional<RunMachine> run = core.runs().stream()
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
                run.map(RunMachine::id),
                run.flatMap(r -> share(r, member)).map(Aggregate.Share::shards).orElse(0),
                Math.max(0, Duration.between(member.heardAt(), now).toMillis() / 1e3),
                member.vitals().uptimeSeconds(),
                member.cpu(),
                member.hello().cpuLimit(),
                member.vitals().heapUsedBytes(),
                member.hello().heapMaxBytes(),
                member.vitals().gcSeconds(),
                member.clock().map(Clock::offsetMicros),
                member.clock().map(Clock::uncertaintyMicros));
    }

    private static Optional<Aggregate.Share> share(RunMachine run, Fleet.Member member) {
        return run.aggregate().shares().stream()
                .filter(share -> share.worker().equals(member.id()))
                .findFirst();
    }
}
