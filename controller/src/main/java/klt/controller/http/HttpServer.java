package klt.controller.http;

import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JavalinJackson3;
import io.javalin.util.JavalinLogger;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import klt.common.Version;
import klt.common.spec.limit.Limits;
import klt.controller.bus.KafkaBus;
import klt.controller.core.Guardrails;
import klt.controller.fleet.Replicas;
import klt.controller.loop.EventLoop;
import klt.controller.store.RunStore;
import klt.controller.webhook.Notifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller's HTTP server: routes, errors and headers. */
public final class HttpServer implements AutoCloseable {

    private static final int UNAVAILABLE = 503;

    /** Retry-After header of an unavailable controller. Short because a new controller reads its state within seconds. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** The routes' dependencies. */
    public record Parts(
            RunApi runs,
            SweepApi sweeps,
            CompareApi compare,
            ScheduleApi schedules,
            FleetApi fleet,
            EventStream events,
            ClusterApi cluster,
            WebhookApi webhook,
            ControllerMetrics metrics,
            EventLoop loop,
            Supplier<Optional<String>> problem) {

        /** @param newId creates an id that begins with a letter */
        public static Parts of(
                EventLoop loop,
                KafkaBus bus,
                RunStore store,
                Guardrails guardrails,
                double defaultRate,
                Replicas replicas,
                ClusterApi cluster,
                ControllerMetrics metrics,
                Optional<Notifier> notifier,
                Clock clock,
                UnaryOperator<String> newId,
                String targetServers) {
            RunReader reader = new RunReader(loop, store);
            EventStream events = new EventStream(reader, store, Version.CURRENT, targetServers);
            metrics.showClients(events::watching);
            metrics.showWebhook(notifier);
            return new Parts(
                    new RunApi(
                            loop,
                            store,
                            reader,
                            guardrails,
                            cluster,
                            defaultRate,
                            () -> newId.apply("r"),
                            bus::problem,
                            bus::runsAreElsewhere,
                            bus::runsAreUnknown),
                    new SweepApi(
                            loop,
                            store,
                            reader,
                            guardrails,
                            defaultRate,
                            () -> newId.apply("s"),
                            new SweepApi.Availability(bus::problem, bus::runsAreElsewhere, bus::runsAreUnknown)),
                    new CompareApi(loop, reader, store.baselines(), clock, bus::problem, bus::runsAreUnknown),
                    new ScheduleApi(
                            loop, store.schedules(), guardrails, defaultRate, bus::problem, bus::runsAreUnknown),
                    new FleetApi(loop, replicas),
                    events,
                    cluster,
                    new WebhookApi(notifier),
                    metrics,
                    loop,
                    bus::problem);
        }
    }

    record Health(String status, Optional<String> reason) {}

    private final Parts parts;
    private final Javalin javalin;

    /**
     * Starts listening.
     *
     * @throws io.javalin.util.JavalinBindException if the port is in use
     */
    public HttpServer(Parts parts, String host, int port) {
        this.parts = parts;
        Console console = new Console();
        byte[] openapi = Console.resource("openapi.yaml").orElseThrow();
        javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.maxRequestSize = 4L * Limits.SPEC_LENGTH_MAX;
            config.jsonMapper(new JavalinJackson3(Json.MAPPER, false));
            config.concurrency.useVirtualThreads = true;
            RoutesConfig routes = config.routes;
            routes.before(console::addHeaders);
            routes.before("/api/*", HttpServer::refuseOtherSites);
            parts.runs.register(routes);
            parts.sweeps.register(routes);
            parts.compare.register(routes);
            parts.schedules.register(routes);
            parts.fleet.register(routes);
            parts.webhook.register(routes);
            Reading.at(routes, "/api/cluster", context -> context.json(parts.cluster.view()));
            Reading.at(routes, "/api/events", parts.events::serve);
            Reading.at(
                    routes,
                    "/openapi.yaml",
                    context -> context.contentType("application/yaml").result(openapi));
            Reading.at(routes, "/health/live", context -> health(context, live()));
            Reading.at(
                    routes,
                    "/health/ready",
                    context -> health(context, live().or(parts.problem).or(parts.loop::unready)));
            Reading.at(
                    routes,
                    "/metrics",
                    context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                            .result(parts.metrics.scrape()));
            Reading.at(routes, "/api/*", context -> {
                throw ProblemException.noPage(context.path());
            });
            Reading.at(routes, "/*", console::serve);
            handleErrors(config.routes);
        });
        start(javalin, host, port);
    }

    /** Starts the server. Suppresses Javalin's log message about a port in use, which the caller reports on one line. */
    private static void start(Javalin javalin, String host, int port) {
        JavalinLogger.enabled = false;
        try {
            javalin.start(host, port);
        } finally {
            JavalinLogger.enabled = true;
        }
    }

    public int port() {
        return javalin.port();
    }

    private Optional<String> live() {
        return parts.loop.isAlive() ? Optional.empty() : Optional.of("the event loop is stuck");
    }

    private static void health(Context context, Optional<String> reason) {
        context.status(reason.isPresent() ? 503 : 200).json(new Health(reason.isPresent() ? "DOWN" : "UP", reason));
    }

    /** Prevents CSRF: another site's page must not start or stop a load through a visitor's browser. */
    private static void refuseOtherSites(Context context) {
        String site = Optional.ofNullable(context.header("Sec-Fetch-Site")).orElse("none");
        boolean changes = !context.method().name().equals("GET")
                && !context.method().name().equals("HEAD");
        if (changes && !site.equals("none") && !site.equals("same-origin")) {
            throw ProblemException.otherSite();
        }
    }

    private static void handleErrors(RoutesConfig routes) {
        routes.exception(ProblemException.class, (e, context) -> send(context, e.problem()));
        routes.exception(
                EventLoop.BusyException.class,
                (e, context) -> send(
                        context, Problem.of(UNAVAILABLE, "The controller is busy", String.valueOf(e.getMessage()))));
        routes.exception(
                HttpResponseException.class,
                (e, context) -> send(
                        context,
                        Problem.of(e.getStatus(), "The request cannot be processed", String.valueOf(e.getMessage()))));
        routes.exception(Exception.class, (e, context) -> {
            LOG.error("{} {} failed", context.method(), context.path(), e);
            send(
                    context,
                    Problem.of(
                            500,
                            "The controller failed",
                            "see the controller's log: " + e.getClass().getSimpleName()));
        });
    }

    private static void send(Context context, Problem problem) {
        if (problem.status() == UNAVAILABLE) {
            context.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        context.status(problem.status())
                .contentType("application/problem+json")
                .result(Json.MAPPER.writeValueAsBytes(problem));
    }

    @Override
    public void close() {
        parts.events.close();
        javalin.stop();
    }
}
