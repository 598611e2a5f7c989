package klt.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.common.spec.input.FieldError;

/** Specs as the tests read them. */
final class Specs {

    private Specs() {}

    static RunSpec valid(String yaml) {
        SpecResult result = SpecReader.readYaml(yaml);
        assertThat(result).as(yaml).isInstanceOf(SpecResult.Valid.class);
        return ((SpecResult.Valid) result).spec();
    }

    /** The errors in a spec; none if it is valid. */
    static List<FieldError> mistakes(SpecResult result) {
        return switch (result) {
            case SpecResult.Valid valid -> List.of();
            case SpecResult.Invalid invalid -> invalid.errors();
        };
    }

    static List<String> wrongFields(String yaml) {
        return mistakes(SpecReader.readYaml(yaml)).stream()
                .map(FieldError::field)
                .toList();
    }
}
