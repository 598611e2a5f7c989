package klt.controller.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import klt.common.spec.input.FieldError;
import klt.common.spec.sweep.SweepReader;
import klt.common.spec.sweep.SweepResult;
import klt.common.spec.sweep.SweepSpec;
import klt.common.sweep.SweepPhase;
import klt.common.sweep.SweepRunResult;
import klt.common.sweep.SweepView;
import klt.controller.core.Guardrails;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Sweep;
import klt.controller.loop.EventLoop;
import klt.controller.report.Snapshot;
import klt.controller.store.RunStore;

/** HTTP resources for sweeps. */
final class SweepApi {

    record SweepList(List<SweepView.Summary> sweeps, int total) {}

    /**
     * @param problem why the controller is not ready; empty if it is
     * @param elsewhere why another controller owns the runs; empty if this one does
     * @param unknown why the stored runs have not been read; empty if they have
     */
    record Availability(
            Supplier<Optional<String>> problem,
            Supplier<Optional<String>> elsewhere,
            Supplier<Optional<String>> unknown) {}

    private final EventLoop loop;
    private final RunStore store;
    private final RunReader reader;
    private final Guardrails guardrails;
    private final double defaultRate;
    private final Supplier<String> newId;
    private final Availability availability;

    /** @param defaultRate rate in messages per second for specs without one */
    SweepApi(
            EventLoop loop,
            RunStore store,
            RunReader reader,
            Guardrails guardrails,
            double defaultRate,
            Supplier<String> newId,
            Availability availability) {
        this.loop = loop;
        this.store = store;
        this.reader = reader;
        this.guardrails = guardrails;
        this.defaultRate = defaultRate;
        this.newId = newId;
        this.availability = availability;
    }

    void register(JavalinDefaultRoutingApi routes) {
        Reading.at(routes, "/api/sweeps", this::list);
        routes.post("/api/sweeps", this::submit);
        Reading.at(routes, "/api/sweeps/{id}", this::show);
        routes.post("/api/sweeps/{id}/stop", this::stop);
    }

    private void list(Context context) {
        ProblemException.requireReady(availability.unknown);
        Snapshot snapshot = reader.snapshot();
        List<SweepView.Summary> sweeps = Stream.concat(
                        snapshot.sweeps().reversed().stream().filter(sweep -> !hasEnded(sweep.id())),
                        store.sweeps().all().stream()
                                .filter(sweep -> hasEnded(sweep.id())
                                        || snapshot.sweep(sweep.id()).isEmpty()))
                .map(this::summary)
                .toList();
        context.json(new SweepList(sweeps, sweeps.size()));
    }

    private void show(Context context) {
        ProblemException.requireReady(availability.unknown);
        context.json(view(context.pathParam("id")));
    }

    private void submit(Context context) {
        SweepSpec spec = spec(context);
        ProblemException.requireReady(availability.problem);
        String id = newId.get();
        requireAccepted(loop.request(new Event.SweepSubmitted(id, spec)));
        context.status(201).header("Location", "/api/sweeps/" + id).json(view(id));
    }

    private SweepSpec spec(Context context) {
        SweepResult result = SpecBody.read(
                context,
                json -> SweepReader.readJson(json, defaultRate),
                yaml -> SweepReader.readYaml(yaml, defaultRate));
        SweepSpec spec = switch (result) {
            case SweepResult.Valid valid -> valid.sweep();
            case SweepResult.Invalid invalid -> throw ProblemException.invalid(invalid.errors());
        };
        List<FieldError> refused = spec.errors(guardrails::check);
        if (!refused.isEmpty()) {
            throw ProblemException.invalid(refused);
        }
        return spec;
    }

    private void stop(Context context) {
        String id = context.pathParam("id");
        ProblemException.requireReady(availability.elsewhere);
        requireAccepted(loop.request(new Event.SweepStopRequested(id)));
        context.status(202).json(view(id));
    }

    private void requireAccepted(Reply reply) {
        ProblemException.requireAccepted(
                reply,
                sweep -> hasEnded(sweep)
                        ? ProblemException.conflict("sweep " + sweep + " has ended")
                        : ProblemException.noSweep(sweep));
    }

    private boolean hasEnded(String id) {
        return store.sweeps().find(id).flatMap(Sweep::endedAt).isPresent();
    }

    private SweepView view(String id) {
        Sweep sweep = Optional.of(id)
                .filter(known -> !hasEnded(known))
                .flatMap(live -> reader.snapshot().sweep(live))
                .or(() -> store.sweeps().find(id))
                .orElseThrow(() -> ProblemException.noSweep(id));
        Map<String, SweepRunResult> results = new HashMap<>();
        for (int i = 0; i < sweep.started(); i++) {
            String run = sweep.spec().run(id, i).id();
            result(run).ifPresent(result -> results.put(run, result));
        }
        return SweepView.of(summary(sweep), sweep.spec(), results);
    }

    private Optional<SweepRunResult> result(String run) {
        return live(run).map(live -> SweepRunResult.of(live.document())).or(() -> store.sweepResult(run));
    }

    /** Finds a live run by id. An ended run does not need a snapshot. */
    private Optional<Snapshot.LiveRun> live(String run) {
        return store.hasEnded(run) ? Optional.empty() : reader.live(reader.snapshot(), run);
    }

    private SweepView.Summary summary(Sweep sweep) {
        SweepSpec spec = sweep.spec();
        return new SweepView.Summary(
                sweep.id(),
                spec.name(),
                phase(sweep),
                sweep.createdAt(),
                sweep.endedAt(),
                spec.keys(),
                spec.cells().size(),
                spec.repeats(),
                spec.runs(),
                sweep.started(),
                sweep.newestRun()
                        .filter(run -> sweep.endedAt().isEmpty() && live(run).isPresent()));
    }

    private static SweepPhase phase(Sweep sweep) {
        if (sweep.endedAt().isPresent()) {
            return sweep.isStopping() ? SweepPhase.STOPPED : SweepPhase.DONE;
        }
        if (sweep.isStopping()) {
            return SweepPhase.STOPPING;
        }
        return sweep.started() == 0 ? SweepPhase.QUEUED : SweepPhase.RUNNING;
    }
}
