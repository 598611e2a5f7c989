package klt.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.spec.client.AllowedClusters;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {

    private static final String TARGET = "KAFKA_BOOTSTRAP_SERVERS";
    private static final String CONTROL = "CONTROL_BOOTSTRAP_SERVERS";

    private static final String ALLOWED = "ALLOWED_CLUSTERS";
    private static final AllowedClusters ONLY_CONFIGURED = new AllowedClusters(Set.of("kafka:9092"), false);

    private static KafkaSettings settings(String... namesAndValues) {
        Map<String, String> variables = new HashMap<>(Map.of(TARGET, "kafka:9092"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return KafkaSettings.from(new Environment(variables));
    }

    private static void assertRefused(String variable, String value) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> settings(variable, value))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith(variable + " ")
                        .hasSizeLessThanOrEqualTo(500)
                        .doesNotContain("\n"));
    }

    @Test
    void oneClusterIsBothUnlessConfiguredOtherwise() {
        KafkaSettings one = settings();
        assertThat(List.of(one.target(), one.control(), one.topicPrefix()))
                .containsExactly("kafka:9092", "kafka:9092", "klt");
        assertThat(one.allowed()).isEqualTo(ONLY_CONFIGURED);
        assertThat(one.client()).isEmpty();
        assertThat(one.hasControlLogin()).isFalse();

        KafkaSettings two = settings(CONTROL, "a:1,b:2", "CONTROL_TOPIC_PREFIX", "x");
        assertThat(List.of(two.target(), two.control(), two.topicPrefix()))
                .containsExactly("kafka:9092", "a:1,b:2", "x");
        assertThat(two.hasControlLogin()).isFalse();
    }

    @Test
    void theControlClusterCanHaveALoginOfItsOwn() {
        KafkaSettings settings = settings(
                CONTROL,
                "control:1",
                "CONTROL_CLIENT_SECURITY_PROTOCOL",
                "SSL",
                "KAFKA_CLIENT_SASL_MECHANISM",
                "PLAIN",
                "KAFKA_CLIENT_SECURITY_PROTOCOL",
                "SASL_SSL");

        assertThat(settings.controlClient("me"))
                .containsOnly(
                        Map.entry("bootstrap.servers", "control:1"),
                        Map.entry("client.id", "me"),
                        Map.entry("security.protocol", "SSL"));
        assertThat(settings.targetClient("me"))
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "PLAIN");
        assertThat(settings.toString()).contains("controlClient={security.protocol=SSL}");
    }

    @Test
    void aLoginForTheControlClusterNeedsAControlCluster() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> settings("CONTROL_AUTH", "scram"))
                .withMessageStartingWith(CONTROL + " must name a cluster other than " + TARGET);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> settings(CONTROL, "c:1", "CONTROL_CLIENT_BOOTSTRAP_SERVERS", "c:1"))
                .withMessage("CONTROL_CLIENT_BOOTSTRAP_SERVERS is set by CONTROL_BOOTSTRAP_SERVERS");
    }

    @Test
    void aMissingClusterIsReportedWithTheVariableToSet() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> KafkaSettings.from(new Environment(Map.of())))
                .withMessageStartingWith(TARGET + " is missing; it takes host:port");
        assertRefused(TARGET, " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka:1",
                "kafka:65535",
                "127.0.0.1:9092",
                "[::1]:9092",
                "[fe80::1%0]:9092",
                "a-b.c_d:1,e:2,f:3",
                " kafka:9092 "
            })
    void serversAreHostsWithPorts(String servers) {
        assertThat(settings(TARGET, servers).target()).isEqualTo(servers.strip());
        assertThat(settings(CONTROL, servers).control()).isEqualTo(servers.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka",
                "kafka:",
                ":9092",
                "kafka:port",
                "kafka:0",
                "kafka:65536",
                "kafka:99999",
                "kafka:909200",
                "kafka:-1",
                "a:1,",
                ",a:1",
                "a:1,,b:2",
                "a:1;b:2",
                "a:1 b:2",
                "a:1, b:2",
                "a:1\nb:2",
                "PLAINTEXT://a:1",
                "::1:9092",
                "user@a:1",
                "a/b:1",
                ","
            })
    void malformedServersAreRefused(String servers) {
        assertRefused(TARGET, servers);
        assertRefused(CONTROL, servers);
    }

    @Test
    void runsMayLoadTheConfiguredClusterAndThoseThatAreListed() {
        assertThat(settings(TARGET, "k:1,k:2").allowed()).isEqualTo(new AllowedClusters(Set.of("k:1", "k:2"), false));
        assertThat(settings(ALLOWED, "a:1, b:2").allowed())
                .isEqualTo(new AllowedClusters(Set.of("kafka:9092", "a:1", "b:2"), false));
        assertThat(settings(ALLOWED, "a:1,*").allowed().refusal(Optional.of("c:3")))
                .isEmpty();
        assertRefused(ALLOWED, "a");
        assertRefused(ALLOWED, "a:1,**");
    }

    @Test
    void aRunLoadsItsClusterWithTheClientProperties() {
        KafkaSettings settings =
                settings(CONTROL, "control:1", ALLOWED, "a:1", "KAFKA_CLIENT_SECURITY_PROTOCOL", "SSL");

        assertThat(settings.ofRun(Optional.empty())).isEqualTo(settings);
        assertThat(settings.ofRun(Optional.of("a:1")).target()).isEqualTo("a:1");
        assertThat(settings.ofRun(Optional.of("a:1")).control()).isEqualTo("control:1");
        assertThat(settings.ofRun(Optional.of("a:1")).targetClient("me"))
                .containsOnly(
                        Map.entry("bootstrap.servers", "a:1"),
                        Map.entry("client.id", "me"),
                        Map.entry("security.protocol", "SSL"));
    }

    @Test
    void noClientIsOpenedForAClusterThatIsNotAllowed() {
        assertThatExceptionOfType(ConnectionException.class)
                .isThrownBy(() -> settings().ofRun(Optional.of("kafka:9092,b:2")))
                .withMessageStartingWith("topic.cluster lists b:2; runs may use only kafka:9092, ")
                .withMessageContaining("ALLOWED_CLUSTERS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "ä", "a\nb", "a,b"})
    void aPrefixThatIsNoTopicNameIsRefused(String prefix) {
        assertRefused("CONTROL_TOPIC_PREFIX", prefix);
        assertRefused("CONTROL_TOPIC_PREFIX", "p".repeat(201));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                 | ''                                                     | ANONYMOUS",
                "PLAINTEXT          | ''                                                     | ANONYMOUS",
                "SASL_SSL           | x.PlainLoginModule required username=\"al\" password=\"p\"; | al",
                "SASL_PLAINTEXT     | x.OAuthBearerLoginModule required;                     | ",
                "SSL                | ''                                                     | ",
            })
    void theUserIsKnownWhereASettingNamesIt(String protocol, String jaas, String user) {
        assertThat(settings(
                                "KAFKA_CLIENT_SECURITY_PROTOCOL", protocol,
                                "KAFKA_CLIENT_SASL_JAAS_CONFIG", jaas)
                        .user())
                .isEqualTo(Optional.ofNullable(user));
    }

    @Test
    void clientPropertiesReachEveryClient() {
        KafkaSettings settings = settings(
                CONTROL,
                "control:9092",
                "KAFKA_CLIENT_SECURITY_PROTOCOL",
                "SASL_SSL",
                "KAFKA_CLIENT_SASL_MECHANISM",
                "PLAIN");

        assertThat(settings.targetClient("me"))
                .containsOnly(
                        Map.entry("bootstrap.servers", "kafka:9092"),
                        Map.entry("client.id", "me"),
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.mechanism", "PLAIN"));
        assertThat(settings.controlClient("me"))
                .containsEntry("bootstrap.servers", "control:9092")
                .containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void anEmptyClientPropertyCountsAsAbsentExceptWhereEmptyMeansSomething() {
        assertThat(settings("KAFKA_CLIENT_SASL_MECHANISM", "", "KAFKA_CLIENT_LINGER_MS", " ")
                        .client())
                .isEmpty();
        assertThat(settings("KAFKA_CLIENT_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", "")
                        .client())
                .containsExactly(Map.entry("ssl.endpoint.identification.algorithm", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "KAFKA_CLIENT_NO_SUCH_THING, 1",
        "KAFKA_CLIENT_NO_SUCH_THING, ''",
        "KAFKA_CLIENT_, 1",
        "KAFKA_CLIENT_SECURITY__PROTOCOL, SSL",
        "KAFKA_CLIENT_BOOTSTRAP_SERVERS, a:1",
        "KAFKA_CLIENT_CLIENT_ID, me",
        "KAFKA_CLIENT_LINGER_MS, soon",
        "KAFKA_CLIENT_LINGER_MS, -1",
        "KAFKA_CLIENT_BATCH_SIZE, 99999999999",
        "KAFKA_CLIENT_ACKS, some",
        "KAFKA_CLIENT_SECURITY_PROTOCOL, SSLL",
        "KAFKA_CLIENT_ENABLE_IDEMPOTENCE, perhaps",
        "KAFKA_CLIENT_PARTITIONER_CLASS, no.such.Class"
    })
    void aPropertyOrValueThatKafkaDoesNotKnowIsRefused(String variable, String value) {
        assertRefused(variable, value);
    }

    @Test
    void ofSeveralMistakesTheFirstInOrderIsReported() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> settings("KAFKA_CLIENT_ZZ", "1", "KAFKA_CLIENT_AA", "1", "KAFKA_CLIENT_MM", "1"))
                .withMessageStartingWith("KAFKA_CLIENT_AA ");
    }

    static Stream<String> passwords() {
        return Stream.of(ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef())
                .flatMap(definition -> definition.configKeys().values().stream())
                .filter(key -> key.type == ConfigDef.Type.PASSWORD)
                .map(key -> key.name)
                .distinct();
    }

    @Test
    void kafkasPasswordsAreKnown() {
        assertThat(passwords())
                .contains(
                        "sasl.jaas.config",
                        "ssl.key.password",
                        "ssl.keystore.key",
                        "sasl.oauthbearer.assertion.private.key.passphrase");
    }

    @ParameterizedTest
    @MethodSource("passwords")
    void secretsAreHiddenWhereverTheSettingsAreShown(String property) {
        KafkaSettings settings =
                settings("KAFKA_CLIENT_" + property.replace('.', '_').toUpperCase(Locale.ROOT), "hunter2");

        assertThat(settings.client()).containsEntry(property, "hunter2");
        assertThat(settings.shown()).containsEntry(property, KafkaSettings.HIDDEN);
        assertThat(settings.toString()).doesNotContain("hunter2");
    }

    @Test
    void whatIsNoSecretIsShown() {
        KafkaSettings settings = settings("KAFKA_CLIENT_SECURITY_PROTOCOL", "SSL", "KAFKA_CLIENT_LINGER_MS", "5");

        assertThat(settings.shown()).containsOnly(Map.entry("security.protocol", "SSL"), Map.entry("linger.ms", "5"));
        assertThat(settings)
                .hasToString(
                        "KafkaSettings[target=kafka:9092, control=kafka:9092, client={linger.ms=5, security.protocol=SSL}, topicPrefix=klt,"
                                + " allowed=AllowedClusters[servers=[kafka:9092], any=false]]");
    }
}
