package klt.cli.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import klt.cli.export.TestSuite.State;
import klt.cli.export.TestSuite.TestCase;
import klt.common.Version;
import klt.common.report.Judgement.ObjectiveResult;
import klt.common.report.RunIdentity;
import klt.common.report.StageResult;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Reason;
import klt.common.summary.Glyphs;
import klt.common.summary.ObjectiveFigure;
import klt.common.summary.Style;
import klt.common.summary.Summary;
import klt.common.summary.Units;

/**
 * A run as JUnit XML. A test case fails or has an error if and only if the run's exit code is not 0; {@code docs/ci.md} explains the
 * states.
 */
final class JUnitReport {

    private static final Units UNITS = new Units(Glyphs.UNICODE);

    private final ExportedRun run;
    private final Codes codes;

    private JUnitReport(ExportedRun run, Codes codes) {
        this.run = run;
        this.codes = codes;
    }

    static String of(ExportedRun run) {
        JUnitReport report = new JUnitReport(run, Codes.page());
        List<TestSuite> suites = new ArrayList<>();
        suites.add(report.suite());
        suites.addAll(report.stages());
        return JUnitXml.write(suites);
    }

    private TestSuite suite() {
        List<TestCase> cases = new ArrayList<>();
        cases.add(new TestCase(run.name(), "run", run.seconds(), end()));
        cases.add(test(run.name(), "validity", validity()));
        cases.add(test(run.name(), "integrity", integrity()));
        ObjectiveFigure figure = new ObjectiveFigure(UNITS);
        for (ObjectiveResult objective : run.result().judgement().objectives()) {
            cases.add(test(run.name(), objective.expression(), objective(objective, figure.text(objective))));
        }
        Summary summary = new Summary(UNITS, Glyphs.UNICODE, new Style(false));
        String output = String.join("\n", summary.lines(run.view())) + "\n";
        return new TestSuite(run.name(), run.start(), run.seconds(), properties(), cases, output);
    }

    private static TestCase test(String className, String name, State state) {
        return new TestCase(className, name, 0, state);
    }

    private State end() {
        if (run.isDone()) {
            return new State.Passed();
        }
        if (run.lost().isPresent()) {
            String why = run.lost().get().getMessage();
            return new State.Errored(run.exitCode().name(), why, why);
        }
        RunIdentity identity = run.result().run();
        String phase = run.phase().name();
        String code = identity.end().map(RunIdentity.End::code).orElse(phase);
        String reason = identity.reason()
                .orElse(run.phase().isEnded() ? "the run is " + phase : "the run has not ended: " + phase);
        return new State.Errored(code, reason, details(reason, code));
    }

    private State validity() {
        Verdict.Validity validity = run.verdict().validity();
        return switch (validity) {
            case VALID, DEGRADED -> new State.Passed();
            case INVALID -> {
                List<Reason> reasons = reasons("validity");
                yield new State.Errored(validity.name(), message(validity.name(), reasons), details(reasons));
            }
        };
    }

    private State integrity() {
        Verdict.Integrity integrity = run.verdict().integrity();
        List<Reason> reasons = reasons("integrity");
        String message = message(integrity.name(), reasons);
        return switch (integrity) {
            case INTACT -> new State.Passed();
            case VIOLATED -> new State.Failed(integrity.name(), message, details(reasons));
            case INCONCLUSIVE -> new State.Skipped(message);
            case UNCHECKED -> new State.Skipped("UNCHECKED: the run was not verified");
        };
    }

    private State objective(ObjectiveResult objective, String figure) {
        if (!run.isJudged()) {
            return notJudged(figure);
        }
        if (objective.met().orElse(false)) {
            return new State.Passed();
        }
        String message = "it was " + figure;
        return new State.Failed("OBJECTIVE_MISSED", message, objective.expression() + ": " + message);
    }

    private State.Skipped notJudged(String figure) {
        String why = run.isDone() ? "the measurement is INVALID" : "the run is " + run.phase();
        return new State.Skipped("not judged because " + why + "; the figure was " + figure);
    }

    /** Describes a stage's objectives. They do not affect the verdict, so they never fail a test case. */
    private State ofStage(ObjectiveResult objective, String figure) {
        if (!run.isJudged()) {
            return notJudged(figure);
        }
        if (objective.met().isEmpty()) {
            return new State.Skipped("not judged: nothing was measured");
        }
        return objective.met().get()
                ? new State.Passed()
                : new State.Skipped("MISSED in this stage, which does not affect the verdict: it was " + figure);
    }

    private List<TestSuite> stages() {
        List<TestSuite> suites = new ArrayList<>();
        Map<String, Integer> labels = new HashMap<>();
        for (StageResult stage : run.result().stages()) {
            String label = stage.place().label();
            int count = labels.merge(label, 1, Integer::sum);
            // readers ignore the second of two test cases with the same name
            String className = run.name() + " / " + label + (count == 1 ? "" : " (" + count + ")");
            ObjectiveFigure figure = new ObjectiveFigure(UNITS);
            List<TestCase> cases = stage.objectives().stream()
                    .map(objective ->
                            test(className, objective.expression(), ofStage(objective, figure.text(objective))))
                    .toList();
            if (!cases.isEmpty()) {
                suites.add(new TestSuite(
                        className,
                        run.start().plusSeconds(stage.second()),
                        stage.seconds(),
                        Map.of("run.id", run.id()),
                        cases,
                        ""));
            }
        }
        return suites;
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("run.id", run.id());
        properties.put("run.phase", run.phase().name());
        properties.put("verdict.objectives", run.verdict().objectives().name());
        properties.put("verdict.validity", run.verdict().validity().name());
        properties.put("verdict.integrity", run.verdict().integrity().name());
        properties.put("exitCode", String.valueOf(run.exitCode().number()));
        properties.put("version.loadtester", Version.CURRENT);
        properties.put("version.controller", run.result().run().version());
        properties.put("workers", String.valueOf(run.result().workers().size()));
        run.origin().commit().ifPresent(commit -> properties.put("commit", commit));
        run.origin().report(run.id()).ifPresent(link -> properties.put("link.report", link));
        run.origin().build().ifPresent(link -> properties.put("link.build", link));
        SpecProperties.of(run.result().spec(), properties::put);
        return properties;
    }

    private List<Reason> reasons(String verdict) {
        return codes.of(verdict, run.verdict().reasons());
    }

    private static String message(String verdict, List<Reason> reasons) {
        return reasons.isEmpty()
                ? verdict
                : verdict + ": "
                        + String.join(
                                "; ", reasons.stream().map(Reason::message).toList());
    }

    private String details(List<Reason> reasons) {
        return String.join(
                "\n",
                reasons.stream()
                        .map(reason -> details(reason.message() + " (" + reason.code() + ")", reason.code()))
                        .toList());
    }

    private String details(String text, String code) {
        return codes.cure(code).map(cure -> text + "\nWhat to do: " + cure).orElse(text);
    }
}
