package klt.common.spec.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The lists of properties cover the client library. A new version of the library makes these tests fail until each property that it adds
 * is listed.
 */
class ClientPropertiesTest {

    /** Types whose values name classes or hold secrets. */
    private static final Set<ConfigDef.Type> DANGEROUS =
            EnumSet.of(ConfigDef.Type.CLASS, ConfigDef.Type.LIST, ConfigDef.Type.PASSWORD);

    record Library(ClientProperties listed, ConfigDef definition) {}

    static List<Library> libraries() {
        return List.of(
                new Library(ClientProperties.PRODUCER, ProducerConfig.configDef()),
                new Library(ClientProperties.CONSUMER, ConsumerConfig.configDef()));
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void everyPropertyOfTheLibraryIsAllowedOrHasAReasonAndNoneHasBoth(Library library) {
        for (String name : library.definition().names()) {
            assertThat(library.listed().allowed().contains(name))
                    .as(name)
                    .isNotEqualTo(library.listed().reason(name).isPresent());
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void everyListedPropertyIsInTheLibrary(Library library) {
        Set<String> listed = new TreeSet<>(library.listed().allowed());
        listed.addAll(library.listed().refused());

        assertThat(library.definition().names()).containsAll(listed);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void noAllowedPropertyNamesAClassAFileOrAUrl(Library library) {
        assertThat(library.listed().allowed())
                .isNotEmpty()
                .noneMatch(name -> name.matches(".*(class|classes|file|location|url|config|cmd)"))
                .noneMatch(name -> DANGEROUS.contains(library.listed().definition(name).type));
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void theAcceptedValuesOfEveryAllowedPropertyAreDescribed(Library library) {
        for (String name : library.listed().allowed()) {
            assertThat(PropertiesForm.takes(library.listed().definition(name)))
                    .as(name)
                    .matches("true or false|a whole number in \\[.+|one of \\[.+]|up to 200 printable characters.*");
        }
    }

    @Test
    void aPropertyThatIsNotListedIsRefused() {
        assertThat(ClientProperties.PRODUCER.refusal("new.property"))
                .contains("is not a producer property that a spec may set");
    }

    @Test
    void refusalsNameTheReasonTheKeyOrTheNearestProperty() {
        assertThat(Stream.of(
                                "sasl.jaas.config",
                                "ssl.keystore.location",
                                "interceptor.classes",
                                "client.id",
                                "linger.ms",
                                "send.bufer.bytes",
                                "check.crcs",
                                "retries")
                        .map(name -> ClientProperties.PRODUCER.refusal(name).orElse("allowed")))
                .containsExactly(
                        "is rejected: it can load classes, read files or open URLs; set it in the workers' environment"
                                + " (KAFKA_CLIENT_…)",
                        "is rejected: it can load classes, read files or open URLs; set it in the workers' environment"
                                + " (KAFKA_CLIENT_…)",
                        "is rejected: it loads classes",
                        "is rejected: the load tester gives each client its own",
                        "is rejected: the key producer.lingerMs sets it",
                        "is not a producer property that a spec may set; did you mean send.buffer.bytes?",
                        "is not a producer property that a spec may set",
                        "allowed");
    }
}
