package klt.controller.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.common.code.Args;
import klt.common.spec.RunSpec;
import klt.controller.core.CoreHarness;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryCheckTest {

    private static List<Finding> memory(String more, long heapMiB) {
        return Preflight.ofWorkers(
                PreflightHarness.spec(more),
                List.of(new WorkerMemory("large", 8L << 30), new WorkerMemory("small", heapMiB << 20)));
    }

    @Test
    void aBufferThatTheSmallestWorkerCannotHoldIsRefused() {
        List<Finding> findings =
                memory(", rate: max, messages: 1M, payload: {size: 100KiB}, producer: {bufferMemory: 2GiB}", 256);

        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().refuses()).isTrue();
        assertThat(findings.getFirst().code()).isEqualTo(Code.WORKER_MEMORY);
        Args args = findings.getFirst().args();
        assertThat(args.get("worker")).contains("small");
        assertThat(args.get("heapBytes")).contains(256L << 20);
        assertThat(args.get("fittingBytes")).contains(178L << 20);
        assertThat(args.get("producers")).isEmpty();
    }

    @Test
    void theBufferThatFitsIsThatOfOneProducer() {
        Finding finding = memory(
                        ", rate: max, messages: 1M, payload: {size: 100KiB}, producer: {bufferMemory: 2GiB, perWorker: 4}",
                        256)
                .getFirst();

        assertThat(finding.args().get("fittingBytes")).contains(44L << 20);
        assertThat(finding.message()).contains("(producer.bufferMemory 2 GiB for each of 4 producers) and need");
    }

    /** The heap of the smallest worker holds the buffer, but not the histograms of the topics as well. */
    @Test
    void theResponseTimesOfSeveralTopicsCount() {
        assertThat(ofTopics("t")).isEmpty();
        assertThat(ofTopics("t{0..9}")).isEmpty();
        assertThat(ofTopics("t{0..99}"))
                .extracting(Finding::code, Finding::level)
                .containsExactly(tuple(Code.WORKER_MEMORY, Level.REFUSE));
    }

    private static List<Finding> ofTopics(String names) {
        RunSpec spec = CoreHarness.spec("{topic: '" + names
                + "', messages: 1M, rate: max, payload: {size: 100KiB}, producer: {bufferMemory: 160MiB}}");
        return Preflight.ofWorkers(spec, List.of(new WorkerMemory("small", 256 << 20)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // it cannot be filled: there are too few messages, or they expire before that
                "producer: {bufferMemory: 2GiB} | 256 |",
                "messages: 1000000, producer: {bufferMemory: 2GiB, deliveryTimeoutMs: 30005} | 256 |",
                "messages: 1M, rate: max | 256 |",
                // the messages' own objects count
                "messages: 100M, rate: max, payload: {format: raw, size: 10} | 256 | WARN",
                "payload: {size: 64MiB}, producer: {bufferMemory: 128MiB} | 256 | REFUSE",
                "messages: 1M, rate: max, payload: {size: 100KiB}, producer: {bufferMemory: 2GiB} | 4096 |",
                "messages: 1M, rate: max, payload: {size: 100KiB}, producer: {bufferMemory: 2GiB} | 0 |",
                // each producer has a buffer
                "messages: 1M, rate: max, payload: {size: 100KiB}, producer: {bufferMemory: 100MiB} | 256 |",
                "messages: 1M, rate: max, payload: {size: 100KiB}, producer: {bufferMemory: 100MiB, perWorker: 2} | 256 | REFUSE",
            })
    void whatMayWaitInTheBufferCounts(String more, long heapMiB, Level level) {
        assertThat(memory(", " + more, heapMiB))
                .extracting(Finding::level)
                .isEqualTo(level == null ? List.of() : List.of(level));
    }

    @Test
    void theArraysOfTheSizesOfStagesCount() {
        String stage = "{duration: 1s, target: 1, size: 4%dMiB}";
        String stages = IntStream.range(0, 8).mapToObj(stage::formatted).collect(Collectors.joining(", "));
        String run = "{topic: t, producer: {bufferMemory: 128MiB}, payload: {format: raw}, load: {stages: [%s]}}";

        assertThat(Preflight.ofWorkers(
                        CoreHarness.spec(run.formatted(stages)), List.of(new WorkerMemory("small", 1L << 30))))
                .extracting(Finding::code)
                .containsExactly(Code.WORKER_MEMORY);
        assertThat(Preflight.ofWorkers(
                        CoreHarness.spec(run.formatted(stage.formatted(7))),
                        List.of(new WorkerMemory("small", 1L << 30))))
                .isEmpty();
    }
}
