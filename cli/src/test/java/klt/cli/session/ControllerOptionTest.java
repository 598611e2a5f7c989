package klt.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import klt.cli.outcome.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControllerOptionTest {

    @ParameterizedTest
    @CsvSource({
        "http://kafka.test:8080,        http://kafka.test:8080",
        "http://kafka.test:8080/,       http://kafka.test:8080",
        "http://kafka.test/runs?x=1#r,  http://kafka.test",
        "https://kafka.test,            https://kafka.test",
        "localhost:8080,                http://localhost:8080",
        "localhost,                     http://localhost"
    })
    void takesAnAddressAsPeopleCopyIt(String given, String understood) {
        assertThat(ControllerOption.parse(given)).hasToString(understood);
    }

    @Test
    void refusesCredentialsInTheAddressWithoutRepeatingThem() {
        assertThatThrownBy(() -> ControllerOption.parse("http://bob:canary@kafka.test:8080"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("CONTROLLER_TOKEN_FILE")
                .hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://", "ftp://kafka.test", "a b", ":8080", "http://[::"})
    void refusesWhatIsNoAddress(String given) {
        assertThatThrownBy(() -> ControllerOption.parse(given))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--controller takes a URL");
    }
}
