package klt.controller.http.access;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import klt.common.clock.Ticker;
import klt.controller.http.request.RequestHead;
import klt.controller.http.request.RequestIds;

/**
 * Decides about each request before its route does: its host name, its origin, its user, its role and the type of its body, in this order.
 * Afterwards, writes the audit trail: writes, and reads with invalid credentials.
 */
public final class AccessFilter {

    /** Open to everyone: a probe and a scrape have no credentials, and reveal no more than the state and the load. */
    private static final Set<String> OPEN = Set.of("/health/live", "/health/ready", "/metrics");

    private static final Set<String> READS = Set.of("GET", "HEAD");

    private static final String USER = "klt.user";
    private static final String REQUEST_ID = "klt.request";
    /**
     * The paths of the console's pages and files. Any other spelling of a path needs credentials, so that none can lead to the API without
     * them.
     */
    private static final Pattern CONSOLE = Pattern.compile("/|(?!/api(?:/|$))(?:/[A-Za-z0-9@_-][A-Za-z0-9@._-]*)+");

    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private static final int UNAUTHORIZED = 401;

    /**
     * Limits of request bodies.
     *
     * @param bytesMax longest body
     * @param smallBytesMax longest body of a sign-in, which needs no credentials; other bodies up to this length are not counted
     * @param largeMax maximum number of longer bodies in memory
     */
    public record BodyLimits(long bytesMax, int smallBytesMax, int largeMax) {}

    private final AccessSettings settings;
    private final RequestIds ids;
    private final BodyLimits limits;
    private final Bodies bodies;
    private final AuditLog.LineLimit refusedReads;

    public AccessFilter(AccessSettings settings, RequestIds ids, BodyLimits limits, Ticker ticker) {
        this.settings = settings;
        this.ids = ids;
        this.limits = limits;
        bodies = new Bodies(limits);
        refusedReads = new AuditLog.LineLimit(ticker);
    }

    public void register(RoutesConfig routes) {
        routes.before(this::admit);
        routes.after(this::end);
    }

    /** Adds the route with which the console finds out who its user is. */
    public void registerSession(RoutesConfig routes) {
        new SessionApi(settings, limits.smallBytesMax()).register(routes);
    }

    /** Returns the id of a request, for the log. */
    public static String id(Context context) {
        return Optional.ofNullable(context.<String>attribute(REQUEST_ID)).orElse("-");
    }

    static Optional<User> user(Context context) {
        return Optional.ofNullable(context.attribute(USER));
    }

    static void signedIn(Context context, User user) {
        context.attribute(USER, user);
    }

    private void admit(Context context) {
        RequestHead request = head(context);
        String id = ids.of(request.first(RequestIds.HEADER));
        context.attribute(REQUEST_ID, id);
        context.header(RequestIds.HEADER, id);
        settings.hosts().refusal(request).ifPresent(why -> {
            throw Refusal.forbidden(why);
        });
        settings.origins().refusal(request).ifPresent(why -> {
            throw Refusal.forbidden(why);
        });
        identify(context, request);
        bodies.admit(context, request);
    }

    private void identify(Context context, RequestHead request) {
        Authentication authentication = settings.authentication();
        switch (authentication.identify(request)) {
            case Identity.Known(User user) -> {
                signedIn(context, user);
                if (request.isWrite()
                        && user.role() == Role.VIEW
                        && !request.path().equals(SessionApi.PATH)) {
                    throw Refusal.forbidden("user " + user.name()
                            + " has the role view, which only reads; this needs the role operate");
                }
            }
            case Identity.Unknown(String why) -> {
                if (!isOpen(request)) {
                    throw Refusal.unauthorized(why, authentication.challenge());
                }
            }
        }
    }

    private boolean isOpen(RequestHead request) {
        String path = request.path();
        return OPEN.contains(path)
                || (settings.authentication().consoleIsOpen()
                        && (path.equals(SessionApi.PATH)
                                || (READS.contains(request.method())
                                        && CONSOLE.matcher(path).matches())));
    }

    private void end(Context context) {
        bodies.release(context);
        RequestHead request = head(context);
        if (request.isWrite()) {
            audit(context, request, 0);
        } else if (context.statusCode() == UNAUTHORIZED
                && settings.authentication().hasCredentials(request)) {
            refusedReads.next().ifPresent(omitted -> audit(context, request, omitted));
        }
    }

    private void audit(Context context, RequestHead request, long omitted) {
        AuditLog.log(
                id(context),
                user(context).map(User::name),
                address(request, user(context).isPresent()),
                request,
                Optional.ofNullable(context.res().getHeader("Location")),
                context.statusCode(),
                omitted);
    }

    /** Behind a trusted proxy, the address that the proxy saw is the last one in X-Forwarded-For; clients can write the others. */
    private String address(RequestHead request, boolean known) {
        return settings.authentication() instanceof ProxyAuthentication && known
                ? request.all("X-Forwarded-For").reversed().stream()
                        .findFirst()
                        .map(list -> list.substring(list.lastIndexOf(',') + 1).strip())
                        .filter(address -> ADDRESS.matcher(address).matches())
                        .orElse(request.address())
                : request.address();
    }

    private static RequestHead head(Context context) {
        return new RequestHead(
                context.req().getMethod(),
                context.req().getRequestURI(),
                context.req().getRemoteAddr(),
                name -> headers(context, name));
    }

    private static List<String> headers(Context context, String name) {
        return Collections.list(context.req().getHeaders(name));
    }
}
