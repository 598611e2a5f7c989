package klt.common.spec;

import static klt.common.spec.Specs.valid;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import klt.common.schedule.Stage;
import klt.common.schedule.Stage.Sine.StartAt;
import klt.common.spec.input.FieldError;
import klt.common.spec.load.Extent;
import klt.common.spec.load.Rate;
import klt.common.spec.objective.Objective;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StagesTest {

    private static final String EVERY_KIND = """
            load:
              arrivals: poisson
              repeat: 3
              stages:
                - {duration: 2m, target: 10k}
                - {duration: 10m, target: 10k, name: plateau}
                - {steps: {from: 10k, by: 5k, times: 4, hold: 1m, ramp: 10s}}
                - {steps: {from: 100, by: -12.5, times: 9, hold: 1s}, name: down}
                - {spike: {base: 5k, peak: 50k, rise: 5s, hold: 20s, fall: 5s}}
                - {sine: {mean: 10k, amplitude: 4k, period: 10m, startAt: mean-down, duration: 1h}}
                - {pause: 10s}
                - {duration: 0s, target: 0.5}
            """;

    private static final List<Stage> STAGES = List.of(
            new Stage.Linear(Optional.empty(), Optional.empty(), Duration.ofMinutes(2), 10_000),
            new Stage.Linear(Optional.of("plateau"), Optional.empty(), Duration.ofMinutes(10), 10_000),
            new Stage.Steps(
                    Optional.empty(),
                    Optional.empty(),
                    10_000,
                    5_000,
                    4,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10)),
            new Stage.Steps(Optional.of("down"), Optional.empty(), 100, -12.5, 9, Duration.ofSeconds(1), Duration.ZERO),
            new Stage.Spike(
                    Optional.empty(),
                    Optional.empty(),
                    5_000,
                    50_000,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(5)),
            new Stage.Sine(
                    Optional.empty(),
                    Optional.empty(),
                    10_000,
                    4_000,
                    Duration.ofMinutes(10),
                    StartAt.MEAN_DOWN,
                    Duration.ofHours(1)),
            new Stage.Pause(Optional.empty(), Duration.ofSeconds(10)),
            new Stage.Linear(Optional.empty(), Optional.empty(), Duration.ZERO, 0.5));

    @Test
    void everyKindOfStageIsReadAndWritten() {
        RunSpec spec = valid(EVERY_KIND);

        assertThat(spec.load().rate()).isEqualTo(new Rate.Staged(STAGES, 3));
        assertThat(RunSpec.fromJson(spec.toJson())).isEqualTo(spec);
    }

    @Test
    void theStagesSayHowLongTheRunIs() {
        RunSpec spec = valid("load: {stages: [{duration: 10s, target: 100}, {duration: 20s, target: 100}], repeat: 2}");

        assertThat(spec.load().extent()).isEqualTo(new Extent.Timed(Duration.ofMinutes(1)));
        // 10 s from 0 to 100, and from then on 100
        assertThat(spec.load().messages()).hasValue(500 + 5_000L);
        assertThat(spec.load().warmup()).isEqualTo(Duration.ofSeconds(6));
        // the first 6 s of the first ramp, with 180 messages, are warm-up
        assertThat(spec.load().measuredRate()).hasValue((5_500 - 180) / 54.0);
        assertThat(spec.objectives()).contains(Objective.parse("rate>=99%"));
    }

    @Test
    void aNumberOfMessagesEndsTheStagesEarly() {
        RunSpec spec = valid("{messages: 300, load: {stages: '0s:100,10s:100'}}");

        assertThat(spec.load().extent()).isEqualTo(new Extent.Messages(300));
        assertThat(spec.load().seconds()).hasValue(3.0);
        assertThat(RunSpec.fromJson(spec.toJson())).isEqualTo(spec);
    }

    @Test
    void aTextIsShortForStagesWithATarget() {
        assertThat(valid("load: {stages: '2m:10k, 10m:10k,0s:20k'}").load().rate())
                .isEqualTo(new Rate.Staged(
                        List.of(
                                new Stage.Linear(Optional.empty(), Optional.empty(), Duration.ofMinutes(2), 10_000),
                                new Stage.Linear(Optional.empty(), Optional.empty(), Duration.ofMinutes(10), 10_000),
                                new Stage.Linear(Optional.empty(), Optional.empty(), Duration.ZERO, 20_000)),
                        1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{stages: []}                                        | load.stages",
                "{stages: 5}                                         | load.stages",
                "{stages: 10m}                                       | load.stages",
                "{stages: '10m:1:2'}                                 | load.stages",
                "{stages: ['10m:1']}                                 | load.stages[0]",
                "{stages: '10m:10k,2x:5'}                            | load.stages[1].duration",
                "{stages: '10m:10k,2m:max'}                          | load.stages[1].target",
                "{stages: [{duration: 2m}]}                          | load.stages[0].target",
                "{stages: [{target: -1}]}                            | load.stages[0].duration, load.stages[0].target",
                "{stages: [{duration: 31d, target: 1}]}              | load.stages[0].duration",
                "{stages: [{duration: 2m, target: 1, tarket: 5}]}    | load.stages[0].tarket",
                "{stages: [{pause: 0s}]}                             | load.stages[0].pause",
                "{stages: [{pause: 5s, duration: 5s}]}               | load.stages[0].duration",
                "{stages: [{steps: 5}]}                              | load.stages[0].steps",
                "{stages: [{steps: {}}]}                             | load.stages[0].steps.from, "
                        + "load.stages[0].steps.by, load.stages[0].steps.times, load.stages[0].steps.hold",
                "{stages: [{steps: {from: 5, by: -3, times: 3, hold: 1s}}]}     | load.stages[0].steps.by",
                "{stages: [{steps: {from: 1, by: 1, times: 1001, hold: 1s}}]}   | load.stages[0].steps.times",
                "{stages: [{spike: {base: 5, peak: 5, rise: 1s, hold: 1s, fall: 0s}}]} | load.stages[0].spike.peak",
                "{stages: [{sine: {mean: 5, amplitude: 6, period: 1s, duration: 5s}}]} | load.stages[0].sine.amplitude",
                "{stages: [{sine: {mean: 5, amplitude: 5, period: 8d, duration: 5s}}]} | load.stages[0].sine.period",
                "{stages: '500ms:5'}                                 | load.stages",
                "{stages: '20d:5', repeat: 2}                        | load.stages",
                "{stages: '5m:0'}                                    | load.stages",
                "{stages: '0s:100M,3h:100M'}                         | load.stages",
                "{stages: [{steps: {from: 1, by: 1, times: 1000, hold: 1s, ramp: 1s}}], repeat: 10} | load.stages",
                "{stages: '5m:5', repeat: 0}                         | load.repeat",
                "{stages: '5m:5', arrivals: pareto}                  | load.arrivals"
            })
    void aMistakeIsReportedAtItsPlace(String load, String fields) {
        assertThat(mistakes("{load: " + load + "}")).isEqualTo(fields.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{duration: 5m, load: {stages: '5m:5'}}              | duration",
                "{rate: 5, load: {stages: '5m:5'}}                   | rate",
                "{rate: max, duration: 5m, load: {stages: '5m:5'}}   | duration, rate",
                "{messages: 1000, load: {stages: '10s:5'}}           | messages",
                "{load: {arrivals: poisson, stages: '10s:0.001,1s:0.1'}} | load.stages",
                "{duration: 1s, rate: 0.001, load: {arrivals: poisson}} | duration",
                "{duration: 5m, load: {repeat: 2}}                   | load.repeat",
                "{load: {arrivals: poisson}}                         | messages",
                "{duration: 5m, rate: max, load: {arrivals: poisson}}| load.arrivals",
                "{load: {stages: '10s:5'}, warmup: 10s}              | warmup"
            })
    void contradictionsAreReported(String yaml, String fields) {
        assertThat(mistakes(yaml)).isEqualTo(fields.strip());
    }

    private static String mistakes(String yaml) {
        return switch (SpecReader.readYaml(yaml)) {
            case SpecResult.Valid valid -> "none: " + valid.spec();
            case SpecResult.Invalid invalid ->
                invalid.errors().stream().map(FieldError::field).collect(Collectors.joining(", "));
        };
    }
}
