package klt.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MainClassesTest {

    static Stream<String> names() {
        return Stream.of(MainClasses.REAL.broker(), MainClasses.REAL.controller(), MainClasses.REAL.worker());
    }

    @ParameterizedTest
    @MethodSource("names")
    void isAProgramOfTheClassPath(String name) throws ReflectiveOperationException {
        assertThat(Class.forName(name).getMethod("main", String[].class)).isNotNull();
    }
}
