package klt.controller.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import klt.common.compare.Baseline;
import klt.common.compare.Comparer;
import klt.common.compare.FailIf;
import klt.common.report.RunDocument;
import klt.common.spec.input.FieldError;
import klt.controller.core.run.Event;
import klt.controller.loop.EventLoop;
import klt.controller.store.BaselineStore;
import tools.jackson.databind.JsonNode;

/** HTTP resources for comparing runs and for naming the runs to compare with. */
final class CompareApi {

    private static final String FAIL_IF = "failIf";
    private static final String RUNS = "runs";

    record BaselineList(List<Baseline> baselines) {}

    private final EventLoop loop;
    private final RunReader reader;
    private final BaselineStore baselines;
    private final Clock clock;
    private final Supplier<Optional<String>> problem;
    private final Supplier<Optional<String>> unknown;

    /**
     * @param clock provides the time at which a baseline is set
     * @param problem why the controller is not ready; empty if it is
     * @param unknown why the stored runs have not been read; empty if they have been read
     */
    CompareApi(
            EventLoop loop,
            RunReader reader,
            BaselineStore baselines,
            Clock clock,
            Supplier<Optional<String>> problem,
            Supplier<Optional<String>> unknown) {
        this.loop = loop;
        this.reader = reader;
        this.baselines = baselines;
        this.clock = clock;
        this.problem = problem;
        this.unknown = unknown;
    }

    void register(JavalinDefaultRoutingApi routes) {
        Reading.at(routes, "/api/compare", this::compare);
        Reading.at(routes, "/api/baselines", this::list);
        Reading.at(routes, "/api/baselines/{name}", this::show);
        routes.put("/api/baselines/{name}", this::set);
        routes.delete("/api/baselines/{name}", this::delete);
    }

    private void list(Context context) {
        ProblemException.requireReady(unknown);
        context.json(new BaselineList(baselines.all()));
    }

    private void show(Context context) {
        ProblemException.requireReady(unknown);
        context.json(baseline(context.pathParam("name")));
    }

    private Baseline baseline(String name) {
        return baselines.find(name).orElseThrow(() -> ProblemException.noBaseline(name));
    }

    private void set(Context context) {
        ProblemException.requireReady(problem);
        String name = context.pathParam("name");
        Baseline.mistake(name).ifPresent(mistake -> {
            throw ProblemException.invalid("name", mistake);
        });
        List<String> runs = runs(Json.read(context.body()).path(RUNS));
        Baseline baseline = new Baseline(name, runs, clock.instant());
        ProblemException.requireAccepted(loop.request(new Event.BaselineSet(baseline)), ProblemException::noRun);
        context.json(baseline);
    }

    private static List<String> runs(JsonNode list) {
        if (!list.isArray() || !list.valueStream().allMatch(JsonNode::isString)) {
            throw ProblemException.invalid(RUNS, "takes a list of run ids");
        }
        List<String> runs = list.valueStream().map(JsonNode::stringValue).toList();
        Comparer.mistake(runs).ifPresent(mistake -> {
            throw ProblemException.invalid(RUNS, mistake);
        });
        return runs;
    }

    private void delete(Context context) {
        ProblemException.requireReady(problem);
        ProblemException.requireAccepted(
                loop.request(new Event.BaselineDeleted(context.pathParam("name"))), ProblemException::noBaseline);
        context.status(204);
    }

    private void compare(Context context) {
        ProblemException.requireReady(unknown);
        List<FieldError> errors = new ArrayList<>();
        List<String> a = ids(context, "a", errors);
        List<String> b = ids(context, "b", errors);
        List<FailIf> conditions = conditions(context.queryParams(FAIL_IF), errors);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        context.json(Comparer.compare(documents(a), documents(b), conditions));
    }

    private List<String> ids(Context context, String side, List<FieldError> errors) {
        List<String> ids = context.queryParams(side).stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .filter(id -> !id.isBlank())
                .flatMap(id -> id.startsWith(Baseline.PREFIX)
                        ? baseline(id.substring(Baseline.PREFIX.length())).runs().stream()
                        : Stream.of(id))
                .toList();
        Comparer.mistake(ids).ifPresent(mistake -> errors.add(new FieldError(side, mistake)));
        return ids;
    }

    private static List<FailIf> conditions(List<String> texts, List<FieldError> errors) {
        if (texts.size() > FailIf.CONDITIONS_MAX) {
            errors.add(new FieldError(FAIL_IF, "takes at most " + FailIf.CONDITIONS_MAX + " conditions"));
            return List.of();
        }
        List<FailIf> conditions = new ArrayList<>();
        for (String text : texts) {
            try {
                conditions.add(FailIf.parse(text));
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError(FAIL_IF, String.valueOf(e.getMessage())));
            }
        }
        return conditions;
    }

    private List<RunDocument> documents(List<String> ids) {
        return ids.stream().map(this::document).toList();
    }

    private RunDocument document(String id) {
        RunDocument run = reader.document(id).orElseThrow(() -> ProblemException.noRun(id));
        if (!run.result().run().phase().isEnded()) {
            throw ProblemException.conflict("run " + id + " has not ended");
        }
        return run;
    }
}
