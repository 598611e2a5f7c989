package klt.common.report.latency;

import java.util.Objects;
import klt.common.histogram.LatencyHistogram;

/** The histograms behind the percentiles of {@link Latencies}, without unanswered messages. */
public record LatencyHistograms(
        LatencyHistogram responseTime,
        LatencyHistogram serviceTime,
        LatencyHistogram sendLag,
        LatencyHistogram endToEnd,
        LatencyHistogram repairedResponseTime,
        LatencyHistogram commitTime) {

    public static final LatencyHistograms NONE = new LatencyHistograms(
            LatencyHistogram.EMPTY,
            LatencyHistogram.EMPTY,
            LatencyHistogram.EMPTY,
            LatencyHistogram.EMPTY,
            LatencyHistogram.EMPTY,
            LatencyHistogram.EMPTY);

    public LatencyHistograms {
        // not measured in earlier versions
        repairedResponseTime = Objects.requireNonNullElse(repairedResponseTime, LatencyHistogram.EMPTY);
        commitTime = Objects.requireNonNullElse(commitTime, LatencyHistogram.EMPTY);
    }
}
