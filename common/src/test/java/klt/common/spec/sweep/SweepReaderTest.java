package klt.common.spec.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import klt.common.spec.input.FieldError;
import klt.common.spec.limit.Limits;
import klt.common.spec.load.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class SweepReaderTest {

    private static final double DEFAULT_RATE = 700;

    private static SweepSpec valid(String yaml) {
        return switch (SweepReader.readYaml(yaml, DEFAULT_RATE)) {
            case SweepResult.Valid valid -> valid.sweep();
            case SweepResult.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }

    private static List<FieldError> errors(String yaml) {
        return switch (SweepReader.readYaml(yaml, DEFAULT_RATE)) {
            case SweepResult.Valid valid -> List.of();
            case SweepResult.Invalid invalid -> invalid.errors();
        };
    }

    private static SweepSpec twoByThree() {
        return valid("""
                kind: sweep
                name: tuning
                duration: 10s
                producer: {lingerMs: 3}
                payload: {format: raw}
                sweep:
                  values: {producer.acks: [1, all], payload.size: [100, 1KiB, 10KiB]}
                  repeats: 2
                """);
    }

    @Test
    void aMatrixHasAllCombinationsAndTheLastKeyChangesFirst() {
        SweepSpec sweep = twoByThree();

        assertThat(sweep.cells().stream().map(cell -> SweepCell.phrase(cell.values())))
                .containsExactly(
                        "producer.acks=1, payload.size=100",
                        "producer.acks=1, payload.size=1KiB",
                        "producer.acks=1, payload.size=10KiB",
                        "producer.acks=all, payload.size=100",
                        "producer.acks=all, payload.size=1KiB",
                        "producer.acks=all, payload.size=10KiB");
        assertThat(sweep.matrix()).isTrue();
        assertThat(sweep.keys()).containsExactly("producer.acks", "payload.size");
        assertThat(sweep.runs()).isEqualTo(12);
        assertThat(sweep.coolDown()).isEqualTo(SweepReader.COOL_DOWN);
    }

    @Test
    void eachCellHasTheSpecWithItsValues() {
        SweepSpec sweep = twoByThree();

        assertThat(sweep.cells().get(0).spec().producer().acks()).isEqualTo("1");
        assertThat(sweep.cells().get(5).spec().producer().acks()).isEqualTo("all");
        assertThat(sweep.cells()
                        .get(4)
                        .spec()
                        .message()
                        .payload()
                        .maxBytes(sweep.cells().get(4).spec().load()))
                .contains(1_024);
        assertThat(sweep.cells()).allSatisfy(cell -> {
            assertThat(cell.spec().producer().lingerMs()).isEqualTo(3);
            assertThat(cell.spec().load().rate()).isEqualTo(new Rate.PerSecond(DEFAULT_RATE));
        });
        assertThat(sweep.cells().get(1).spec().name()).isEqualTo("tuning: producer.acks=1, payload.size=1KiB");
    }

    @Test
    void theRunsAreInterleaved() {
        SweepSpec sweep = twoByThree();

        assertThat(IntStream.range(0, 12).mapToObj(i -> sweep.run("s-1", i).id()))
                .containsExactly(
                        "s-1-c1-r1",
                        "s-1-c2-r1",
                        "s-1-c3-r1",
                        "s-1-c4-r1",
                        "s-1-c5-r1",
                        "s-1-c6-r1",
                        "s-1-c1-r2",
                        "s-1-c2-r2",
                        "s-1-c3-r2",
                        "s-1-c4-r2",
                        "s-1-c5-r2",
                        "s-1-c6-r2");
        assertThat(sweep.cell(sweep.run("s-1", 9)).values().get("producer.acks").stringValue())
                .isEqualTo("all");
    }

    @Test
    void aListOfCellsMayCombineOtherKeys() {
        SweepSpec sweep = valid(
                "{kind: sweep, messages: 10, sweep: {cells: [{producer.acks: 1, rate: 5k, topic.name: other}, {rate: 10k,"
                        + " topic.config.retention.ms: 3600000, topic.delete: after}], coolDown: 0s}}");

        assertThat(sweep.matrix()).isFalse();
        assertThat(sweep.cells().get(1).spec().topic().config()).containsEntry("retention.ms", "3600000");
        assertThat(sweep.cells().get(1).spec().load().rate()).isEqualTo(new Rate.PerSecond(10_000));
        assertThat(sweep.coolDown()).isEqualTo(Duration.ZERO);
        assertThat(sweep.name()).isEqualTo("sweep");
    }

    @Test
    void aShortFormOfASectionIsExtended() {
        SweepSpec sweep = valid("{kind: sweep, messages: 10, topic: orders, sweep: {values: {topic.partitions: [1]}}}");

        assertThat(sweep.cells().getFirst().spec().topic().name()).isEqualTo("orders");
        assertThat(sweep.cells().getFirst().spec().topic().partitions()).isEqualTo(1);
    }

    @Test
    void anErrorOfSomeCellsNamesThem() {
        List<FieldError> errors = errors(
                "{kind: sweep, messages: 10, producer: {idempotence: true}, sweep: {values: {producer.acks: [all, 1], rate: [10, 20]}}}");

        assertThat(errors).singleElement().satisfies(error -> {
            assertThat(error.field()).startsWith("producer.");
            assertThat(error.message()).endsWith("(cell 3: producer.acks=1, rate=10; also cell 4)");
        });
    }

    @Test
    void theNumberOfErrorsIsLimited() {
        String rates = IntStream.range(0, 200).mapToObj(i -> "wrong" + i).collect(Collectors.joining(", "));

        assertThat(errors("{kind: sweep, messages: 10, sweep: {values: {rate: [" + rates + "]}}}"))
                .hasSize(Limits.ERRORS_MAX + 1)
                .last()
                .isEqualTo(new FieldError("", "the sweep has 100 more errors"));
    }

    @Test
    void theNumberOfErrorsOfFurtherRulesIsLimited() {
        String rates = IntStream.rangeClosed(1, 200).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        SweepSpec sweep = valid("{kind: sweep, messages: 10, sweep: {values: {rate: [" + rates + "]}}}");

        assertThat(sweep.errors(spec -> List.of(
                        new FieldError("rate", "is too high: " + spec.load().rate()))))
                .hasSize(Limits.ERRORS_MAX + 1)
                .last()
                .isEqualTo(new FieldError("", "the sweep has 100 more errors"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    values: {rate: [1000, 2000, 1k]}           | cell 1 (rate=1000) and cell 3 (rate=1k)
                    values: {rate: [5, 5]}                     | cell 1 (rate=5) and cell 2 (rate=5)
                    values: {payload.size: [1KiB, 1024]}       | cell 1 (payload.size=1KiB) and cell 2 (payload.size=1024)
                    cells: [{producer.acks: all}, {rate: 700}] | cell 1 (producer.acks=all) and cell 2 (rate=700)
                    """)
    void cellsWithTheSameSpecAreRefused(String cells, String named) {
        assertThat(errors("{kind: sweep, messages: 10, payload: {format: raw}, sweep: {" + cells + "}}"))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.field()).isEqualTo("sweep." + cells.substring(0, cells.indexOf(':')));
                    assertThat(error.message()).contains(named, "sweep.repeats");
                });
    }

    @Test
    void anErrorOfAllCellsIsReportedOnce() {
        assertThat(errors("{kind: sweep, messages: 10, lode: 1, sweep: {values: {rate: [10, 20]}}}"))
                .extracting(FieldError::field)
                .containsExactly("lode");
        assertThat(errors("{kind: sweep, messages: 10, name: '', sweep: {values: {rate: [10, 20]}}}"))
                .extracting(FieldError::field)
                .containsExactly("name");
        assertThat(errors("{kind: sweep, messages: 10, name: " + "x".repeat(101)
                        + ", sweep: {values: {rate: [10, 20]}}}"))
                .extracting(FieldError::field)
                .containsExactly("name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {values: {name: [a, b]}}                        | sweep.values.name
                    {values: {kind: [load, limit]}}                 | sweep.values.kind
                    {values: {sweep.repeats: [1, 2]}}               | sweep.values.sweep.repeats
                    {values: {labels: [a, b]}}                      | sweep.values.labels
                    {values: {producer: [{acks: 1}]}}               | sweep.values.producer
                    {values: {rate: 10}}                            | sweep.values.rate
                    {values: {rate: []}}                            | sweep.values.rate
                    {values: {}}                                    | sweep.values
                    {values: {rate: [10, 20, 10]}}                  | sweep.values
                    {values: {rate: [10]}, cells: [{rate: 10}]}     | sweep.values
                    {repeats: 2}                                    | sweep.values
                    {cells: [{rate: 10}, {kind: limit}]}            | sweep.cells[1].kind
                    {cells: [{rate: 10}, {}]}                       | sweep.cells[1]
                    {cells: {rate: 10}}                             | sweep.cells
                    {values: {rate: [10]}, repeats: 21}             | sweep.repeats
                    {values: {rate: [10]}, repeats: 1.5}            | sweep.repeats
                    {values: {rate: [10]}, coolDown: 2h}            | sweep.coolDown
                    {values: {rate: [10]}, coolDown: 5}             | sweep.coolDown
                    {values: {rate: [10]}, order: random}           | sweep.order
                    """)
    void aMistakeInTheSectionIsReportedAtItsKey(String section, String field) {
        assertThat(errors("{kind: sweep, messages: 10, sweep: " + section + "}"))
                .extracting(FieldError::field)
                .containsExactly(field);
    }

    @Test
    void targetsAreADimensionThatChangesFirstAndHasNames() {
        SweepSpec sweep = valid("""
                kind: sweep
                messages: 10
                topic: orders
                sweep:
                  targets: {old: 'a:1,b:1', kafka-4.2: 'c:1'}
                  values: {producer.acks: [1, all]}
                """);

        assertThat(sweep.cells().stream().map(cell -> SweepCell.phrase(cell.values())))
                .containsExactly(
                        "producer.acks=1, targets=old",
                        "producer.acks=1, targets=kafka-4.2",
                        "producer.acks=all, targets=old",
                        "producer.acks=all, targets=kafka-4.2");
        assertThat(sweep.cells().stream()
                        .map(cell -> cell.spec().topic().cluster().orElseThrow()))
                .containsExactly("a:1,b:1", "c:1", "a:1,b:1", "c:1");
        assertThat(sweep.cells())
                .allSatisfy(cell -> assertThat(cell.spec().topic().name()).isEqualTo("orders"));
        assertThat(sweep.keys()).containsExactly("producer.acks", "targets");
        assertThat(sweep.matrix()).isTrue();
        JsonMapper json = JsonMapper.shared();
        assertThat(json.readValue(json.writeValueAsString(sweep), SweepSpec.class))
                .isEqualTo(sweep);
    }

    @Test
    void targetsAloneAreEnough() {
        SweepSpec sweep = valid("{kind: sweep, messages: 10, sweep: {targets: {a: 'a:1', b: 'b:1'}}}");

        assertThat(sweep.cells().stream().map(cell -> cell.spec().name()))
                .containsExactly("sweep: targets=a", "sweep: targets=b");
        assertThat(sweep.matrix()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {targets: {a: 'a:1'}}                                                  | sweep.targets
                    {targets: {a: 'a:1', b: 'b:1', c: 'c:1', d: 'd:1', e: 'e:1', f: 'f:1'}} | sweep.targets
                    {targets: ['a:1', 'b:1']}                                              | sweep.targets
                    {targets: {a: 'a:1', 'b b': 'b:1'}}                                    | sweep.targets
                    {targets: {a: 'a:1', b: b}}                                            | sweep.targets.b
                    {targets: {a: 'a:1', b: 1}}                                            | sweep.targets.b
                    {targets: {a: 'a:1', b: 'a:1'}}                                        | sweep.targets.b
                    {targets: {a: 'a:1', b: 'b:1'}, cells: [{rate: 10}]}                   | sweep.values
                    {targets: {a: 'a:1', b: 'b:1'}, values: {topic.cluster: ['c:1']}}      | sweep.targets
                    {values: {targets: [a, b]}}                                            | sweep.values.targets
                    """)
    void aMistakeInTheTargetsIsReportedAtItsKey(String section, String field) {
        assertThat(errors("{kind: sweep, messages: 10, sweep: " + section + "}"))
                .extracting(FieldError::field)
                .containsExactly(field);
    }

    @Test
    void targetsContradictAClusterInTheSpec() {
        assertThat(errors(
                        "{kind: sweep, messages: 10, topic: {cluster: 'c:1'}, sweep: {targets: {a: 'a:1', b: 'b:1'}}}"))
                .containsExactly(new FieldError(
                        "sweep.targets", "sets topic.cluster of each cell; remove that key from the spec"));
    }

    @Test
    void theNumberOfRunsIsBounded() {
        String values = "{rate: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], producer.lingerMs: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}";

        assertThat(valid("{kind: sweep, messages: 10, sweep: {repeats: 2, values: " + values + "}}")
                        .runs())
                .isEqualTo(200);
        assertThat(errors("{kind: sweep, messages: 10, sweep: {repeats: 3, values: " + values + "}}"))
                .extracting(FieldError::field)
                .containsExactly("sweep.values");
        assertThat(errors("{kind: sweep, messages: 10, sweep: {repeats: 2, targets: {a: 'a:1', b: 'b:1'}, values: "
                        + values + "}}"))
                .extracting(FieldError::field)
                .containsExactly("sweep.targets");
    }

    @Test
    void cellsThatCreateATopicDifferentlyMustDeleteIt() {
        String values = "sweep: {values: {topic.partitions: [1, 6]}}";

        assertThat(errors("{kind: sweep, messages: 10, " + values + "}"))
                .extracting(FieldError::field)
                .containsExactly("topic.delete");
        assertThat(valid("{kind: sweep, messages: 10, topic: {delete: after}, " + values + "}")
                        .cells())
                .hasSize(2);
        assertThat(valid("{kind: sweep, messages: 10, sweep: {cells: [{topic.name: a, topic.partitions: 1},"
                                + " {topic.name: b, topic.partitions: 6}]}}")
                        .cells())
                .hasSize(2);
        assertThat(valid("{kind: sweep, messages: 10, sweep: {cells: [{topic.cluster: 'a:1', topic.partitions: 1},"
                                + " {topic.cluster: 'b:1', topic.partitions: 6}]}}")
                        .cells())
                .hasSize(2);
    }

    @Test
    void theStoredFormIsReadBackAsTheSameSweep() {
        SweepSpec sweep = twoByThree();
        JsonMapper json = JsonMapper.shared();

        assertThat(json.readValue(json.writeValueAsString(sweep), SweepSpec.class))
                .isEqualTo(sweep);
        assertThatThrownBy(() -> SweepSpec.fromJson(json.readTree("{\"document\": {\"kind\": \"sweep\"}}")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSweepIsNoSpecOfARunAndARunIsNoSweep() {
        assertThat(SpecReader.readYaml("{kind: sweep, messages: 10, sweep: {values: {rate: [1]}}}"))
                .isInstanceOfSatisfying(
                        SpecResult.Invalid.class,
                        invalid -> assertThat(invalid.errors())
                                .extracting(FieldError::field)
                                .containsExactly("kind"));
        assertThat(errors("{messages: 10, sweep: {values: {rate: [1]}}}"))
                .extracting(FieldError::field)
                .containsExactly("kind");
        assertThat(errors("[1]")).hasSize(1);
        assertThat(errors("a: b: c")).hasSize(1);
    }

    @Test
    void theIdOfARunNamesItsSweepCellAndRepeat() {
        SweepRun run = new SweepRun("s-20261201-0202-abcde", 12, 3);

        assertThat(run.id()).isEqualTo("s-20261201-0202-abcde-c12-r3");
        assertThat(SweepRun.isId(run.id())).isTrue();
        assertThat(SweepRun.isId("s-20261201-0202-abcde")).isFalse();
        assertThat(SweepRun.isId("r-20261201-0202-abcde")).isFalse();
    }
}
