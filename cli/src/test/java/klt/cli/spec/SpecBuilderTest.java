package klt.cli.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import klt.cli.outcome.Failure;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SpecBuilderTest {

    private static final SpecFlags NO_FLAGS = flags(List.of());

    @Test
    void takesAFileAsItIs() {
        ObjectNode spec =
                SpecBuilder.build(SpecBuilder.parse("messages: 50k\ntopic: {name: a, partitions: 3}"), NO_FLAGS);

        assertThat(spec).isEqualTo(json("{'messages': '50k', 'topic': {'name': 'a', 'partitions': 3}}"));
    }

    @Test
    void readsJsonToo() {
        ObjectNode spec = SpecBuilder.build(SpecBuilder.parse("{\"messages\": 10, \"rate\": \"max\"}"), NO_FLAGS);

        assertThat(spec).isEqualTo(json("{'messages': 10, 'rate': 'max'}"));
    }

    @Test
    void layFlagsOverSetsOverTheFile() {
        SpecFlags flags = new SpecFlags(
                Optional.of("300"),
                Optional.empty(),
                Optional.of("max"),
                Optional.empty(),
                Optional.of("2KiB"),
                Optional.of("flag"),
                List.of("messages=200", "rate=20", "topic.name=set", "producer.acks=1", "producer.idempotence=false"),
                List.of("errors<1%"),
                false);

        ObjectNode spec = SpecBuilder.build(
                SpecBuilder.parse(
                        "messages: 100\nrate: 10\ntopic: {name: file, partitions: 3}\nobjectives: ['rate>1']"),
                flags);

        assertThat(spec)
                .isEqualTo(json("{'messages': 300, 'rate': 'max', 'topic': {'name': 'flag', 'partitions': 3},"
                        + "'objectives': ['errors<1%'], 'producer': {'acks': 1, 'idempotence': false},"
                        + "'payload': {'size': '2KiB'}}"));
    }

    @Test
    void letsADurationOfTheFlagsReplaceTheMessagesOfTheFile() {
        SpecFlags duration = new SpecFlags(
                Optional.empty(),
                Optional.of("30s"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                false);

        assertThat(SpecBuilder.build(SpecBuilder.parse("messages: 5"), duration))
                .isEqualTo(json("{'duration': '30s'}"));
    }

    @Test
    void letsMessagesOfASetReplaceTheDurationOfTheFile() {
        assertThat(SpecBuilder.build(SpecBuilder.parse("duration: 5s"), flags(List.of("messages=7"))))
                .isEqualTo(json("{'messages': 7}"));
    }

    @Test
    void keepsAContradictionForTheSpecReaderToSee() {
        SpecFlags both = new SpecFlags(
                Optional.of("5"),
                Optional.of("30s"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                false);

        assertThat(SpecBuilder.build(SpecBuilder.parse(""), both))
                .isEqualTo(json("{'messages': 5, 'duration': '30s'}"));
        assertThat(SpecBuilder.build(SpecBuilder.parse(""), flags(List.of("messages=5", "duration=30s"))))
                .isEqualTo(json("{'messages': 5, 'duration': '30s'}"));
    }

    @Test
    void setsAKeyBesideTheShortFormOfATopic() {
        assertThat(SpecBuilder.build(SpecBuilder.parse("topic: a"), flags(List.of("topic.partitions=12"))))
                .isEqualTo(json("{'topic': {'name': 'a', 'partitions': 12}}"));
    }

    @Test
    void setsAKeyBesideTheShortFormOfConsumers() {
        assertThat(SpecBuilder.build(
                        SpecBuilder.parse("consumers: [{rate: 5}]"), flags(List.of("consumers.members=2"))))
                .isEqualTo(json("{'consumers': {'groups': [{'rate': 5}], 'members': 2}}"));
    }

    @Test
    void readsListsAndTextsInASet() {
        assertThat(SpecBuilder.build(
                        SpecBuilder.parse(""), flags(List.of("objectives=['rate>=9', 'errors<1%']", "name=a: b: c"))))
                .isEqualTo(json("{'objectives': ['rate>=9', 'errors<1%'], 'name': 'a: b: c'}"));
    }

    @Test
    void setsAPropertyOfAClientWhoseNameHasDots() {
        ObjectNode spec = SpecBuilder.build(
                SpecBuilder.parse("producer: {properties: {retries: 3}}"),
                flags(List.of("producer.properties.send.buffer.bytes=5", "consumers.properties={check.crcs: false}")));

        assertThat(spec)
                .isEqualTo(json("{'producer': {'properties': {'retries': 3, 'send.buffer.bytes': 5}},"
                        + " 'consumers': {'properties': {'check.crcs': false}}}"));
    }

    @Test
    void neverReadsATemplateOrBytesAsYaml() {
        assertThat(SpecBuilder.build(
                        SpecBuilder.parse(""), flags(List.of("payload.template={a: 1}", "payload.hex=0011"))))
                .isEqualTo(json("{'payload': {'template': '{a: 1}', 'hex': '0011'}}"));
    }

    @Test
    void takesATopicOfDigitsAsAName() {
        SpecFlags topic = new SpecFlags(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("2026"),
                List.of(),
                List.of(),
                false);

        assertThat(SpecBuilder.build(SpecBuilder.parse(""), topic)).isEqualTo(json("{'topic': {'name': '2026'}}"));
    }

    @Test
    void refusesASetWithoutPathOrValue() {
        for (String wrong : List.of("rate", "=5", "a..b=5", ".a=1")) {
            assertThatThrownBy(() -> SpecBuilder.build(SpecBuilder.parse(""), flags(List.of(wrong))))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("--set takes path=value")
                    .hasMessageContaining(wrong);
        }
    }

    @Test
    void refusesAPathThroughAValue() {
        assertThatThrownBy(() -> SpecBuilder.build(SpecBuilder.parse("rate: 5"), flags(List.of("rate.x=1"))))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("rate already has a value");
    }

    @Test
    void saysWhereAFileIsNoYaml() {
        assertThatThrownBy(() -> SpecBuilder.build(SpecBuilder.parse("rate: 5\n  messages: [1"), NO_FLAGS))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> SpecBuilder.build(SpecBuilder.parse("- a\n- b"), NO_FLAGS))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("keys and values");
    }

    @Test
    void takesAnEmptyFileAsAnEmptySpec() {
        assertThat(SpecBuilder.build(SpecBuilder.parse("# nothing\n"), NO_FLAGS))
                .isEqualTo(json("{}"));
    }

    @Test
    void expectsTheStartedWorkersUnlessTheSpecSaysOtherwise() {
        assertThat(expecting("{}")).isEqualTo(json("{'workers': {'expected': 3}}"));
        assertThat(expecting("workers: {timeout: 5s}"))
                .isEqualTo(json("{'workers': {'timeout': '5s', 'expected': 3}}"));
        assertThat(expecting("workers: {expected: 1}")).isEqualTo(json("{'workers': {'expected': 1}}"));
        assertThat(expecting("workers: nonsense")).isEqualTo(json("{'workers': 'nonsense'}"));
    }

    @Test
    void letsStagesReplaceTheLoadOfThePresetAndTheOtherWayRound() {
        SpecFlags staged = new SpecFlags(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("10:20"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                false);

        assertThat(SpecBuilder.build(SpecBuilder.parse("{duration: 5s, rate: 7, name: a}"), staged))
                .isEqualTo(json("{'name': 'a', 'load': {'stages': '10:20'}}"));
        assertThat(SpecBuilder.build(
                        SpecBuilder.parse("load: {stages: '5s:7', repeat: 2, arrivals: poisson}"),
                        flags(List.of("rate=9", "duration=5s"))))
                .isEqualTo(json("{'load': {'arrivals': 'poisson'}, 'rate': 9, 'duration': '5s'}"));
        assertThat(SpecBuilder.build(
                        SpecBuilder.parse("load: {stages: '9s:9', repeat: 9}"),
                        flags(List.of("load.stages=5s:7", "load.repeat=3", "messages=2"))))
                .isEqualTo(json("{'load': {'stages': '5s:7', 'repeat': 3}, 'messages': 2}"));
        assertThat(SpecBuilder.build(SpecBuilder.parse("rate: 7"), flags(List.of("load.stages=5s:7"))))
                .isEqualTo(json("{'load': {'stages': '5s:7'}}"));
    }

    private static ObjectNode expecting(String file) {
        ObjectNode spec = SpecBuilder.build(SpecBuilder.parse(file), NO_FLAGS);
        SpecBuilder.expectWorkers(spec, 3);
        return spec;
    }

    private static SpecFlags flags(List<String> sets) {
        return new SpecFlags(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                sets,
                List.of(),
                false);
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) new JsonMapper().readTree(text.replace('\'', '"'));
    }
}
