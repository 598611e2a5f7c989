package klt.controller.http.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import klt.common.clock.Ticker;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections whose client sends a request too slowly. The idle timeout does not, because each byte restarts it; a few hundred
 * clients that send one byte every 20 seconds ("slow loris") could otherwise hold all connections.
 *
 * <p>Once a second, compares each connection with its state a second ago. A request begins with the first byte after the previous one was
 * completed. If bytes still arrive {@link HttpLimits#REQUEST_MAX} later, and the request has not been completed, the
 * connection is closed. A client of the event stream sends nothing after its request and is therefore not affected. A TLS handshake counts
 * as a request. A connection whose first request has no complete headers after {@link HttpLimits#FIRST_REQUEST_MAX} is closed, too.
 */
final class SlowRequests extends AbstractLifeCycle implements HttpConfiguration.Customizer {

    private static final String COUNTS = SlowRequests.class.getName() + ".counts";

    /** The protocol of a TLS session before the end of the handshake. */
    private static final String NO_PROTOCOL = "NONE";

    /**
     * Requests of a connection.
     *
     * @param begun requests whose headers are complete
     * @param completed requests whose response is complete
     */
    private record Counts(LongAdder begun, LongAdder completed) {

        static synchronized Counts of(Attributes connection) {
            if (connection.getAttribute(COUNTS) instanceof Counts counts) {
                return counts;
            }
            Counts counts = new Counts(new LongAdder(), new LongAdder());
            connection.setAttribute(COUNTS, counts);
            return counts;
        }
    }

    /**
     * The state of a connection.
     *
     * @param openedAtNanos when the connection was noticed
     * @param completed completed requests with their responses, and the completed TLS handshake
     * @param bytes received bytes
     * @param beganAtNanos when the first byte of the current request was noticed; empty between requests
     */
    record Progress(long openedAtNanos, long completed, long bytes, Optional<Long> beganAtNanos) {

        static Progress opened(long nowNanos) {
            return new Progress(nowNanos, 0, 0, Optional.empty());
        }

        Progress next(long completedNow, long bytesNow, long nowNanos) {
            if (completedNow != completed) {
                // the new bytes may all belong to completed requests; if not, the next request begins with its next
                // byte
                return new Progress(openedAtNanos, completedNow, bytesNow, Optional.empty());
            }
            return new Progress(
                    openedAtNanos,
                    completed,
                    bytesNow,
                    beganAtNanos.or(() -> Optional.of(nowNanos).filter(now -> bytesNow > bytes)));
        }

        /** @param next the same connection, later */
        boolean isTooSlow(Progress next, long nowNanos) {
            return next.bytes > bytes
                    && next.beganAtNanos
                            .filter(began -> nowNanos - began > HttpLimits.REQUEST_MAX.toNanos())
                            .isPresent();
        }

        /** @param requests number of requests whose headers are complete */
        boolean isUnused(long requests, long nowNanos) {
            return requests == 0 && nowNanos - openedAtNanos > HttpLimits.FIRST_REQUEST_MAX.toNanos();
        }
    }

    private final Supplier<Collection<EndPoint>> endPoints;
    private final Ticker ticker;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("slow-requests").factory());
    private Map<EndPoint, Progress> known = Map.of();

    SlowRequests(Supplier<Collection<EndPoint>> endPoints, Ticker ticker) {
        this.endPoints = endPoints;
        this.ticker = ticker;
    }

    @Override
    protected void doStart() {
        var unused = timer.scheduleWithFixedDelay(this::compare, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    protected void doStop() {
        timer.shutdownNow();
    }

    /** Counts the completed requests of each connection. Jetty's own counters contain requests whose body is still missing. */
    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        Counts counts = Counts.of(request.getConnectionMetaData());
        counts.begun.increment();
        Request.addCompletionListener(request, failure -> counts.completed.increment());
        return request;
    }

    private void compare() {
        long now = ticker.nanos();
        Map<EndPoint, Progress> current = new HashMap<>();
        for (EndPoint endPoint : endPoints.get()) {
            Progress before = known.getOrDefault(endPoint, Progress.opened(now));
            Connection connection = endPoint.getConnection();
            Connection http = connection instanceof SslConnection tls
                    ? tls.getSslEndPoint().getConnection()
                    : connection;
            Progress after = progress(connection, http, before, now);
            if (before.isTooSlow(after, now) || after.isUnused(begun(http), now)) {
                endPoint.close();
            } else {
                current.put(endPoint, after);
            }
        }
        known = current;
    }

    /** The end of the handshake counts as a completed request, because its bytes are not those of a request. */
    private static Progress progress(
            @Nullable Connection connection, @Nullable Connection http, Progress before, long now) {
        if (!(connection instanceof SslConnection tls)) {
            return before.next(completed(http), bytes(http), now);
        }
        return isHandshake(tls)
                ? before.next(0, tls.getBytesIn(), now)
                : before.next(1 + completed(http), bytes(http), now);
    }

    private static boolean isHandshake(SslConnection tls) {
        return tls.getSSLEngine().getSession().getProtocol().equals(NO_PROTOCOL);
    }

    private static long begun(@Nullable Connection http) {
        return http instanceof Attributes attributes
                ? Counts.of(attributes).begun.sum()
                : 0;
    }

    private static long completed(@Nullable Connection http) {
        return http instanceof Attributes attributes
                ? Counts.of(attributes).completed.sum()
                : 0;
    }

    private static long bytes(@Nullable Connection http) {
        return http == null ? 0 : http.getBytesIn();
    }
}
