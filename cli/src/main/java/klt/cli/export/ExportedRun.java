package klt.cli.export;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.ExitCodes;
import klt.cli.outcome.Failure;
import klt.common.protocol.RunPhase;
import klt.common.report.RunDocument;
import klt.common.report.RunResult;
import klt.common.report.RunView;
import klt.common.report.SeriesRow;
import klt.common.report.Timing;
import klt.common.report.Verdict;

/**
 * A run to export.
 *
 * @param lost why the command could not follow the run to its end
 */
public record ExportedRun(RunDocument document, Origin origin, Optional<Failure> lost) {

    public ExportedRun(RunDocument document, Origin origin) {
        this(document, origin, Optional.empty());
    }

    /** Returns the report, without the series. */
    static ExportedRun of(RunView view, Origin origin, Optional<Failure> lost) {
        return new ExportedRun(
                new RunDocument(RunDocument.SCHEMA_VERSION, view.result(), List.of(), view.timing()), origin, lost);
    }

    RunResult result() {
        return document.result();
    }

    Timing timing() {
        return document.timing();
    }

    List<SeriesRow> series() {
        return document.series();
    }

    String id() {
        return result().run().id();
    }

    String name() {
        return result().spec().name();
    }

    RunPhase phase() {
        return result().run().phase();
    }

    Verdict verdict() {
        return result().judgement().verdict();
    }

    boolean sends() {
        return result().spec().load().sends();
    }

    boolean isDone() {
        return phase() == RunPhase.DONE;
    }

    /** Returns the exit code of the command that waited for this run. */
    public ExitCode exitCode() {
        return lost.map(Failure::exitCode)
                .orElseGet(() -> ExitCodes.of(phase(), result().run().end(), verdict()));
    }

    /** Returns whether the objectives have a result: the run ended as planned, and its figures can be trusted. */
    boolean isJudged() {
        return isDone() && verdict().validity() != Verdict.Validity.INVALID;
    }

    /** Returns when the run started or, if it did not start, was submitted. */
    Instant start() {
        return timing().startedAt().orElse(timing().createdAt());
    }

    /** Returns the run's duration, or 0 if it never started or has not ended. */
    double seconds() {
        return elapsed().orElse(0.0);
    }

    private Optional<Double> elapsed() {
        return timing().startedAt()
                .flatMap(started -> timing().endedAt()
                        .map(ended ->
                                Math.max(0, Duration.between(started, ended).toMillis() / 1e3)));
    }

    /** Returns the run in the form expected by the command's summary. */
    RunView view() {
        RunView.Status ended = new RunView.Status(
                Optional.empty(),
                elapsed(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new RunView(result(), timing(), ended);
    }
}
