package klt.worker.produce.payload;

import static klt.worker.TestRuns.SHARDS;
import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import klt.common.schedule.LoadChange;
import klt.common.spec.RunSpec;
import klt.common.spec.load.StageSizes;
import klt.worker.TestRuns;
import klt.worker.produce.message.PayloadWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagedPayloadTest {

    private static final long SECOND = 1_000_000_000;

    /** 1,000 messages in each. */
    private static final String STAGES =
            "payload: {format: %s, size: 300}, load: {stages: [{duration: 0s, target: 100},"
                    + " {duration: 10s, target: 100}, {duration: 10s, target: 100, size: 4KiB},"
                    + " {duration: 10s, target: 100, size: {uniform: {min: 400, max: 4KiB}}}, {pause: 1s},"
                    + " {duration: 10s, target: 100, size: 4KiB}]}";

    private static RunSpec run(String format) {
        return spec("{" + String.format(STAGES, format) + "}");
    }

    private static String value(PayloadWriter writer, long sequence) {
        writer.write(sequence, 0, 0);
        return new String(writer.value(), StandardCharsets.ISO_8859_1);
    }

    private static StageSizes sizes(RunSpec spec, LoadChange... changes) {
        return spec.message()
                .payload()
                .stageSizes(spec.load(), List.of(changes))
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "raw"})
    void aValueHasTheSizeOfItsStage(String format) {
        PayloadWriter writer = TestRuns.payload(run(format));

        assertThat(value(writer, 0)).hasSize(300);
        assertThat(value(writer, 999)).hasSize(300);
        assertThat(value(writer, 1_000)).hasSize(4_096);
        assertThat(value(writer, 2_500)).hasSizeBetween(400, 4_095);
        assertThat(value(writer, 3_000)).hasSize(4_096);
        assertThat(value(writer, 3_999)).hasSize(4_096);
        // a repair
        assertThat(value(writer, 5)).hasSize(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "raw"})
    void workersSendTheSameHoweverTheShardsAreSplit(String format) {
        RunSpec spec = run(format);
        PayloadWriter alone = TestRuns.payload(spec);
        List<String> expected =
                LongStream.range(0, 4_000).mapToObj(n -> value(alone, n)).toList();
        Random random = new Random(7);

        for (int workers : new int[] {2, 3, 7}) {
            List<PayloadWriter> writers = new ArrayList<>();
            for (int w = 0; w < workers; w++) {
                writers.add(TestRuns.payload(spec));
            }
            List<Integer> shards = new ArrayList<>(TestRuns.ALL);
            Collections.shuffle(shards, random);
            String[] sent = new String[4_000];
            for (int shard : shards) {
                // from some sequence on another worker has the shard
                int moved = random.nextInt(4_000);
                int first = random.nextInt(workers);
                int second = random.nextInt(workers);
                for (int n = shard; n < 4_000; n += SHARDS) {
                    sent[n] = value(writers.get(n < moved ? first : second), n);
                }
            }
            assertThat(Arrays.asList(sent)).isEqualTo(expected);
        }
    }

    @Test
    void aChangeOfTheLoadMovesTheSizes() {
        RunSpec spec = run("raw");
        PayloadWriter writer = TestRuns.payload(spec);
        writer.write(600, 0, 0);

        writer.follow(sizes(spec, new LoadChange(5 * SECOND, 10 * SECOND, Optional.empty(), 1)));

        assertThat(value(writer, 499)).hasSize(300);
        assertThat(value(writer, 600)).hasSize(4_096);
        assertThat(value(writer, 1_499)).hasSize(4_096);
        assertThat(value(writer, 3_499)).hasSize(4_096);
    }

    @Test
    void aRateDuringAPauseHasMessagesOfTheDefaultSize() {
        RunSpec spec = run("raw");
        PayloadWriter writer = TestRuns.payload(spec);

        writer.follow(sizes(spec, new LoadChange(30 * SECOND, 30 * SECOND, Optional.of(100.0), 1)));

        assertThat(value(writer, 3_099)).hasSize(300);
        assertThat(value(writer, 3_100)).hasSize(4_096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "raw"})
    void theChecksumIsThatOfTheWholeValue(String format) {
        PayloadWriter writer = TestRuns.payload(run(format));

        for (long n : new long[] {1, 1_001, 2_001, 2, 3_001, 1_002}) {
            byte[] value = value(writer, n).getBytes(StandardCharsets.ISO_8859_1);
            CRC32C whole = new CRC32C();
            whole.update(value);
            assertThat(writer.after(new CRC32C())).isEqualTo((int) whole.getValue());
        }
    }

    @Test
    void aTombstoneHasNoSize() {
        RunSpec spec = spec("{key: {kind: random}, "
                + String.format(STAGES, "raw").replace("size: 300", "size: 300, tombstones: 0.5") + "}");
        PayloadWriter writer = TestRuns.payload(spec);
        writer.follow(sizes(spec, new LoadChange(5 * SECOND, 10 * SECOND, Optional.empty(), 1)));
        int values = 0;

        for (long n = 500; n < 1_500; n++) {
            writer.write(n, 0, 0);
            if (writer.value() != null) {
                values++;
                assertThat(writer.value()).hasSize(4_096);
            }
        }
        assertThat(values).isBetween(400, 600);
    }

    @Test
    void thePreparationKnowsTheLargestAndTheAverageSize() {
        Payloads payloads = TestRuns.payloads(run("json"));

        assertThat(payloads.bytesMax()).isEqualTo(4_096);
        assertThat(payloads.bytesAverage()).isEqualTo((300 + 2 * 4_096 + 2_248) / 4.0);
    }

    @Test
    void aWarmUpHasTheSizesOfAllStages() {
        assertThat(TestRuns.payloads(run("json")).stageSizes(100).orElseThrow().ranges())
                .extracting(StageSizes.SequenceRange::from)
                .containsExactly(0L, 25L, 50L, 75L, 75L);
    }
}
