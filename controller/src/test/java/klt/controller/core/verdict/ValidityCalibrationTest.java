package klt.controller.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import klt.common.report.Verdict.Validity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often the validity is right, over simulated runs: 100 with a starved worker, 100 with a healthy one, and 100 with a healthy one and a
 * Kafka that is too slow.
 */
@Tag("extended")
class ValidityCalibrationTest {

    private static final long SEED = 20_261_201;
    private static final int RUNS = 100;
    private static final int SECONDS = 30;

    /** Long enough for what was blocked to be sent after the schedule. */
    private static final int MILLIS = 2 * SECONDS * 1_000;

    private static final List<BiFunction<Integer, RandomGenerator, Condition>> STARVED =
            List.of(Condition::contended, Condition::overQuota, Condition::outOfCores, Condition::collecting);

    /** A load of 50 to 300 messages per second, of which four seconds may be a peak of ten times as many. */
    private static String spec(RandomGenerator random, boolean peak) {
        int rate = 50 + random.nextInt(250);
        return peak
                ? "{warmup: 4s, load: {stages: '15s:" + rate + ",0s:" + 10 * rate + ",4s:" + 10 * rate + ",0s:" + rate
                        + ",11s:" + rate + "'}}"
                : "{warmup: 4s, rate: " + rate + ", messages: " + rate * SECONDS + "}";
    }

    private static JudgedRun run(RandomGenerator random, Condition condition) {
        return new SimulatedSender(spec(random, false), condition).send(Duration.ZERO);
    }

    private static Validity validity(JudgedRun judged) {
        return judged.verdict().validity();
    }

    @Test
    void aStarvedWorkerIsFoundInAtLeast95Of100Runs() {
        RandomGenerator random = new SplittableRandom(SEED);
        List<List<String>> missed = new ArrayList<>();

        for (int i = 0; i < RUNS; i++) {
            JudgedRun judged = run(random, STARVED.get(i % STARVED.size()).apply(MILLIS, random));
            List<String> codes = judged.codes();
            boolean isExplained = Stream.of("WORKER_CPU", "CPU_THROTTLED", "RUN_QUEUE_DELAY", "GC_PAUSES")
                    .anyMatch(codes::contains);
            if (validity(judged) == Validity.VALID || !isExplained) {
                missed.add(codes);
            }
        }

        assertThat(missed).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void oneShortWaitForKafkaExcusesNoStarvedWorker() {
        RandomGenerator random = new SplittableRandom(SEED);
        List<List<String>> excused = new ArrayList<>();

        for (int i = 0; i < RUNS; i++) {
            JudgedRun judged = run(random, Condition.contendedWithOneShortWait(MILLIS, random));
            if (validity(judged) != Validity.INVALID) {
                excused.add(judged.codes());
            }
        }

        assertThat(excused).isEmpty();
    }

    @Test
    void aWorkerWithoutCpuForATenthOfTheRunIsFound() {
        RandomGenerator random = new SplittableRandom(SEED);
        List<List<String>> missed = new ArrayList<>();

        for (int i = 0; i < RUNS; i++) {
            List<String> codes =
                    run(random, Condition.outOfCoresForATenth(MILLIS, random)).codes();
            if (!codes.containsAll(List.of("SEND_LAG", "WORKER_CPU"))) {
                missed.add(codes);
            }
        }

        assertThat(missed).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void aHealthyWorkerIsSuspectedInLessThan2Of100Runs() {
        RandomGenerator random = new SplittableRandom(SEED);
        List<List<String>> suspected = new ArrayList<>();

        for (int i = 0; i < RUNS; i++) {
            JudgedRun judged = run(random, Condition.healthy(MILLIS, random));
            if (validity(judged) != Validity.VALID) {
                suspected.add(judged.codes());
            }
        }

        assertThat(suspected).hasSizeLessThan(2);
    }

    @Test
    void aSlowKafkaNeverMakesTheRunOfAHealthyWorkerInvalid() {
        RandomGenerator random = new SplittableRandom(SEED);
        List<List<String>> invalid = new ArrayList<>();
        int heldBack = 0;

        for (int i = 0; i < RUNS; i++) {
            boolean peak = i % 5 == 0;
            Condition condition = peak
                    ? Condition.slowAtThePeak(MILLIS, random, 15_000, 19_000)
                    : Condition.slowKafka(MILLIS, random);
            // the longer a run is verified, the smaller the part of it in which it was blocked
            JudgedRun judged = new SimulatedSender(spec(random, peak), condition)
                    .send(Duration.ofSeconds(SECONDS).multipliedBy(random.nextInt(30)));
            if (validity(judged) == Validity.INVALID) {
                invalid.add(judged.codes());
            }
            heldBack += judged.codes().contains("BACKPRESSURE") ? 1 : 0;
        }

        assertThat(invalid).isEmpty();
        assertThat(heldBack).isGreaterThan(RUNS / 2);
    }
}
