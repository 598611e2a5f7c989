package klt.common.spec;

import static klt.common.spec.Specs.mistakes;
import static klt.common.spec.Specs.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in what messages consist of, each with its field. */
class MessageMistakesTest {

    @Test
    void aKeyThatHasNoEffectIsAMistake() {
        assertThat(wrongFields("{messages: 1, key: {cardinality: 10}}")).containsExactly("key.cardinality");
        assertThat(wrongFields("{messages: 1, key: {kind: single, cardinality: 10}}"))
                .containsExactly("key.cardinality");
        assertThat(wrongFields("{messages: 1, key: {kind: random, exponent: 1, hotDataFraction: 0.1}}"))
                .containsExactlyInAnyOrder("key.exponent", "key.hotDataFraction");
        assertThat(wrongFields("{messages: 1, key: {kind: zipf, hotOperationFraction: 0.1}}"))
                .containsExactly("key.hotOperationFraction");
        assertThat(wrongFields("{messages: 1, key: {kind: zpif, cardinality: 10, exponent: 2}}"))
                .containsExactly("key.kind");
        assertThat(wrongFields("{messages: 1, key: {kind: hotset, cardinality: 1}}"))
                .containsExactly("key.cardinality");
        assertThat(mistakes(SpecReader.readYaml("{messages: 1, key: {cardinality: 10}}"))
                        .getFirst()
                        .message())
                .isEqualTo("has no effect without key.kind random, zipf or hotset; remove it or set that");
    }

    @Test
    void fractionsAndExponentsHaveLimits() {
        assertThat(wrongFields("{messages: 1, key: {kind: hotset, hotDataFraction: -0.1, hotOperationFraction: 1.1}}"))
                .containsExactlyInAnyOrder("key.hotDataFraction", "key.hotOperationFraction");
        assertThat(wrongFields("{messages: 1, key: {kind: zipf, exponent: 11, cardinality: 0}}"))
                .containsExactlyInAnyOrder("key.exponent", "key.cardinality");
        assertThat(wrongFields("{messages: 1, seed: -1}")).containsExactly("seed");
        assertThat(mistakes(SpecReader.readYaml("{messages: 1, key: {kind: zipf, exponent: steep}}"))
                        .getFirst()
                        .message())
                .isEqualTo("takes a number from 0.01 to 10, not \"steep\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{uniform: {min: 300, max: 200}} | payload.size.uniform.max",
                "{uniform: {min: x, max: -1, step: 5}} | payload.size.uniform.min payload.size.uniform.max payload.size.uniform.step",
                "{uniform: {min: 300}} | payload.size.uniform.max",
                "{uniform: 5} | payload.size.uniform",
                "{flat: {min: 300, max: 400}} | payload.size",
                "{uniform: {min: 300, max: 400}, normal: {}} | payload.size",
                "{} | payload.size",
                "{normal: {mean: 1MB, deviation: 1kB, min: 1kB, max: 2kB}} | payload.size.normal.mean",
                "{normal: {mean: 1.5kB, deviation: 1.1kB, min: 1kB, max: 2kB}} | payload.size.normal.deviation",
                "{normal: {mean: 300, deviation: 0, min: 300, max: 300}} | payload.size.normal.deviation",
                "{lognormal: {median: 300, sigma: 9, min: 300, max: 1MB}} | payload.size.lognormal.sigma",
                "{lognormal: {median: 300, sigma: 3, min: 300, max: 400}} | payload.size.lognormal.sigma",
                "{histogram: {}} | payload.size.histogram",
                "{histogram: {300-200: 1, 300-400: 0}} | payload.size.histogram['300-200'] payload.size.histogram['300-400']",
                "{histogram: {abc: 2}} | payload.size.histogram['abc']",
                "{histogram: {300-70MiB: 1}} | payload.size.histogram['300-70MiB']",
                "{histogram: {0-300: 1}} | payload.size",
                "'{uniform: {min: 300, max: 200}}' | payload.size.uniform.max"
            })
    void aDistributionOfSizesIsChecked(String size, String fields) {
        assertThat(wrongFields("{messages: 1, payload: {size: " + size + "}}"))
                .containsExactlyInAnyOrder(fields.split(" "));
    }

    @Test
    void theLargestValueFitsInTheBuffer() {
        assertThat(
                        wrongFields(
                                "{messages: 1, payload: {size: {uniform: {min: 300, max: 1MiB}}}, producer: {bufferMemory: 1MiB}}"))
                .containsExactly("producer.bufferMemory");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sticky | partitioner",
                "{kind: sticky, weights: [1]} | partitioner.kind",
                "key | partitioner",
                "{partition: 1, weights: [1]} | partitioner.partition partitioner.weights",
                "{kind: fixed, partition: 10000} | partitioner.partition",
                "{kind: fixed, partition: -1} | partitioner.partition",
                "weighted | partitioner",
                "{kind: weighted} | partitioner.weights",
                "{kind: weighted, weights: []} | partitioner.weights",
                "{kind: weighted, weights: [0, 0]} | partitioner.weights",
                "{kind: weighted, weights: [1, -1]} | partitioner.weights",
                "{kind: weighted, weights: [1, 0.5]} | partitioner.weights",
                "{kind: weighted, weights: [1, x]} | partitioner.weights",
                "{kind: weighted, weights: 5} | partitioner.weights"
            })
    void aPartitionerIsChecked(String partitioner, String fields) {
        assertThat(wrongFields("{messages: 1, partitioner: " + partitioner + "}"))
                .containsExactlyInAnyOrder(fields.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "payload: {tombstones: 0.1} | key.kind",
                "payload: {tombstones: 1.1}, key: {kind: single} | payload.tombstones",
                "payload: {compressibility: 0.5} | payload.compressibility",
                "payload: {compressibility: 2, format: raw} | payload.compressibility",
                "payload: {compressibility: 0.5, tombstones: 2, size: 1} | payload.compressibility payload.tombstones payload.size",
                "headers: {klt: x} | headers['klt']",
                "headers: {a: [1], '': x} | headers['a'] headers['']",
                "headers: [a] | headers",
                "headers: a | headers"
            })
    void valuesAndHeadersAreChecked(String keys, String fields) {
        assertThat(wrongFields("{messages: 1, " + keys + "}")).containsExactlyInAnyOrder(fields.split(" "));
    }

    @Test
    void headersHaveLimits() {
        String twenty = IntStream.range(0, 20).mapToObj(i -> "h" + i + ": x").collect(Collectors.joining(", "));

        assertThat(wrongFields("{messages: 1, headers: {" + twenty + "}}")).isEmpty();
        assertThat(wrongFields("{messages: 1, headers: {" + twenty + ", more: x}}"))
                .containsExactly("headers");
        assertThat(wrongFields("{messages: 1, headers: {" + "n".repeat(100) + ": " + "v".repeat(1_000) + "}}"))
                .isEmpty();
        assertThat(wrongFields("{messages: 1, headers: {a: " + "v".repeat(1_001) + "}}"))
                .containsExactly("headers['a']");
        assertThat(wrongFields("{messages: 1, headers: {" + "n".repeat(101) + ": x}}"))
                .hasSize(1);
    }
}
