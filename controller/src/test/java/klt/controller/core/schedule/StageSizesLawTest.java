package klt.controller.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import klt.common.schedule.FireTimes;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import klt.common.spec.load.StageSizes;
import klt.common.spec.message.size.Sizes;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The size of each message is that of the stage in which it is due, whatever the load and its changes. */
@Execution(ExecutionMode.CONCURRENT)
class StageSizesLawTest {

    private static final long SECOND = 1_000_000_000;
    private static final int SCHEDULES = 50;
    private static final int CHANGES_MAX = 6;

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "poisson"})
    void eachMessageHasTheSizeOfTheStageInWhichItIsDue(String arrivals) {
        int messages = 0;
        int differing = 0;
        for (int seed = 0; seed < SCHEDULES; seed++) {
            Random random = new Random(seed);
            RunSpec spec = spec(random, arrivals);
            LoadSchedule schedule = changed(new LoadSchedule(spec.load(), List.of()), random);
            Sizes byDefault = spec.message().payload().values().payloadSize().orElseThrow();
            StageSizes sizes = StageSizes.of(spec.load(), schedule.changes(), byDefault);
            FireTimes times = schedule.fireTimes().orElseThrow();

            for (long n = 0; n < times.messages(); n++) {
                Sizes expected = schedule.stageAt(times.fireNanos(n))
                        .orElseThrow()
                        .stage()
                        .size()
                        .orElse(byDefault);
                assertThat(of(sizes, n))
                        .as("message %d of seed %d: %s %s", n, seed, spec.toJson(), schedule.changes())
                        .isEqualTo(expected);
                messages++;
                differing += expected.equals(byDefault) ? 0 : 1;
            }
        }
        assertThat(messages).isGreaterThan(SCHEDULES * 50);
        assertThat(differing).isBetween(messages / 10, messages * 9 / 10);
    }

    private static Sizes of(StageSizes sizes, long sequence) {
        Sizes last = sizes.ranges().getFirst().sizes();
        for (StageSizes.SequenceRange range : sizes.ranges()) {
            if (range.from() <= sequence) {
                last = range.sizes();
            }
        }
        return last;
    }

    private static RunSpec spec(Random random, String arrivals) {
        List<String> stages = new ArrayList<>();
        stages.add("{duration: 3s, target: 20}");
        int count = 1 + random.nextInt(6);
        for (int k = 0; k < count; k++) {
            String size = random.nextInt(3) == 0 ? "" : ", size: " + (300 + 100 * random.nextInt(4));
            stages.add(
                    switch (random.nextInt(5)) {
                        case 0 ->
                            "{duration: " + random.nextInt(1, 5_000) + "ms, target: " + random.nextInt(40) + size + "}";
                        case 1 ->
                            "{steps: {from: " + random.nextInt(10) + ", by: 7.5, times: 3, hold: 900ms, ramp: "
                                    + random.nextInt(500) + "ms}" + size + "}";
                        case 2 -> "{spike: {base: 3, peak: 50, rise: 1s, hold: 500ms, fall: 2s}" + size + "}";
                        case 3 -> "{sine: {mean: 20, amplitude: 20, period: 3s, duration: 4s}" + size + "}";
                        default -> "{pause: " + random.nextInt(1, 2_000) + "ms}";
                    });
        }
        String yaml = "{payload: {size: 1000}, seed: " + random.nextInt(1_000) + ", load: {arrivals: " + arrivals
                + ", repeat: " + random.nextInt(1, 4) + ", stages: " + stages + "}}";
        return ((SpecResult.Valid) SpecReader.readYaml(yaml)).spec();
    }

    /** As clients of the API change it, one request after another. */
    private static LoadSchedule changed(LoadSchedule planned, Random random) {
        LoadSchedule schedule = planned;
        int changes = random.nextInt(CHANGES_MAX + 1);
        long at = 0;
        for (int k = 0; k < changes; k++) {
            at += (long) (random.nextDouble() * 3 * SECOND);
            LoadRequest request = switch (random.nextInt(5)) {
                case 0 -> new LoadRequest.SetRate(random.nextInt(1, 60));
                case 1 -> new LoadRequest.Scale(random.nextDouble(0.1, 3));
                case 2 -> new LoadRequest.Pause();
                case 3 -> new LoadRequest.Resume();
                default -> new LoadRequest.SkipStage();
            };
            if (schedule.refusal(request, at).isEmpty()) {
                schedule = schedule.with(request, at);
            }
        }
        return schedule;
    }
}
