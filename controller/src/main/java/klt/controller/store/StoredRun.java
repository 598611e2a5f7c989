package klt.controller.store;

import java.time.Instant;
import klt.common.histogram.EncodedHistogram;
import klt.controller.core.RunMachine;
import klt.controller.report.Report;
import klt.controller.report.Reporter;

/** What outlives the controller of one run: its report and the merged histograms behind the percentiles. */
public record StoredRun(
        int v, Report report, EncodedHistogram responseTime, EncodedHistogram serviceTime, EncodedHistogram sendLag) {

    static final int VERSION = 1;

    /** A run as it is now. */
    public static StoredRun of(RunMachine run, Reporter reporter, Instant now) {
        return new StoredRun(
                VERSION,
                reporter.report(run, now),
                run.aggregate().responseTime().encoded(),
                run.aggregate().serviceTime().encoded(),
                run.aggregate().sendLag().encoded());
    }
}
