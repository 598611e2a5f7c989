package klt.common.spec.sweep;

import java.util.List;
import klt.common.spec.input.FieldError;

/** The result of reading a sweep's document. */
public sealed interface SweepResult {

    record Valid(SweepSpec sweep) implements SweepResult {}

    /** @param errors at least one */
    record Invalid(List<FieldError> errors) implements SweepResult {

        public Invalid {
            errors = List.copyOf(errors);
        }
    }
}
