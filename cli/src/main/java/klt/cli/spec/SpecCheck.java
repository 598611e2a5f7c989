package klt.cli.spec;

import java.util.List;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import klt.common.spec.input.FieldError;
import klt.common.spec.sweep.SweepReader;
import klt.common.spec.sweep.SweepResult;
import tools.jackson.databind.node.ObjectNode;

/** Validates a spec locally, as a controller of the same build would. */
public final class SpecCheck {

    private SpecCheck() {}

    /** @throws Failure if the spec is invalid; includes all errors, and the most similar key for each unknown one */
    public static void require(ObjectNode spec) {
        if (SpecReader.read(spec) instanceof SpecResult.Invalid(List<FieldError> errors)) {
            throw invalid(errors);
        }
    }

    /** Does the same for a sweep's document. */
    public static void requireSweep(ObjectNode document) {
        if (SweepReader.read(document, SpecReader.RATE) instanceof SweepResult.Invalid(List<FieldError> errors)) {
            throw invalid(errors);
        }
    }

    private static Failure invalid(List<FieldError> errors) {
        return new Failure(
                ExitCode.USAGE,
                "the spec is invalid:",
                errors.stream()
                        .map(KeySuggestion::added)
                        .map(FieldError::toString)
                        .toList());
    }
}
