package klt.controller.http;

import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JavalinJackson3;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinLogger;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import klt.common.Version;
import klt.common.clock.Ticker;
import klt.controller.bus.KafkaBus;
import klt.controller.bus.RunDocuments;
import klt.controller.core.Guardrails;
import klt.controller.fleet.Replicas;
import klt.controller.http.access.AccessFilter;
import klt.controller.http.access.AccessFilter.BodyLimits;
import klt.controller.http.access.Refusal;
import klt.controller.http.metrics.ControllerMetrics;
import klt.controller.http.request.RequestIds;
import klt.controller.http.server.HttpLimits;
import klt.controller.http.server.HttpSettings;
import klt.controller.http.server.Listener;
import klt.controller.http.server.SecurityHeaders;
import klt.controller.loop.EventLoop;
import klt.controller.store.LoadStopStore;
import klt.controller.store.RunStore;
import klt.controller.webhook.Notifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller's HTTP server: routes, errors and headers. */
public final class HttpServer implements AutoCloseable {

    private static final int UNAVAILABLE = 503;

    /** Retry-After header of an unavailable controller. Short because a new controller reads its state within seconds. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private static final BodyLimits BODIES =
            new BodyLimits(HttpLimits.BODY_BYTES_MAX, HttpLimits.SMALL_BODY_BYTES_MAX, HttpLimits.LARGE_BODIES_MAX);

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** The routes' dependencies. */
    public record Parts(
            RunApi runs,
            LoadStopApi loadStop,
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
                String targetServers,
                Ticker ticker) {
            RunReader reader = new RunReader(loop, store);
            EventStream events = new EventStream(reader, store, Version.CURRENT, targetServers, ticker);
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
                    new LoadStopApi(
                            loop,
                            reader,
                            bus::runsAreElsewhere,
                            bus::runsAreUnknown,
                            // a command that waits for a session is in neither of the two
                            () -> store.loadStop()
                                            .current()
                                            .equals(loop.snapshot().loadStop())
                                    && bus.isWritten(RunDocuments.LOAD_STOP_KEY + LoadStopStore.KEY)),
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
    private final HttpSettings settings;
    private final Javalin javalin;
    private final Optional<Javalin> monitoring;

    /** Thrown if a port is in use. The message is one line, with the variable that sets the port. */
    public static final class PortInUseException extends RuntimeException {

        private static final long serialVersionUID = 1;

        PortInUseException(String variable, JavalinBindException cause) {
            super(
                    variable + ": " + cause.getMessage() + "; stop the other process or set " + variable
                            + " to another port (0 for a free one)",
                    cause);
        }
    }

    /**
     * Starts listening.
     *
     * @throws PortInUseException if a port is in use
     */
    public HttpServer(Parts parts, HttpSettings settings) {
        this.parts = parts;
        this.settings = settings;
        RequestIds ids = new RequestIds();
        Console console = new Console();
        AccessFilter filter = new AccessFilter(settings.access(), ids, BODIES, settings.ticker());
        javalin = create(settings.port(), ids, console, routes -> {
            filter.register(routes);
            filter.registerSession(routes);
            registerApi(routes);
            registerMonitoring(routes, settings.metricsPort().isEmpty());
            Reading.at(routes, "/*", console::serve);
        });
        monitoring = settings.metricsPort()
                .map(port -> create(port, ids, console, routes -> {
                    new AccessFilter(settings.access().withoutUsers(), ids, BODIES, settings.ticker()).register(routes);
                    registerMonitoring(routes, true);
                    Reading.at(routes, "/*", HttpServer::missing);
                }));
        start(javalin, "PORT", settings.host(), settings.port());
        monitoring.ifPresent(this::startMonitoring);
    }

    private void startMonitoring(Javalin server) {
        try {
            start(
                    server,
                    HttpSettings.METRICS_PORT,
                    settings.host(),
                    settings.metricsPort().orElseThrow());
        } catch (PortInUseException e) {
            javalin.stop();
            throw e;
        }
    }

    private Javalin create(int port, RequestIds ids, Console console, Consumer<RoutesConfig> routes) {
        Map<String, String> headers = SecurityHeaders.of(console.policy());
        Listener listener =
                new Listener(settings.host(), port, settings.tls(), HttpServer::malformed, ids, settings.ticker());
        return Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.maxRequestSize = HttpLimits.BODY_BYTES_MAX;
            config.jsonMapper(new JavalinJackson3(Json.MAPPER, false));
            config.concurrency.useVirtualThreads = true;
            listener.configure(config.jetty);
            config.routes.before(context -> headers.forEach(context::header));
            routes.accept(config.routes);
            handleErrors(config.routes);
        });
    }

    private void registerApi(RoutesConfig routes) {
        parts.runs.register(routes);
        parts.loadStop.register(routes);
        parts.sweeps.register(routes);
        parts.compare.register(routes);
        parts.schedules.register(routes);
        parts.fleet.register(routes);
        parts.webhook.register(routes);
        byte[] openapi = Console.resource("openapi.yaml").orElseThrow();
        Reading.at(routes, "/api/cluster", context -> context.json(parts.cluster.view()));
        Reading.at(routes, "/api/events", parts.events::serve);
        Reading.at(
                routes,
                "/openapi.yaml",
                context -> context.contentType("application/yaml").result(openapi));
        Reading.at(routes, "/api/*", HttpServer::missing);
    }

    /** Health is on every port, because a probe of the API's port shows more than one of another port. */
    private void registerMonitoring(RoutesConfig routes, boolean metrics) {
        Reading.at(routes, "/health/live", context -> health(context, live()));
        Reading.at(
                routes,
                "/health/ready",
                context -> health(context, live().or(parts.problem).or(parts.loop::unready)));
        Reading.at(
                routes,
                "/metrics",
                metrics
                        ? context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                                .result(parts.metrics.scrape())
                        : HttpServer::missing);
    }

    private static void missing(Context context) {
        throw ProblemException.noPage(context.path());
    }

    /** Starts a server. Suppresses Javalin's log message about a port in use, which the caller reports on one line. */
    private static void start(Javalin javalin, String variable, String host, int port) {
        JavalinLogger.enabled = false;
        try {
            javalin.start(host, port);
        } catch (JavalinBindException e) {
            throw new PortInUseException(variable, e);
        } finally {
            JavalinLogger.enabled = true;
        }
    }

    public int port() {
        return javalin.port();
    }

    /** Returns http or https. */
    public String scheme() {
        return settings.tls().isPresent() ? "https" : "http";
    }

    /** Returns the port of metrics and health, if they have one of their own. */
    public Optional<Integer> metricsPort() {
        return monitoring.map(Javalin::port);
    }

    private Optional<String> live() {
        return parts.loop.isAlive() ? Optional.empty() : Optional.of("the event loop is stuck");
    }

    private static void health(Context context, Optional<String> reason) {
        context.status(reason.isPresent() ? 503 : 200).json(new Health(reason.isPresent() ? "DOWN" : "UP", reason));
    }

    private static void handleErrors(RoutesConfig routes) {
        routes.exception(ProblemException.class, (e, context) -> send(context, e.problem()));
        routes.exception(Refusal.class, (e, context) -> {
            e.challenge().ifPresent(challenge -> context.header("WWW-Authenticate", challenge));
            send(context, Problem.of(e.status(), e.title(), String.valueOf(e.getMessage())));
        });
        routes.exception(
                EventLoop.BusyException.class,
                (e, context) -> send(
                        context, Problem.of(UNAVAILABLE, "The controller is busy", String.valueOf(e.getMessage()))));
        routes.exception(
                HttpResponseException.class,
                (e, context) -> send(
                        context,
                        Problem.of(e.getStatus(), "The request cannot be processed", String.valueOf(e.getMessage()))));
        routes.exception(IOException.class, (e, context) -> {
            LOG.debug("a client disconnected before its request was complete", e);
            send(context, Problem.of(408, "The request cannot be processed", "the request was not complete in time"));
        });
        routes.exception(Exception.class, (e, context) -> {
            LOG.atError()
                    .addKeyValue("request", AccessFilter.id(context))
                    .setCause(e)
                    .log("{} {} failed", context.method(), context.path());
            send(
                    context,
                    Problem.of(
                            500,
                            "The controller failed",
                            "see the controller's log: " + e.getClass().getSimpleName() + " in request "
                                    + AccessFilter.id(context)));
        });
    }

    private static byte[] malformed(int status, String detail) {
        return Json.MAPPER.writeValueAsBytes(Problem.of(status, "The request cannot be processed", detail));
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
        monitoring.ifPresent(Javalin::stop);
        javalin.stop();
    }
}
