package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The load of every kind of stage is as planned, second by second. */
@Tag("fault")
class StagedLoadIT {

    private static final Duration RUN_MAX = Duration.ofMinutes(3);

    /** of the messages that a second should have; larger where the machine is shared */
    private static final double ERROR_MAX = Double.parseDouble(System.getProperty("rate.tolerance", "0.01"));

    /** fraction of a second's messages at the highest rate: a shared machine may stall for this long at the end of a stage */
    private static final double STAGE_ERROR_MAX = 0.2;

    /** A normally distributed number exceeds it in one of a million cases. */
    private static final double DEVIATIONS_MAX = 5;

    /** A shared machine may stall for fractions of a second, which moves messages to the next second. */
    private static final double SECONDS_WITHIN = 0.8;

    @TempDir
    Path folder;

    @Test
    void everyKindOfStageIsSentAsPlanned() throws Exception {
        isSentAsPlanned(1_000, 3, "uniform");
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({
        "10, 1, uniform",
        "10, 3, uniform",
        "100, 1, uniform",
        "100, 3, uniform",
        "1000, 1, uniform",
        "1000, 3, poisson",
        "10000, 1, uniform",
        "10000, 3, uniform"
    })
    void everyKindOfStageIsSentAsPlannedAtOtherRates(int rate, int workers, String arrivals) throws Exception {
        isSentAsPlanned(rate, workers, arrivals);
    }

    private void isSentAsPlanned(int rate, int workers, String arrivals) throws Exception {
        Path spec = Files.writeString(folder.resolve("spec.yaml"), spec(rate, arrivals));
        Path report = folder.resolve("report.json");
        try (Command run =
                Command.start("run", spec.toString(), "--workers=" + workers, "--verify", "--json=" + report)) {
            // on a busy machine, the figures need not be valid
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isIn(Command.COMPLETE);
        }

        JsonNode document = JsonMapper.shared().readTree(report.toFile());
        assertThat(document.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        assertThat(document.at("/messages/acked").asLong())
                .isEqualTo(document.at("/messages/planned").asLong());
        hasTheMessagesOfEachStage(document.at("/stages"), rate, arrivals);
        if (arrivals.equals("uniform")) {
            // 1.5 + 2 + 2.25 + 3.2 + 4 + 1.2 seconds at the highest rate
            assertThat(document.at("/messages/planned").asLong()).isEqualTo((long) Math.ceil(14.15 * rate));
            hasTheTargetOfEachSecond(document.at("/series"), rate);
        }
    }

    private static String spec(int rate, String arrivals) {
        return String.format(Locale.ROOT, """
                warmup: 0s
                objectives: []
                load:
                  arrivals: %2$s
                  stages:
                    - {duration: 3s, target: %1$d}
                    - {duration: 2s, target: %1$d, name: plateau}
                    - {steps: {from: %3$s, by: %4$s, times: 3, hold: 1s}}
                    - {spike: {base: %5$s, peak: %1$d, rise: 1s, hold: 2s, fall: 1s}}
                    - {sine: {mean: %3$s, amplitude: %3$s, period: 4s, startAt: mean-up, duration: 8s}}
                    - {pause: 2s}
                    - {duration: 0s, target: %6$s}
                    - {duration: 4s, target: %6$s}
                """, rate, arrivals, rate * 0.5, rate * 0.25, rate * 0.2, rate * 0.3);
    }

    /** What the stages of {@link #spec} send, computed here from their description; a freeze moves messages only to the next second. */
    private static void hasTheMessagesOfEachStage(JsonNode results, int rate, String arrivals) {
        // first second, length and messages at a rate of 1 of each stage, and of each level of the staircase
        double[][] stages = {
            {0, 3, 1.5},
            {3, 2, 2},
            {5, 1, 0.5},
            {6, 1, 0.75},
            {7, 1, 1},
            {8, 4, 3.2},
            {12, 8, 4},
            {20, 2, 0},
            {22, 4, 1.2}
        };
        assertThat(results).hasSize(stages.length);
        for (int k = 0; k < stages.length; k++) {
            JsonNode result = results.get(k);
            assertThat(result.at("/second").asInt()).isEqualTo((int) stages[k][0]);
            assertThat(result.at("/seconds").asInt()).isEqualTo((int) stages[k][1]);
            double planned = stages[k][2] * rate;
            double chance = arrivals.equals("poisson") ? DEVIATIONS_MAX * Math.sqrt(planned) : 0;
            assertThat(result.at("/sent").asDouble())
                    .as("sent in %s", result.at("/name"))
                    .isBetween(
                            planned - chance - STAGE_ERROR_MAX * rate - 1,
                            planned + chance + STAGE_ERROR_MAX * rate + 1);
        }
        assertThat(results.at("/1/name").asString()).isEqualTo("plateau");
        assertThat(results.at("/4/level").asInt()).isEqualTo(2);
        assertThat(results.at("/5/recovery/baselineP99").asLong()).isPositive();
    }

    private static void hasTheTargetOfEachSecond(JsonNode series, int rate) {
        List<Double> errors = new ArrayList<>();
        for (JsonNode row : series) {
            // a message may be due in either second
            double beyond = Math.max(
                    0, Math.abs(row.at("/sent").asDouble() - row.at("/target").asDouble()) - 1);
            errors.add(beyond / Math.max(row.at("/target").asDouble(), rate * 0.1));
        }
        Collections.sort(errors);
        assertThat(errors).hasSizeGreaterThanOrEqualTo(25);
        assertThat(errors.get((int) (errors.size() * SECONDS_WITHIN)))
                .as("sent against planned, each second, as a fraction: " + errors)
                .isLessThanOrEqualTo(ERROR_MAX);
    }
}
