package klt.controller.http.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import klt.common.clock.Ticker;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Closes connections whose client sends a request too slowly. The idle timeout does not, because each byte restarts it; a few hundred
 * clients that send one byte every 20 seconds ("slow loris") could otherwise hold all connections.
 *
 * <p>Once a second, compares each connection with what it was a second ago. A request begins with the first byte after the last response.
 * If bytes still arrive {@link HttpLimits#REQUEST_MAX} later, and no response has begun, the connection is closed. A client of the event
 * stream is not affected, because its response begins at once.
 */
final class SlowRequests extends AbstractLifeCycle {

    /**
     * What was seen of a connection.
     *
     * @param responses responses that have begun
     * @param bytes received bytes
     * @param beganAtNanos when the first byte of the current request was seen; empty between requests
     */
    record Progress(long responses, long bytes, Optional<Long> beganAtNanos) {

        static final Progress NONE = new Progress(0, 0, Optional.empty());

        Progress next(long responsesNow, long bytesNow, long nowNanos) {
            Optional<Long> began = responsesNow == responses ? beganAtNanos : Optional.empty();
            return new Progress(
                    responsesNow, bytesNow, bytesNow > bytes && began.isEmpty() ? Optional.of(nowNanos) : began);
        }

        /** @param next the same connection, later */
        boolean isTooSlow(Progress next, long nowNanos) {
            return next.bytes > bytes
                    && next.beganAtNanos
                            .filter(began -> nowNanos - began > HttpLimits.REQUEST_MAX.toNanos())
                            .isPresent();
        }
    }

    private final Supplier<Collection<EndPoint>> endPoints;
    private final Ticker ticker;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("slow-requests").factory());
    private Map<Connection, Progress> seen = Map.of();

    SlowRequests(Supplier<Collection<EndPoint>> endPoints, Ticker ticker) {
        this.endPoints = endPoints;
        this.ticker = ticker;
    }

    @Override
    protected void doStart() {
        var unused = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    protected void doStop() {
        timer.shutdownNow();
    }

    private void look() {
        long now = ticker.nanos();
        Map<Connection, Progress> current = new HashMap<>();
        for (EndPoint endPoint : endPoints.get()) {
            Connection connection = endPoint.getConnection();
            if (connection == null) {
                continue;
            }
            Progress before = seen.getOrDefault(connection, Progress.NONE);
            Progress after = before.next(connection.getMessagesOut(), connection.getBytesIn(), now);
            if (before.isTooSlow(after, now)) {
                endPoint.close();
            } else {
                current.put(connection, after);
            }
        }
        seen = current;
    }
}
