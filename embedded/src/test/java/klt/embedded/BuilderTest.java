package klt.embedded;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuilderTest {

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 10})
    void refusesAnImpossibleNumberOfBrokers(int brokers) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmbeddedKafka.builder().brokers(brokers))
                .withMessage("brokers must be 1 to 9, not " + brokers);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void refusesAnImpossiblePort(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmbeddedKafka.builder().port(port))
                .withMessage("port must be 0 to 65535, not " + port);
    }

    @Test
    void refusesPortsBeyondTheLast() {
        var builder = EmbeddedKafka.builder().port(65_534).brokers(3);

        assertThatIllegalArgumentException()
                .isThrownBy(builder::start)
                .withMessage("port 65534 leaves no room for 3 brokers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.id", "listeners", "log.dirs", "controller.quorum.voters"})
    void refusesPropertiesThatMakeTheCluster(String property) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmbeddedKafka.builder().property(property, "x"))
                .withMessageContaining(property)
                .withMessageContaining("leave it out");
    }

    @Test
    void namesADataFolderThatIsNone(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        var builder = EmbeddedKafka.builder().dataFolder(file);

        assertThatThrownBy(builder::start)
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining("Cannot use " + file + " as data folder");
    }
}
