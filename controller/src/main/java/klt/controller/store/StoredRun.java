package klt.controller.store;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import klt.common.code.Args;
import klt.common.code.Wording;
import klt.common.report.ReasonCode;
import klt.common.report.RunDocument;
import klt.common.report.RunEvents.RunEvent;
import klt.common.report.RunSummary;
import klt.common.report.latency.LatencyHistograms;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.RunHistory;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Run;
import klt.controller.report.Reporter;

/**
 * A run's persistent state: the document returned by the HTTP API, and the distributions behind its percentiles. It is small while the run
 * is live, because the workers' reports are on the status topic.
 *
 * @param summary the run's summary, which comes first so that listing runs does not require parsing the rest
 * @param disruptions disruptions of the load, needed by another controller for the verdict
 * @param outages outages of the control cluster; absent in documents from earlier versions
 * @param createdTopics names of the topics created by the run; absent in documents from earlier versions
 */
@JsonPropertyOrder({"v", "summary"})
public record StoredRun(
        int v,
        RunSummary summary,
        RunDocument report,
        List<Disruption> disruptions,
        List<Disruption> outages,
        List<String> createdTopics,
        @JsonUnwrapped LatencyHistograms histograms) {

    static final int VERSION = 3;

    public StoredRun {
        disruptions = List.copyOf(disruptions);
        outages = List.copyOf(Objects.requireNonNullElse(outages, List.of()));
        createdTopics = List.copyOf(Objects.requireNonNullElse(createdTopics, List.of()));
        // documents written by other programs may contain anything
        report.result().log().events().forEach(event -> RunLog.Kind.valueOf(event.kind()));
    }

    /** Captures a run's current state. */
    public static StoredRun of(Run run, Reporter reporter, Instant now) {
        boolean ended = run.phase().isEnded();
        RunDocument document = reporter.document(run, now);
        return new StoredRun(
                VERSION,
                RunSummary.of(document.result(), document.timing(), ended ? document.series() : List.of()),
                ended ? document : document.withoutSeries(),
                run.disruptions(),
                run.outages(),
                run.createdTopics(),
                ended ? Reporter.histograms(run) : LatencyHistograms.NONE);
    }

    /** Returns the history that another controller needs to continue the run. */
    public RunHistory past() {
        return new RunHistory(
                report.result().log().events().stream().map(StoredRun::entry).toList(),
                known(disruptions, ReasonCode.WORKER_LOST),
                known(outages, ReasonCode.CONTROL_OUTAGE),
                createdTopics);
    }

    /** Omits disruptions stored by another build with arguments for which this build has no text. */
    private static List<Disruption> known(List<Disruption> stored, ReasonCode code) {
        return stored.stream()
                .filter(disruption -> code.wording().fits(disruption.reasonArgs()))
                .toList();
    }

    /** Restores an event. If another build recorded it with different arguments, or with none, only its text is kept. */
    private static RunLog.Entry entry(RunEvent event) {
        RunLog.Kind kind = RunLog.Kind.valueOf(event.kind());
        try {
            return new RunLog.Entry(event.at(), kind, event.args());
        } catch (IllegalArgumentException e) {
            return new RunLog.Entry(event.at(), kind, Args.of(Wording.MESSAGE, event.message()));
        }
    }
}
