package klt.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void defaultsToOneBrokerOnAFreePortWithTemporaryData() {
        assertThat(Options.parse()).isEqualTo(new Options(0, 1, Optional.empty()));
    }

    @Test
    void takesAllOptionsInAnyOrder() {
        Options options = Options.parse("--data", "some/folder", "--brokers", "3", "--port", "9092");

        assertThat(options).isEqualTo(new Options(9092, 3, Optional.of(Path.of("some/folder"))));
    }

    @ParameterizedTest
    @CsvSource({
        "--port x,             --port must be a number from 0 to 65535 but is 'x'",
        "--port -1,            --port must be a number from 0 to 65535 but is '-1'",
        "--port 65536,         --port must be a number from 0 to 65535 but is '65536'",
        "--brokers 0,          --brokers must be a number from 1 to 9 but is '0'",
        "--brokers 10,         --brokers must be a number from 1 to 9 but is '10'",
        "--data,               --data needs a value",
        "--port 9092 --data,   --data needs a value",
        "--verbose,            unknown option '--verbose'",
        "9092,                 unknown option '9092'",
    })
    void saysInOneLineWhatIsWrong(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(line.split(" ")))
                .withMessage(message + "; " + Options.USAGE);
    }
}
