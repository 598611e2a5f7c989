package klt.common.spec;

import static klt.common.spec.Specs.valid;
import static klt.common.spec.Specs.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import klt.common.schedule.LoadChange;
import klt.common.spec.load.StageSizes;
import klt.common.spec.load.StageSizes.SequenceRange;
import klt.common.spec.message.Payload;
import klt.common.spec.message.size.SizeRange;
import klt.common.spec.message.size.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageSizesTest {

    private static final long SECOND = 1_000_000_000;

    private static final Sizes SMALL = new Sizes.Fixed(300);
    private static final Sizes LARGE = new Sizes.Fixed(4_096);
    private static final Sizes ANY = new Sizes.Uniform(500, 700);

    /** 100 messages, 200, none, 200 and 50. */
    private static final String STAGES = """
            {warmup: 0s, payload: {size: 300}, load: {stages: [
              {duration: 0s, target: 10},
              {duration: 10s, target: 10},
              {steps: {from: 20, by: 0, times: 2, hold: 5s}, size: 4KiB},
              {pause: 5s},
              {duration: 10s, target: 20, size: '{uniform: {min: 500, max: 700}}', name: last},
              {spike: {base: 10, peak: 11, rise: 0s, hold: 5s, fall: 0s}, size: 4096}]}}""";

    private static StageSizes sizes(RunSpec spec, LoadChange... changes) {
        return spec.message()
                .payload()
                .stageSizes(spec.load(), List.of(changes))
                .orElseThrow();
    }

    @Test
    void aMessageHasTheSizeOfItsStage() {
        assertThat(sizes(valid(STAGES)).ranges())
                .containsExactly(
                        new SequenceRange(0, SMALL),
                        new SequenceRange(100, LARGE),
                        new SequenceRange(300, SMALL),
                        new SequenceRange(300, ANY),
                        new SequenceRange(500, LARGE));
    }

    @Test
    void aChangeOfTheRateMovesTheSizesWithTheStages() {
        LoadChange faster = new LoadChange(5 * SECOND, 5 * SECOND, Optional.of(100.0), 1);
        LoadChange doubled = new LoadChange(25 * SECOND, 25 * SECOND, Optional.empty(), 2);

        assertThat(sizes(valid(STAGES), faster, doubled).ranges())
                .containsExactly(
                        new SequenceRange(0, SMALL),
                        new SequenceRange(550, LARGE),
                        new SequenceRange(1_550, SMALL),
                        new SequenceRange(2_050, ANY),
                        new SequenceRange(2_450, LARGE));
    }

    @Test
    void aSkipEndsTheSizeOfItsStage() {
        LoadChange skip = new LoadChange(5 * SECOND, 10 * SECOND, Optional.empty(), 1);

        assertThat(sizes(valid(STAGES), skip).ranges())
                .startsWith(new SequenceRange(0, SMALL), new SequenceRange(50, LARGE), new SequenceRange(250, SMALL));
    }

    @Test
    void aRepetitionRepeatsTheSizes() {
        RunSpec spec = valid("load: {repeat: 2, stages: [{steps: {from: 1, by: 0, times: 1, hold: 9s}, size: 300},"
                + " {steps: {from: 1, by: 0, times: 1, hold: 9s}}]}");

        assertThat(sizes(spec).ranges()).extracting(SequenceRange::from).containsExactly(0L, 9L, 18L, 27L);
    }

    @Test
    void withoutASizeInAStageThereIsOneSize() {
        RunSpec spec = valid("{payload: {size: 300}, load: {stages: '10s:10,1m:5'}}");

        assertThat(sizes(spec).ranges()).containsExactly(new SequenceRange(0, SMALL));
        assertThat(spec.message().payload().sizes(spec.load())).contains(new SizeRange(300, 300, 300));
    }

    @Test
    void theFormatMayDetermineTheSize() {
        RunSpec spec = valid("{messages: 1, payload: {format: hex, hex: 'ff'}}");

        assertThat(spec.message().payload().stageSizes(spec.load(), List.of())).isEmpty();
        assertThat(spec.message().payload().maxBytes(spec.load())).contains(1);
    }

    @Test
    void theAverageIsThatOfTheMessages() {
        RunSpec spec = valid(STAGES);
        Payload payload = spec.message().payload();

        assertThat(payload.maxBytes(spec.load())).contains(4_096);
        assertThat(payload.sizes(spec.load()).orElseThrow().min()).isEqualTo(300);
        assertThat(payload.averageBytes(spec.load()).orElseThrow())
                .isCloseTo((100 * 300 + 200 * 4_096 + 200 * 600 + 55 * 4_096) / 555.0, within(1e-6));
    }

    @Test
    void stagesThatAreNotReachedDoNotCountInTheAverage() {
        RunSpec spec = valid(STAGES.replace("{warmup", "{messages: 200, warmup"));

        assertThat(spec.message().payload().averageBytes(spec.load()).orElseThrow())
                .isCloseTo((300 + 4_096) / 2.0, within(1e-6));
        assertThat(spec.message().payload().maxBytes(spec.load())).contains(4_096);
    }

    @Test
    void theHighestThroughputIsThatOfAStage() {
        RunSpec spec = valid("{key: {kind: single}, payload: {size: 1000, tombstones: 0.5}, load: {stages:"
                + " [{duration: 9s, target: 100, size: 300}, {duration: 9s, target: 10},"
                + " {duration: 9s, target: 10, size: 9000}]}}");
        Payload payload = spec.message().payload();

        // the second stage begins at the rate of the first
        assertThat(payload.peakBytesPerSecond(spec.load(), 0)).contains(100 * 500.0);
        assertThat(payload.peakBytesPerSecond(spec.load(), 100)).contains(100 * 600.0);
        RunSpec max = valid("{messages: 1, rate: max}");
        assertThat(max.message().payload().peakBytesPerSecond(max.load(), 0)).isEmpty();
    }

    @Test
    void theSizesAreWrittenAsTheyWereRead() {
        RunSpec spec = valid(STAGES);

        assertThat(RunSpec.fromJson(spec.toJson())).isEqualTo(spec);
        assertThat(spec.toJson().at("/load/stages/2/size").asInt()).isEqualTo(4_096);
        assertThat(spec.toJson().at("/load/stages/4/size/uniform/max").asInt()).isEqualTo(700);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{load: {stages: [{duration: 5s, target: 1, size: -1}]}}                                   | load.stages[0].size",
                "{load: {stages: [{duration: 5s, target: 1, size: {uniform: {min: 5, max: 1}}}]}} | load.stages[0].size.uniform.max",
                "{load: {stages: [{sine: {mean: 5, amplitude: 5, period: 1s, duration: 5s, size: 500}}]}}  | load.stages[0].sine.size",
                "{load: {stages: [{duration: 5s, target: 1}, {pause: 5s, size: 500}]}}                     | load.stages[1].size",
                "{load: {stages: [{duration: 0s, target: 1, size: 500}, {duration: 5s, target: 1}]}}       | load.stages[0].size",
                "{load: {stages: [{duration: 5s, target: 1}, {duration: 5s, target: 1, size: 255}]}}       | load.stages[1].size",
                "{payload: {format: file, file: a}, load: {stages: [{duration: 5s, target: 1, size: 500}]}} | load.stages[0].size",
                "{payload: {format: 5}, load: {stages: [{duration: 5s, target: 1, size: 5}]}}              | payload.format",
                "{producer: {bufferMemory: 1MB}, load: {stages: [{duration: 5s, target: 1, size: 1MB}]}}   | producer.bufferMemory",
                "{payload: {size: 2MB}, producer: {bufferMemory: 1MB}, load: {stages: [{duration: 5s, target: 1, size: 1kB}]}}"
                        + " | ''",
                "{payload: {format: raw}, load: {stages: [{duration: 5s, target: 1, size: 0}]}}            | ''"
            })
    void aMistakeIsReportedAtItsPlace(String yaml, String field) {
        assertThat(String.join(", ", wrongFields(yaml))).isEqualTo(field);
    }
}
