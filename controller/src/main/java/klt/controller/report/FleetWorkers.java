package klt.controller.report;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.Clock;
import klt.controller.core.ControllerCore;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.run.Run;
import klt.controller.core.stats.WorkerStats;
import klt.controller.report.FleetView.ClockEstimate;
import klt.controller.report.FleetView.FleetWorker;
import klt.controller.report.FleetView.Usage;
import klt.controller.report.FleetView.WorkerState;

/** Builds the list of the fleet's workers for the HTTP API. */
final class FleetWorkers {

    private static final double MILLIS_PER_SECOND = 1e3;

    private FleetWorkers() {}

    /** A worker's part in a run. */
    private record Part(String run, int shards) {}

    static List<FleetWorker> of(ControllerCore core, Instant now) {
        Map<String, Part> parts = parts(core);
        return core.fleet().members().stream()
                .map(member -> worker(member, Optional.ofNullable(parts.get(member.id())), now))
                .toList();
    }

    /** Returns each worker's part in the first run that it belongs to. */
    private static Map<String, Part> parts(ControllerCore core) {
        Map<String, Part> parts = new HashMap<>();
        for (Run run : core.runs()) {
            if (run.phase() != RunPhase.QUEUED) {
                for (WorkerStats worker : run.stats().workers()) {
                    parts.putIfAbsent(worker.id(), new Part(run.id(), worker.shards()));
                }
            }
        }
        return parts;
    }

    private static FleetWorker worker(Fleet.Member member, Optional<Part> part, Instant now) {
        WorkerState state = switch (member.state()) {
            case READY -> part.isPresent() ? WorkerState.BUSY : WorkerState.READY;
            case SUSPECT -> WorkerState.SUSPECT;
            case LOST -> WorkerState.LOST;
        };
        return new FleetWorker(
                member.id(),
                member.info().name(),
                member.info().host(),
                state,
                member.info().version(),
                part.map(Part::run),
                part.map(Part::shards).orElse(0),
                Math.max(0, Duration.between(member.lastHeartbeatAt(), now).toMillis() / MILLIS_PER_SECOND),
                new Usage(
                        member.vitals().uptimeSeconds(),
                        member.cpu(),
                        member.info().cpuLimit(),
                        member.vitals().heapUsedBytes(),
                        member.info().heapMaxBytes(),
                        member.vitals().gcSeconds()),
                new ClockEstimate(
                        member.clock().map(Clock::offsetMicros), member.clock().map(Clock::uncertaintyMicros)),
                Optional.empty());
    }
}
