package klt.controller.core.stats;

import java.util.HashMap;
import java.util.Map;
import klt.common.histogram.CompactLatency;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.interval.IntervalLatencies;
import klt.controller.core.stats.TimeSeries.Messages;
import klt.controller.core.stats.TimeSeries.Row;

/**
 * The totals of all workers' reports on one interval. The histograms stay open as long as more reports may arrive, and are then encoded.
 */
final class IntervalTotals {
    private long sent;
    private long acked;
    private long failed;
    private long indeterminate;
    private long aborted;
    private long payloadBytes;
    /** messages in flight by worker, from reports since the histograms were last encoded */
    private final Map<String, Long> inFlight = new HashMap<>();
    /** messages in flight, summed across workers, from earlier reports */
    private long inFlightClosed;

    private final CompactLatency response = new CompactLatency();
    private final CompactLatency service = new CompactLatency();
    private final CompactLatency lag = new CompactLatency();
    private Throttled throttled = Throttled.UNKNOWN;
    private Throttled.Share throttle = Throttled.Share.NONE;
    private long consumed;
    private final Map<Integer, Long> lags = new HashMap<>();
    private final CompactLatency endToEnd = new CompactLatency();

    void add(String worker, Interval interval) {
        sent += interval.sent();
        acked += interval.completed().acked();
        failed += interval.completed().failed();
        indeterminate += interval.completed().indeterminate();
        aborted += interval.completed().aborted();
        payloadBytes += interval.payloadBytes();
        inFlight.put(worker, interval.inFlight());
        IntervalLatencies latencies = interval.latencies();
        response.add(latencies.responseTime(), latencies.unanswered());
        service.add(latencies.serviceTime(), latencies.unanswered());
        lag.add(latencies.sendLag(), 0);
        throttled = throttled.plus(Throttled.produce(interval.times().throttledNanos()));
        throttle = throttle.plus(Throttled.Share.of(interval));
    }

    void addConsumed(long records, LatencyHistogram latency, Throttled ofConsumers) {
        consumed += records;
        throttled = throttled.plus(ofConsumers);
        endToEnd.add(latency, 0);
    }

    void add(IntervalTotals later) {
        sent += later.sent;
        acked += later.acked;
        failed += later.failed;
        indeterminate += later.indeterminate;
        aborted += later.aborted;
        payloadBytes += later.payloadBytes;
        inFlight.clear();
        inFlight.putAll(later.inFlight);
        inFlightClosed = later.inFlightClosed;
        response.add(later.response);
        service.add(later.service);
        lag.add(later.lag);
        throttled = throttled.plus(later.throttled);
        throttle = throttle.plus(later.throttle);
        consumed += later.consumed;
        later.lags.forEach((group, highest) -> lags.merge(group, highest, Math::max));
        endToEnd.add(later.endToEnd);
    }

    /** Returns the number of messages in flight at the end of the interval. */
    private long inFlight() {
        return inFlightClosed
                + inFlight.values().stream().mapToLong(Long::longValue).sum();
    }

    void close() {
        inFlightClosed = inFlight();
        inFlight.clear();
        compact();
    }

    /** Encodes the histograms. */
    void compact() {
        response.compact();
        service.compact();
        lag.compact();
        endToEnd.compact();
    }

    void addLag(int group, long records) {
        lags.merge(group, records, Math::max);
    }

    Row row(int second, int seconds) {
        return new Row(
                second,
                seconds,
                new Messages(sent, acked, failed, indeterminate, aborted, payloadBytes, inFlight()),
                response.summary(),
                service.summary(),
                lag.summary(),
                throttled,
                throttle,
                consumed,
                lags.values().stream().reduce(Long::sum),
                endToEnd.summary());
    }
}
