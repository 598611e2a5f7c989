package klt.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.Audit;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Grant;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.schedule.LoadChange;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import klt.common.spec.message.Values;
import klt.embedded.EmbeddedRegistry;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.payload.PayloadSources;
import klt.worker.produce.payload.Payloads;
import klt.worker.produce.registry.RegistrySettings;

/** Specs and desired states for tests. */
public final class TestRuns {

    public static final String RUN = "r-20261123-0412-k3f";
    public static final int SHARDS = 64;
    public static final List<Integer> ALL = IntStream.range(0, SHARDS).boxed().toList();
    public static final Duration HARD_STOP_AFTER = Duration.ofHours(1);

    private TestRuns() {}

    /** @param yaml only what differs from the defaults; without a warm-up unless it names one */
    public static RunSpec spec(String yaml) {
        return switch (SpecReader.readYaml(yaml)) {
            case SpecResult.Valid(RunSpec spec) ->
                yaml.contains("warmup") ? spec : RunSpec.fromJson(spec.toJson().put("warmup", "0s"));
            case SpecResult.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
    }

    /** The values of a run on a worker without samples and with an empty registry. */
    public static Payloads payloads(RunSpec spec) {
        if (!(spec.message().payload().values() instanceof Values.OfSchema)) {
            return payloads(spec, PayloadSources.NONE);
        }
        try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
            return payloads(spec, withRegistry(registry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static PayloadSources withRegistry(EmbeddedRegistry registry) {
        return new PayloadSources(
                PayloadSources.NONE.samples(), Optional.of(new RegistrySettings(registry.url(), Optional.empty())));
    }

    public static Payloads payloads(RunSpec spec, PayloadSources sources) {
        try {
            return Payloads.prepare(RUN, spec, sources);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static PayloadWriter payload(RunSpec spec) {
        return payloads(spec).writer("worker-1", "r-1", new BusTimestamp(() -> 0));
    }

    /** A plan whose topics have the partitions given by the spec. */
    public static Plan plan(String yaml) {
        RunSpec spec = spec(yaml);
        return new Plan(
                spec,
                SHARDS,
                Collections.nCopies(spec.topic().names().size(), spec.topic().partitions()));
    }

    /**
     * A run on an existing topic.
     *
     * @param more keys of the spec
     */
    public static Plan plan(String topic, int partitions, String more) {
        return plan("{topic: {name: " + topic + ", partitions: " + partitions + "}, " + more + "}");
    }

    /** Of a single topic. */
    public static PartitionNumbers partitions(int count) {
        return new PartitionNumbers(List.of("loadtest"), List.of(count));
    }

    /** From a sequence on, without an end. */
    public static Grant grant(int id, String worker, long from, List<Integer> shards) {
        return new Grant(id, worker, 1, from, Optional.empty(), false, shards);
    }

    public static Grant repair(int id, String worker, long from, long until, List<Integer> shards) {
        return new Grant(id, worker, 1, from, Optional.of(until), true, shards);
    }

    /** The whole run. */
    public static Grant everything(int id, String worker) {
        return grant(id, worker, 0, ALL);
    }

    /** All shards, assigned round-robin. */
    public static List<Grant> grants(String... workers) {
        return IntStream.range(0, workers.length)
                .mapToObj(w -> grant(
                        w + 1,
                        workers[w],
                        0,
                        ALL.stream()
                                .filter(shard -> shard % workers.length == w)
                                .toList()))
                .toList();
    }

    public static DesiredRun preparing(Plan plan, String... workers) {
        return run(
                RUN,
                1,
                RunPhase.PREPARING,
                plan,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(workers),
                grants(workers),
                Audit.NONE);
    }

    /** The topic is ready, and all its partitions are empty. */
    public static DesiredRun withTopic(DesiredRun run, int partitions) {
        return run(
                run.run(),
                run.revision() + 1,
                run.phase(),
                run.plan(),
                run.changes(),
                run.startAt(),
                run.hardStopAt(),
                run.members(),
                run.grants(),
                new Audit(List.of(), Collections.nCopies(partitions, 0L), List.of(), List.of(), List.of()));
    }

    public static DesiredRun in(RunPhase phase, DesiredRun run) {
        return changed(run, phase, run.changes(), run.startAt(), run.hardStopAt(), run.members(), run.grants());
    }

    /** As a controller starts it: at the rate of its spec, with a hard stop an hour later. */
    public static DesiredRun started(DesiredRun run, Instant startAt) {
        return changed(
                run,
                RunPhase.SCHEDULED,
                List.of(),
                Optional.of(startAt),
                Optional.of(startAt.plus(HARD_STOP_AFTER)),
                run.members(),
                run.grants());
    }

    public static LoadChange rateFrom(long nanos, double rate) {
        return new LoadChange(nanos, nanos, Optional.of(rate), 1);
    }

    public static DesiredRun withChanges(DesiredRun run, LoadChange... changes) {
        return changed(
                run, run.phase(), List.of(changes), run.startAt(), run.hardStopAt(), run.members(), run.grants());
    }

    public static DesiredRun withHardStop(DesiredRun run, Instant at) {
        return changed(run, run.phase(), run.changes(), run.startAt(), Optional.of(at), run.members(), run.grants());
    }

    public static DesiredRun withGrants(DesiredRun run, Grant... grants) {
        return changed(
                run, run.phase(), run.changes(), run.startAt(), run.hardStopAt(), run.members(), List.of(grants));
    }

    public static DesiredRun withMembers(DesiredRun run, String... members) {
        return changed(
                run, run.phase(), run.changes(), run.startAt(), run.hardStopAt(), List.of(members), run.grants());
    }

    /** Everything is sent and has to be read back. */
    public static DesiredRun verifying(DesiredRun run, Audit audit) {
        return new DesiredRun(
                run.run(),
                run.revision() + 1,
                RunPhase.VERIFYING,
                Optional.empty(),
                run.plan(),
                run.load(),
                run.members(),
                DesiredRun.Allocation.NONE,
                DesiredRun.Departed.NONE,
                audit);
    }

    public static DesiredRun withId(DesiredRun run, String id) {
        return run(
                id,
                run.revision(),
                run.phase(),
                run.plan(),
                run.changes(),
                run.startAt(),
                run.hardStopAt(),
                run.members(),
                run.grants(),
                run.audit());
    }

    /** Another revision of it. */
    private static DesiredRun changed(
            DesiredRun run,
            RunPhase phase,
            List<LoadChange> changes,
            Optional<Instant> startAt,
            Optional<Instant> hardStopAt,
            List<String> members,
            List<Grant> grants) {
        return run(
                run.run(),
                run.revision() + 1,
                phase,
                run.plan(),
                changes,
                startAt,
                hardStopAt,
                members,
                grants,
                run.audit());
    }

    private static DesiredRun run(
            String id,
            long revision,
            RunPhase phase,
            Plan plan,
            List<LoadChange> changes,
            Optional<Instant> startAt,
            Optional<Instant> hardStopAt,
            List<String> members,
            List<Grant> grants,
            Audit audit) {
        return new DesiredRun(
                id,
                revision,
                phase,
                Optional.empty(),
                plan,
                new DesiredRun.Load(changes, startAt, hardStopAt),
                members,
                new DesiredRun.Allocation(grants, List.of(), 0),
                DesiredRun.Departed.NONE,
                audit);
    }
}
