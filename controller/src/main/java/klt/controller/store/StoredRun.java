package klt.controller.store;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import klt.common.histogram.LatencyHistogram;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.RunHistory;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Run;
import klt.controller.report.Report;
import klt.controller.report.Reporter;
import klt.controller.report.RunSummary;

/**
 * The persistent state of one run: its report and the merged histograms behind the percentiles. It is small while the run is live, because
 * the workers' reports are in the status topic.
 *
 * @param summary first, so that a list of runs need not parse the rest
 * @param disruptions for the verdict of another controller
 * @param outages the same for the control cluster; absent in documents of earlier versions
 */
@JsonPropertyOrder({"v", "summary"})
public record StoredRun(
        int v,
        RunSummary summary,
        Report report,
        List<Disruption> disruptions,
        List<Disruption> outages,
        LatencyHistogram responseTime,
        LatencyHistogram serviceTime,
        LatencyHistogram sendLag,
        LatencyHistogram endToEnd,
        LatencyHistogram repairedResponseTime) {

    static final int VERSION = 3;

    public StoredRun {
        disruptions = List.copyOf(disruptions);
        outages = List.copyOf(Objects.requireNonNullElse(outages, List.of()));
        // an earlier version did not measure it
        repairedResponseTime = Objects.requireNonNullElse(repairedResponseTime, LatencyHistogram.EMPTY);
        // a foreign document may contain anything
        report.events().forEach(event -> RunLog.Kind.valueOf(event.kind()));
    }

    /** Captures the current state of a run. */
    public static StoredRun of(Run run, Reporter reporter, Instant now) {
        boolean ended = run.phase().isEnded();
        Report report =
                ended ? reporter.report(run, now) : reporter.report(run, now).withoutSeries();
        return new StoredRun(
                VERSION,
                RunSummary.of(report),
                report,
                run.disruptions(),
                run.outages(),
                ended ? run.stats().responseTime().histogram() : LatencyHistogram.EMPTY,
                ended ? run.stats().serviceTime().histogram() : LatencyHistogram.EMPTY,
                ended ? run.stats().sendLag().histogram() : LatencyHistogram.EMPTY,
                ended ? run.consumerStats().endToEnd().histogram() : LatencyHistogram.EMPTY,
                ended ? run.stats().repairedResponseTime().histogram() : LatencyHistogram.EMPTY);
    }

    /** The history that another controller needs to continue the run. */
    public RunHistory past() {
        return new RunHistory(
                report.events().stream()
                        .map(event -> new RunLog.Entry(event.at(), RunLog.Kind.valueOf(event.kind()), event.message()))
                        .toList(),
                disruptions,
                outages);
    }
}
