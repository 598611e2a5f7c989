package klt.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "A.b_c-9", "...", ".a", "12345678"})
    void acceptsNames(String name) {
        assertThat(ShortName.isValid(name, 8)).isTrue();
        assertThat(ShortName.mistake(name, 8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "\u00e4", "a\n", "123456789"})
    void rejectsOtherText(String name) {
        assertThat(ShortName.isValid(name, 8)).isFalse();
        assertThat(ShortName.mistake(name, 8).orElseThrow())
                .startsWith("takes 1 to 8 letters, digits, '.', '_' or '-', not '");
    }
}
