package klt.common.spec;

import java.util.List;
import klt.common.spec.input.FieldError;

/** The result of reading a spec. */
public sealed interface SpecResult {

    record Valid(RunSpec spec) implements SpecResult {}

    /** @param errors all errors, at least one */
    record Invalid(List<FieldError> errors) implements SpecResult {

        public Invalid {
            errors = List.copyOf(errors);
            if (errors.isEmpty()) {
                throw new IllegalArgumentException("an invalid spec needs at least one error");
            }
        }
    }
}
