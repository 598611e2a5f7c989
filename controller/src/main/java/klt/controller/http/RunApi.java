package klt.controller.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import klt.common.histogram.LatencyAggregate;
import klt.common.protocol.RunPhase;
import klt.common.report.RunDocument;
import klt.common.report.RunSummary;
import klt.common.report.RunView;
import klt.common.schedule.LoadChange;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import klt.common.spec.SpecSchema;
import klt.common.spec.input.FieldError;
import klt.common.spec.limit.Limits;
import klt.common.spec.preset.Presets;
import klt.common.text.OneLine;
import klt.controller.core.Guardrails;
import klt.controller.core.preflight.Finding;
import klt.controller.core.preflight.Preflight;
import klt.controller.core.preflight.WorkerMemory;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.http.download.LatencyDownload;
import klt.controller.http.download.SeriesCsv;
import klt.controller.loop.EventLoop;
import klt.controller.report.PlanPreview;
import klt.controller.store.RunStore;
import klt.report.HtmlReport;
import tools.jackson.databind.JsonNode;

/** HTTP resources for runs. */
final class RunApi {

    private static final int LIST_MAX = 500;
    private static final int LIST_DEFAULT = 100;

    /** Maximum length of an annotation, in characters. */
    private static final int ANNOTATION_LENGTH_MAX = 200;

    record RunList(List<RunSummary> runs, int total) {}

    record PresetList(List<Presets.Preset> presets, double defaultRate) {}

    private final EventLoop loop;
    private final RunStore store;
    private final RunReader reader;
    private final Guardrails guardrails;
    private final ClusterApi cluster;
    private final double defaultRate;
    private final Supplier<String> newRunId;
    private final Supplier<Optional<String>> problem;
    private final Supplier<Optional<String>> elsewhere;
    private final Supplier<Optional<String>> unknown;

    /**
     * @param defaultRate rate in messages per second for specs without one
     * @param problem why the controller is not ready; empty if it is
     * @param elsewhere why another controller owns the runs; empty if this controller owns them
     * @param unknown why the stored runs have not been read; empty if they have been read
     */
    RunApi(
            EventLoop loop,
            RunStore store,
            RunReader reader,
            Guardrails guardrails,
            ClusterApi cluster,
            double defaultRate,
            Supplier<String> newRunId,
            Supplier<Optional<String>> problem,
            Supplier<Optional<String>> elsewhere,
            Supplier<Optional<String>> unknown) {
        this.loop = loop;
        this.store = store;
        this.reader = reader;
        this.guardrails = guardrails;
        this.cluster = cluster;
        this.defaultRate = defaultRate;
        this.newRunId = newRunId;
        this.problem = problem;
        this.elsewhere = elsewhere;
        this.unknown = unknown;
    }

    void register(JavalinDefaultRoutingApi routes) {
        Reading.at(routes, "/api/presets", context -> context.json(new PresetList(Presets.all(), defaultRate)));
        Reading.at(routes, "/api/spec-schema", context -> context.json(SpecSchema.current()));
        Reading.at(routes, "/api/runs", this::list);
        routes.post("/api/runs", this::submit);
        routes.post("/api/runs/validate", this::validate);
        Reading.at(routes, "/api/runs/{id}", this::show);
        routes.delete("/api/runs/{id}", this::delete);
        routes.post("/api/runs/{id}/stop", context -> change(context, Event.StopRequested::new));
        routes.post("/api/runs/{id}/pause", context -> changeLoad(context, new LoadRequest.Pause()));
        routes.post("/api/runs/{id}/resume", context -> changeLoad(context, new LoadRequest.Resume()));
        routes.post("/api/runs/{id}/skip", context -> changeLoad(context, new LoadRequest.SkipStage()));
        routes.put("/api/runs/{id}/rate", this::changeRate);
        routes.post("/api/runs/{id}/annotations", this::annotate);
        Reading.at(routes, "/api/runs/{id}/report.json", this::reportDocument);
        Reading.at(routes, "/api/runs/{id}/report.html", this::reportPage);
        Reading.at(routes, "/api/runs/{id}/series.csv", this::series);
        Reading.at(routes, "/api/runs/{id}/histogram.hgrm", this::histogram);
    }

    private void list(Context context) {
        ProblemException.requireReady(unknown);
        Optional<String> text = Optional.ofNullable(context.queryParam("q"));
        Optional<RunPhase> phase =
                Optional.ofNullable(context.queryParam("phase")).map(RunApi::phase);
        List<String> tags = context.queryParams("tag");
        List<RunSummary> found = reader.summaries()
                .filter(run -> text.map(run::mentions).orElse(true))
                .filter(run -> tags.stream().allMatch(run::hasTag))
                .filter(run -> phase.map(wanted -> run.phase() == wanted).orElse(true))
                .toList();
        context.json(new RunList(found.stream().limit(limit(context)).toList(), found.size()));
    }

    private void show(Context context) {
        ProblemException.requireReady(unknown);
        context.json(view(context.pathParam("id")));
    }

    private void reportDocument(Context context) {
        context.json(document(context.pathParam("id")));
    }

    /** Serves the report as a page. Its policy replaces the console's, so that the file cannot load or run anything. */
    private void reportPage(Context context) {
        String page = HtmlReport.of(document(context.pathParam("id")));
        context.header("Content-Security-Policy", HtmlReport.POLICY + "; frame-ancestors 'none'")
                .contentType("text/html; charset=utf-8")
                .result(page);
    }

    private static RunPhase phase(String word) {
        return Stream.of(RunPhase.values())
                .filter(phase -> phase.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid("phase", "takes one of " + List.of(RunPhase.values())));
    }

    private static int limit(Context context) {
        String text = Optional.ofNullable(context.queryParam("limit")).orElse(String.valueOf(LIST_DEFAULT));
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LIST_MAX) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // rejected below, with the same error as an out-of-range number
        }
        throw ProblemException.invalid("limit", "takes a whole number from 1 to " + LIST_MAX);
    }

    private void submit(Context context) {
        RunSpec spec = spec(context);
        ProblemException.requireReady(problem);
        String id = newRunId.get();
        requireAccepted(loop.request(new Event.Submitted(id, spec)));
        context.status(201).header("Location", "/api/runs/" + id).json(view(id));
    }

    private void validate(Context context) {
        RunSpec spec = spec(context);
        boolean cluster = truth(context, "cluster");
        List<WorkerMemory> workers = loop.snapshot().readyMemory();
        context.json(PlanPreview.of(
                spec, workers.size(), cluster ? Optional.of(preflight(spec, workers)) : Optional.empty()));
    }

    private List<Finding> preflight(RunSpec spec, List<WorkerMemory> workers) {
        List<Finding> findings = new ArrayList<>(Preflight.ofWorkers(spec, workers));
        findings.addAll(
                cluster.preflight(spec, Math.max(workers.size(), spec.workers().expected())));
        return findings;
    }

    private static boolean truth(Context context, String parameter) {
        String text = Optional.ofNullable(context.queryParam(parameter)).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            throw ProblemException.invalid(parameter, "takes true or false");
        }
        return text.equals("true");
    }

    private RunSpec spec(Context context) {
        SpecResult result = SpecBody.read(
                context,
                json -> SpecReader.readJson(json, defaultRate),
                yaml -> SpecReader.readYaml(yaml, defaultRate));
        RunSpec spec = switch (result) {
            case SpecResult.Valid valid -> valid.spec();
            case SpecResult.Invalid invalid -> throw ProblemException.invalid(invalid.errors());
        };
        List<FieldError> refused = guardrails.check(spec);
        if (!refused.isEmpty()) {
            throw ProblemException.invalid(refused);
        }
        return spec;
    }

    private void delete(Context context) {
        String id = context.pathParam("id");
        ProblemException.requireReady(elsewhere);
        requireAccepted(loop.request(new Event.DeleteRequested(id)));
        context.status(204);
    }

    private void change(Context context, Function<String, Event> event) {
        String id = context.pathParam("id");
        ProblemException.requireReady(elsewhere);
        requireAccepted(loop.request(event.apply(id)));
        context.status(202).json(view(id));
    }

    private void changeRate(Context context) {
        JsonNode body = Json.read(context.body());
        Optional<RunSpec> spec = loop.snapshot()
                .run(context.pathParam("id"))
                .map(run -> run.view().result().spec());
        if (body.has("factor")) {
            double factor = factor(body);
            spec.flatMap(run -> guardrails.checkFactor(factor, run)).ifPresent(RunApi::refuse);
            changeLoad(context, new LoadRequest.Scale(factor));
            return;
        }
        JsonNode rate = body.path("rate");
        if (!rate.isNumber() || rate.doubleValue() < Limits.RATE_MIN || rate.doubleValue() > Limits.RATE_MAX) {
            throw ProblemException.invalid(
                    "rate", "takes messages per second from " + Limits.RATE_MIN + " to " + (long) Limits.RATE_MAX);
        }
        guardrails.checkRate(rate.doubleValue(), spec).ifPresent(RunApi::refuse);
        changeLoad(context, new LoadRequest.SetRate(rate.doubleValue()));
    }

    private static void refuse(FieldError error) {
        throw ProblemException.invalid(List.of(error));
    }

    private static double factor(JsonNode body) {
        JsonNode factor = body.path("factor");
        if (body.has("rate")) {
            throw ProblemException.invalid("factor", "set either rate or factor");
        }
        if (!factor.isNumber()
                || factor.doubleValue() < LoadChange.FACTOR_MIN
                || factor.doubleValue() > LoadChange.FACTOR_MAX) {
            throw ProblemException.invalid(
                    "factor",
                    "takes a factor of the scheduled rate from " + LoadChange.FACTOR_MIN + " to "
                            + (long) LoadChange.FACTOR_MAX + "; 1 returns to the schedule");
        }
        return factor.doubleValue();
    }

    private void annotate(Context context) {
        JsonNode text = Json.read(context.body()).path("text");
        String line = text.isString() ? text.stringValue().strip() : "";
        if (line.isEmpty()
                || line.codePointCount(0, line.length()) > ANNOTATION_LENGTH_MAX
                || !OneLine.isPrintable(line)) {
            throw ProblemException.invalid(
                    "text", "takes 1 to " + ANNOTATION_LENGTH_MAX + " printable characters on one line");
        }
        change(context, id -> new Event.Annotated(id, line));
    }

    private void changeLoad(Context context, LoadRequest request) {
        change(context, id -> new Event.LoadChangeRequested(id, request));
    }

    private void requireAccepted(Reply reply) {
        ProblemException.requireAccepted(
                reply,
                run -> store.contains(run)
                        ? ProblemException.conflict("run " + run + " has ended")
                        : ProblemException.noRun(run));
    }

    private RunView view(String id) {
        return reader.view(id).orElseThrow(() -> ProblemException.noRun(id));
    }

    private RunDocument document(String id) {
        ProblemException.requireReady(unknown);
        return reader.document(id).orElseThrow(() -> ProblemException.noRun(id));
    }

    private void series(Context context) {
        String id = context.pathParam("id");
        download(
                context,
                id + ".csv",
                "text/csv; charset=utf-8",
                SeriesCsv.write(document(id).series()));
    }

    private void histogram(Context context) {
        String id = context.pathParam("id");
        ProblemException.requireReady(unknown);
        LatencyDownload latency = LatencyDownload.of(
                        Optional.ofNullable(context.queryParam("metric")).orElse("responseTime"))
                .orElseThrow(() -> ProblemException.invalid("metric", "takes one of " + LatencyDownload.choices()));
        LatencyAggregate found = reader.distribution(id, latency).orElseThrow(() -> ProblemException.noRun(id));
        download(
                context,
                id + "-" + latency.metric() + ".hgrm",
                "text/plain; charset=utf-8",
                found.percentileDistribution());
    }

    private static void download(Context context, String file, String type, String body) {
        context.header("Content-Disposition", "attachment; filename=\"" + file + "\"")
                .contentType(type)
                .result(body);
    }
}
