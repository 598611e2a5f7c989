package klt.common.spec;

import static klt.common.spec.Specs.valid;
import static klt.common.spec.Specs.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import klt.common.spec.consumers.ConsumerClient;
import klt.common.spec.consumers.Group;
import klt.common.spec.consumers.GroupProtocol;
import klt.common.spec.consumers.Isolation;
import klt.common.spec.consumers.Start;
import klt.common.spec.input.FieldError;
import klt.common.spec.load.Extent;
import klt.common.spec.load.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Consumer groups with their own settings, and runs that only read. */
class ConsumerGroupsTest {

    private static List<Group> groups(String yaml) {
        return valid(yaml).consumers().groups();
    }

    @Test
    void aNumberOfGroupsIsWrittenAsANumber() {
        RunSpec spec = valid("{messages: 1, consumers: {groups: 3, members: 2}}");

        assertThat(spec.consumers().groups())
                .hasSize(3)
                .containsOnly(spec.consumers().common());
        assertThat(spec.toJson().at("/consumers/groups").intValue()).isEqualTo(3);
        assertThat(spec.toJson().at("/consumers/members").intValue()).isEqualTo(2);
        assertThat(RunSpec.fromJson(spec.toJson())).isEqualTo(spec);
    }

    @Test
    void aGroupInAListHasTheSettingsOfTheSectionThatItDoesNotReplace() {
        RunSpec spec = valid("""
                messages: 1
                consumers:
                  members: 2
                  protocol: consumer
                  groups:
                    - {name: fast}
                    - {name: slow, members: 1, rate: 100, start: {bytesBehind: 1GiB}}
                """);

        Group fast = spec.consumers().groups().getFirst();
        Group slow = spec.consumers().groups().getLast();
        assertThat(fast.name()).contains("fast");
        assertThat(fast.members()).isEqualTo(2);
        assertThat(fast.rate()).isEqualTo(new Rate.Max());
        assertThat(slow.members()).isEqualTo(1);
        assertThat(slow.protocol()).isEqualTo(GroupProtocol.CONSUMER);
        assertThat(slow.rate()).isEqualTo(new Rate.PerSecond(100));
        assertThat(slow.start()).isEqualTo(new Start.BytesBehind(1L << 30));
        assertThat(spec.consumers().members()).isEqualTo(3);
        assertThat(spec.toJson().at("/consumers/groups").toString())
                .isEqualTo("[{\"name\":\"fast\"},"
                        + "{\"name\":\"slow\",\"members\":1,\"start\":{\"bytesBehind\":1073741824},\"rate\":100}]");
        assertThat(RunSpec.fromJson(spec.toJson())).isEqualTo(spec);
    }

    @Test
    void aListAloneIsEnoughAndTextFromAFormHoldsOneToo() {
        String list = "[{members: 2}, {name: slow, processingMicros: 500}]";

        assertThat(groups("{messages: 1, consumers: " + list + "}"))
                .isEqualTo(groups("{messages: 1, consumers: {groups: '" + list + "'}}"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "-1", "1.5", "4294967296", "4294967297", "1e300"})
    void aNumberOfGroupsHasLimits(String number) {
        assertThat(wrongFields("{messages: 1, consumers: {groups: " + number + "}}"))
                .containsExactly("consumers.groups");
    }

    @Test
    void aRunThatOnlyReadsHasNoTransactions() {
        assertThat(wrongFields("{rate: 0, consumers: {groups: 1, start: earliest}, transactions: {messages: 10}}"))
                .contains("transactions");
    }

    @Test
    void everySettingOfAGroupIsReadAndWritten() {
        RunSpec spec = valid("""
                messages: 1
                consumers:
                  - {name: a, members: 9, protocol: share, isolation: read_committed, start: earliest, processingMicros: 8,
                     rate: 7, maxPollRecords: 6, fetchMinBytes: 5, fetchMaxWaitMs: 4,
                     properties: {check.crcs: false}}
                """);

        assertThat(spec.consumers().groups())
                .containsExactly(new Group(
                        Optional.of("a"),
                        9,
                        GroupProtocol.SHARE,
                        Isolation.READ_COMMITTED,
                        new Start.Earliest(),
                        8,
                        new Rate.PerSecond(7),
                        new ConsumerClient(6, 5, 4, new TreeMap<>(Map.of("check.crcs", "false")))));
        assertThat(RunSpec.fromJson(spec.toJson())).isEqualTo(spec);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{name: a}, {name: A}]      | consumers[1].name",
                "[{name: a b}]               | consumers[0].name",
                "[{members: 0}]              | consumers[0].members",
                "[{}, {start: now}]          | consumers[1].start",
                "[{}, {start: {offset: -1}}] | consumers[1].start.offset",
                "[{backlog: true}]           | consumers[0].backlog",
                "[5]                         | consumers[0]",
                "{groups: 17}                | consumers.groups",
                "{groups: [{rate: 0}]}       | consumers.groups[0].rate",
                "{groups: 1.5}               | consumers.groups",
                "[{}, {protocol: share, properties: {session.timeout.ms: 9000}}] | consumers.groups[1].properties['session.timeout.ms']"
            })
    void aMistakeIsNamedWithItsPlace(String consumers, String field) {
        assertThat(wrong("{messages: 1, consumers: " + consumers + "}"))
                .extracting(FieldError::field)
                .containsExactly(field);
    }

    @Test
    void aGroupStartsWhereTheSpecSays() {
        assertThat(start("latest")).isEqualTo(new Start.Latest());
        assertThat(start("earliest")).isEqualTo(new Start.Earliest());
        assertThat(start("{offset: 1k}")).isEqualTo(new Start.Offset(1_000));
        assertThat(start("{timestamp: 2026-11-30T12:00:00Z}"))
                .isEqualTo(new Start.Timestamp(Instant.parse("2026-11-30T12:00:00Z")));
        assertThat(start("{timestamp: 1h30m ago}")).isEqualTo(new Start.Ago(Duration.ofMinutes(90)));
        assertThat(start("'{bytesBehind: 2MiB}'")).isEqualTo(new Start.BytesBehind(2L << 20));
    }

    private static List<FieldError> wrong(String yaml) {
        return Specs.mistakes(SpecReader.readYaml(yaml));
    }

    private static Start start(String start) {
        RunSpec spec = valid("{messages: 1, consumers: {groups: 1, start: " + start + "}}");
        assertThat(RunSpec.fromJson(spec.toJson())).isEqualTo(spec);
        return spec.consumers().groups().getFirst().start();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "end",
                "5",
                "{}",
                "{offset: 1, timestamp: 1h ago}",
                "{offset: 0.5}",
                "{timestamp: yesterday}",
                "{timestamp: 4000d ago}",
                "{timestamp: 1969-12-31T00:00:00Z}",
                "{bytesBehind: -1}",
                "{bytesBehind: 2000000GiB}"
            })
    void anotherStartIsRefused(String start) {
        assertThat(wrong("{messages: 1, consumers: {groups: 1, start: " + start + "}}"))
                .hasSize(1);
    }

    @Test
    void withRateZeroARunReadsToTheEndOrSoManyRecordsOrSoLong() {
        RunSpec toEnd = valid("{rate: 0, topic: t, consumers: {groups: 1}}");
        assertThat(toEnd.load().sends()).isFalse();
        assertThat(toEnd.load().extent()).isEqualTo(new Extent.ToEnd());
        assertThat(toEnd.load().messages()).hasValue(0L);
        assertThat(toEnd.load().warmup()).isZero();
        assertThat(toEnd.objectives()).isEmpty();
        assertThat(toEnd.consumers().common().start()).isEqualTo(new Start.Earliest());
        assertThat(toEnd.toJson().get("rate").intValue()).isZero();

        RunSpec records = valid("{rate: 0, messages: 500, consumers: {groups: 1, start: latest}}");
        assertThat(records.load().extent()).isEqualTo(new Extent.Messages(500));
        assertThat(records.load().messages()).hasValue(0L);

        RunSpec timed = valid("{rate: 0, duration: 1m, consumers: {groups: 1}, objectives: [consumeRate>=10]}");
        assertThat(timed.load().extent()).isEqualTo(new Extent.Timed(Duration.ofMinutes(1)));
        assertThat(timed.load().seconds()).hasValue(60.0);

        for (RunSpec spec : List.of(toEnd, records, timed)) {
            assertThat(RunSpec.fromJson(spec.toJson())).isEqualTo(spec);
        }
    }

    @Test
    void whatNeedsMessagesOfTheRunIsRefusedTogetherWithRateZero() {
        assertThat(wrong("{rate: 0}")).extracting(FieldError::field).containsExactly("rate");
        assertThat(wrong(
                        "{rate: 0, consumers: {groups: 1, backlog: true, start: latest}, verification: after, warmup: 1s,"
                                + " load: {arrivals: poisson}, objectives: [lag<5, response.p99<1s, rate>=99%]}"))
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder(
                        "consumers.backlog",
                        "consumers.start",
                        "verification",
                        "warmup",
                        "load.arrivals",
                        "objectives[1]",
                        "objectives[2]");
    }

    @Test
    void anObjectiveNamesAGroupOfTheSpec() {
        String spec = "{messages: 1, consumers: [{name: fast}, {name: slow}], objectives: ['lag[%s]<10']}";

        assertThat(valid(spec.formatted("slow")).objectives().getFirst().group())
                .contains("slow");
        assertThat(wrong(spec.formatted("sluggish")).getFirst().message()).contains("fast, slow");
    }

    @Test
    void anObjectiveNamesATopicOfTheSpec() {
        for (String topics : List.of("orders", "orders,payments", "order-{2..3}")) {
            assertThat(wrong(
                            "{messages: 1, topic: '%s', objectives: ['response[order-1].p99<1s', 'errors[order-1]<1%%']}"
                                    .formatted(topics)))
                    .extracting(FieldError::message)
                    .containsOnly("names topic 'order-1', but topic.name is " + topics);
        }
    }

    @Test
    void anInvalidTopicIsTheOnlyError() {
        assertThat(wrong("{messages: 1, topic: 'no topic', objectives: ['errors[orders]<1%']}"))
                .extracting(FieldError::field)
                .allMatch(field -> field.startsWith("topic"));
    }

    @Test
    void aShareGroupHasNoRebalances() {
        String spec =
                "{messages: 1, consumers: [{name: shared, protocol: share}, {name: other}], objectives: ['%s<5s']}";

        assertThat(wrong(spec.formatted("rebalance[shared]")))
                .extracting(FieldError::field)
                .containsExactly("objectives[0]");
        assertThat(wrong("{messages: 1, consumers: {groups: 2, protocol: share}, objectives: ['rebalance<5s']}"))
                .extracting(FieldError::field)
                .containsExactly("objectives[0]");
        valid(spec.formatted("rebalance[other]"));
        valid(spec.formatted("rebalance"));
        valid(spec.formatted("catchUp[shared]"));
    }

    @Test
    void aRunThatReadsForATimeHasNothingToCatchUpWith() {
        String spec = "{rate: 0, %sconsumers: {groups: 1}, objectives: ['catchUp<5s']}";

        assertThat(wrong(spec.formatted("duration: 1m, ")))
                .extracting(FieldError::field)
                .containsExactly("objectives[0]");
        valid(spec.formatted("messages: 10, "));
        valid(spec.formatted(""));
    }

    @Test
    void aRunIsAbortedOnlyByWhatIsJudgedEachSecond() {
        String spec = "{rate: 0, consumers: {groups: 1}, abortAfter: 10s, objectives: [%s]}";

        for (String objectives : List.of("", "lag<5", "catchUp<5s, rebalance<5s")) {
            assertThat(wrong(spec.formatted(objectives)))
                    .extracting(FieldError::field)
                    .containsExactly("abortAfter");
        }
        valid(spec.formatted("lag<5, endToEnd.p99<1s"));
        valid("{messages: 1, abortAfter: 10s, objectives: [throttle<1%]}");
    }

    @Test
    void aStoredSpecMayHaveAnAbortWithoutEffect() {
        RunSpec spec = valid("{messages: 1, abortAfter: 10s, objectives: [throttle<1%]}");
        ObjectNode stored = spec.toJson();
        stored.putArray("objectives");

        assertThat(RunSpec.fromJson(stored).abortAfter()).contains(Duration.ofSeconds(10));
    }
}
