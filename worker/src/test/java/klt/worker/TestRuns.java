package klt.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Ownership;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.schedule.Segment;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;

/** Specs and wishes to test with. */
public final class TestRuns {

    public static final String RUN = "r-20261123-0412-k3f";
    public static final int SHARDS = 64;

    private TestRuns() {}

    /** @param yaml only what differs from the defaults */
    public static RunSpec spec(String yaml) {
        return switch (SpecReader.readYaml(yaml)) {
            case SpecResult.Valid(RunSpec spec) -> spec;
            case SpecResult.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
    }

    public static Plan plan(String yaml) {
        return new Plan(spec(yaml), SHARDS);
    }

    /** All shards, dealt like cards. */
    public static List<Ownership> owners(String... workers) {
        return IntStream.range(0, workers.length)
                .mapToObj(w -> new Ownership(
                        workers[w],
                        1,
                        IntStream.range(0, SHARDS)
                                .filter(shard -> shard % workers.length == w)
                                .boxed()
                                .toList()))
                .toList();
    }

    public static final Duration HARD_STOP_AFTER = Duration.ofHours(1);

    public static DesiredRun preparing(Plan plan, String... workers) {
        return new DesiredRun(
                RUN, RunPhase.PREPARING, plan, List.of(), Optional.empty(), Optional.empty(), owners(workers));
    }

    public static DesiredRun in(RunPhase phase, DesiredRun run) {
        return new DesiredRun(
                run.run(), phase, run.plan(), run.segments(), run.startAt(), run.hardStopAt(), run.owners());
    }

    /** As a controller starts it: at the rate of its spec, with a hard stop an hour later unless it has one. */
    public static DesiredRun started(DesiredRun run, Instant startAt) {
        return new DesiredRun(
                run.run(),
                RunPhase.SCHEDULED,
                run.plan(),
                run.segments().isEmpty() ? segmentsOf(run.plan().spec()) : run.segments(),
                Optional.of(startAt),
                run.hardStopAt().or(() -> Optional.of(startAt.plus(HARD_STOP_AFTER))),
                run.owners());
    }

    private static List<Segment> segmentsOf(RunSpec spec) {
        return spec.rate() instanceof RunSpec.Rate.PerSecond rate ? List.of(new Segment(0, rate.value())) : List.of();
    }

    public static DesiredRun withSegments(DesiredRun run, Segment... segments) {
        return new DesiredRun(
                run.run(), run.phase(), run.plan(), List.of(segments), run.startAt(), run.hardStopAt(), run.owners());
    }

    public static DesiredRun withHardStop(DesiredRun run, Instant at) {
        return new DesiredRun(
                run.run(), run.phase(), run.plan(), run.segments(), run.startAt(), Optional.of(at), run.owners());
    }

    public static DesiredRun withOwners(DesiredRun run, List<Ownership> owners) {
        return new DesiredRun(
                run.run(), run.phase(), run.plan(), run.segments(), run.startAt(), run.hardStopAt(), owners);
    }
}
