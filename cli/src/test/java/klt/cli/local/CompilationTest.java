package klt.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompilationTest {

    @ParameterizedTest
    @CsvSource({
        "1, 4, FIRST_TIER",
        "2, 4, FIRST_TIER",
        "3, 4, FIRST_TIER",
        "4, 4, FULL",
        "16, 4, FULL",
        "4, 6, FIRST_TIER"
    })
    void isTheFirstTierWhereJvmsShareAProcessor(int processors, int jvms, Compilation expected) {
        assertThat(Compilation.ofTester(processors, jvms)).isEqualTo(expected);
    }
}
