package klt.controller.http.download;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import klt.common.histogram.LatencyAggregate;
import klt.common.histogram.LatencyHistogram;
import klt.common.report.latency.Latencies;
import klt.common.report.latency.LatencyHistograms;

/** The latencies with downloadable distributions, for live and ended runs. */
public enum LatencyDownload {
    RESPONSE_TIME("responseTime"),
    SERVICE_TIME("serviceTime"),
    SEND_LAG("sendLag"),
    END_TO_END("endToEnd"),
    REPAIRED_RESPONSE_TIME("repairedResponseTime"),
    COMMIT_TIME("commitTime");

    private final String metric;

    LatencyDownload(String metric) {
        this.metric = metric;
    }

    public static Optional<LatencyDownload> of(String metric) {
        return Arrays.stream(values())
                .filter(latency -> latency.metric.equals(metric))
                .findFirst();
    }

    public static String choices() {
        return Arrays.stream(values()).map(LatencyDownload::metric).collect(Collectors.joining(", "));
    }

    public String metric() {
        return metric;
    }

    /** Returns the distribution, including unacknowledged messages. */
    public LatencyAggregate of(LatencyHistograms histograms, Latencies latencies) {
        return switch (this) {
            case RESPONSE_TIME ->
                merged(histograms.responseTime(), latencies.responseTime().unanswered());
            case SERVICE_TIME ->
                merged(histograms.serviceTime(), latencies.serviceTime().unanswered());
            case SEND_LAG -> merged(histograms.sendLag(), 0);
            case END_TO_END ->
                merged(histograms.endToEnd(), latencies.endToEnd().latency().unanswered());
            case REPAIRED_RESPONSE_TIME ->
                merged(
                        histograms.repairedResponseTime(),
                        latencies.repairedResponseTime().unanswered());
            case COMMIT_TIME -> merged(histograms.commitTime(), 0);
        };
    }

    private static LatencyAggregate merged(LatencyHistogram answered, long unanswered) {
        LatencyAggregate stats = new LatencyAggregate();
        stats.add(answered, unanswered);
        return stats;
    }
}
