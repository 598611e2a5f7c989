package klt.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompilationTest {

    @ParameterizedTest
    @CsvSource({"1, 4, C1", "2, 4, C1", "3, 4, C1", "4, 4, FULL", "16, 4, FULL", "4, 6, C1"})
    void isTheFirstCompilerWhereJvmsShareAProcessor(int processors, int jvms, Compilation expected) {
        assertThat(Compilation.ofTester(processors, jvms)).isEqualTo(expected);
    }
}
