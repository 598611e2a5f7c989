package klt.controller.http;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import klt.common.histogram.LatencyAggregate;
import klt.common.histogram.LatencyHistogram;
import klt.controller.core.run.Run;
import klt.controller.store.StoredRun;

/** A latency whose distribution can be downloaded, for a live or ended run. */
enum LatencyDownload {
    RESPONSE_TIME("responseTime"),
    SERVICE_TIME("serviceTime"),
    SEND_LAG("sendLag"),
    END_TO_END("endToEnd"),
    REPAIRED_RESPONSE_TIME("repairedResponseTime");

    private final String metric;

    LatencyDownload(String metric) {
        this.metric = metric;
    }

    static Optional<LatencyDownload> of(String metric) {
        return Arrays.stream(values())
                .filter(latency -> latency.metric.equals(metric))
                .findFirst();
    }

    static String choices() {
        return Arrays.stream(values()).map(LatencyDownload::metric).collect(Collectors.joining(", "));
    }

    String metric() {
        return metric;
    }

    /** Returns a copy for use on any thread: the event-loop thread owns the original. */
    LatencyAggregate of(Run live) {
        LatencyAggregate copy = new LatencyAggregate();
        copy.add(
                switch (this) {
                    case RESPONSE_TIME -> live.stats().responseTime();
                    case SERVICE_TIME -> live.stats().serviceTime();
                    case SEND_LAG -> live.stats().sendLag();
                    case END_TO_END -> live.consumerStats().endToEnd();
                    case REPAIRED_RESPONSE_TIME -> live.stats().repairedResponseTime();
                });
        return copy;
    }

    LatencyAggregate of(StoredRun ended) {
        return switch (this) {
            case RESPONSE_TIME ->
                merged(ended.responseTime(), ended.report().responseTime().unanswered());
            case SERVICE_TIME ->
                merged(ended.serviceTime(), ended.report().serviceTime().unanswered());
            case SEND_LAG -> merged(ended.sendLag(), 0);
            case END_TO_END ->
                merged(ended.endToEnd(), ended.report().endToEnd().unanswered());
            case REPAIRED_RESPONSE_TIME ->
                merged(
                        ended.repairedResponseTime(),
                        ended.report().repairedResponseTime().unanswered());
        };
    }

    private static LatencyAggregate merged(LatencyHistogram answered, long unanswered) {
        LatencyAggregate stats = new LatencyAggregate();
        stats.add(answered);
        stats.addUnanswered(unanswered);
        return stats;
    }
}
