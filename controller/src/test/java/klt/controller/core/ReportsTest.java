package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import klt.common.code.Args;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.EndCode;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.RunDocument;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Command;
import klt.controller.core.stats.RunStats;
import klt.controller.core.stats.WorkerStats;
import klt.controller.core.verdict.JudgedRun;
import klt.controller.report.Reporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports that are lost, repeated, out of order, or from an unknown worker. */
class ReportsTest {

    private static final String SPEC = "{messages: 100, rate: 10}";

    private static final Interval FIRST = Intervals.interval("r", 0, 0, 1_000, 2_000);
    private static final Interval SECOND = Intervals.interval("r", 1, 1, 3_000);
    private static final Interval THIRD = Intervals.interval("r", 2, 2, 4_000, 5_000);

    /** The report of a run for which these intervals were received, and then the end. */
    private static RunDocument reportAfter(Consumer<CoreHarness> reports) {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a");
        harness.ticks(3);
        reports.accept(harness);
        harness.heartbeat(
                "a", 1_000, Progress.of("r", RunState.FINISHED).acked(5).intervals(3));
        return new Reporter("test").document(harness.run("r"), harness.now());
    }

    private static RunDocument inOrder() {
        return reportAfter(harness -> {
            harness.interval("a", FIRST);
            harness.interval("a", SECOND);
            harness.interval("a", THIRD);
        });
    }

    @Test
    void aRepeatedIntervalChangesNothing() {
        RunDocument repeated = reportAfter(harness -> {
            harness.interval("a", FIRST);
            harness.interval("a", FIRST);
            harness.interval("a", SECOND);
            harness.interval("a", FIRST);
            harness.interval("a", THIRD);
            harness.interval("a", THIRD);
        });

        assertThat(repeated).isEqualTo(inOrder());
    }

    @Test
    void reorderedIntervalsChangeNothing() {
        RunDocument reordered = reportAfter(harness -> {
            harness.interval("a", SECOND);
            harness.interval("a", THIRD);
            harness.interval("a", FIRST);
            harness.interval("a", FIRST);
        });

        assertThat(reordered).isEqualTo(inOrder());
    }

    @Test
    void lostIntervalsAreNoticed() {
        RunDocument lost = reportAfter(harness -> harness.interval("a", FIRST));

        assertThat(lost.result().totals().messages().acked())
                .as("totals do not come from intervals")
                .isEqualTo(5);
        assertThat(lost.result().judgement().verdict().reasons())
                .extracting("code", "args")
                .contains(tuple("MISSING_INTERVALS", Args.of("intervals", 2)));
    }

    @Test
    void aRepeatedOrLateHeartbeatChangesNothing() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a");
        Progress early = Progress.of("r", RunState.SENDING).messages(10, 5, 0, 0);
        Progress late = Progress.of("r", RunState.SENDING)
                .messages(100, 90, 10, 0)
                .at(100, 100, new OutcomeCounts(90, 10, 0, 0, 0))
                .stopped();

        harness.heartbeat("a", 10, early);
        harness.heartbeat("a", 11, late);
        List<RunLog.Entry> log = harness.run("r").log().entries();
        harness.forgetCommands();
        harness.heartbeat("a", 11, late);
        harness.heartbeat("a", 10, early);

        assertThat(harness.run("r").stats().totals().acked()).isEqualTo(90);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        assertThat(harness.run("r").log().entries()).isEqualTo(log);
        assertThat(harness.commanded(Command.class)).isEmpty();
    }

    @Test
    void aLateHeartbeatDoesNotTakeBackThatAWorkerHasFinished() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b");
        harness.heartbeat("a", 10, Progress.of("r", RunState.FINISHED).acked(50));
        harness.heartbeat("a", 9, Progress.of("r", RunState.DRAINING).messages(50, 49, 0, 0));

        harness.heartbeat("b", 10, Progress.of("r", RunState.FINISHED).acked(50));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
    }

    @Test
    void lostHeartbeatsChangeNothing() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a");

        harness.heartbeat("a", 500, Progress.of("r", RunState.FINISHED).acked(100));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(harness.run("r").stats().totals().acked()).isEqualTo(100);
    }

    @Test
    void reportsOfUnknownRunsAndOfWorkersWithoutAPartAreIgnored() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a");
        harness.forgetCommands();

        harness.heartbeat("a", Progress.of("unknown", RunState.FAILED).failure(EndCode.WORKER_FAILED, "not requested"));
        harness.interval("stranger", FIRST);
        harness.heartbeat(
                "stranger", Progress.of("r", RunState.FAILED).failure(EndCode.WORKER_FAILED, "not requested"));
        harness.interval("a", Intervals.interval("unknown", 0, 0, 1_000));
        harness.interval("unknown", FIRST);
        harness.bye("unknown");

        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
        assertThat(harness.run("r").stats().responseTime().summary().isEmpty()).isTrue();
        assertThat(harness.run("r").stats().totals().sent()).isZero();
        // the only consequence is that the unknown worker may take part from now on
        assertThat(harness.commanded(Command.class)).singleElement().isInstanceOf(Command.PublishRun.class);
    }

    @Test
    void errorsOfSeveralWorkersAreOne() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b");

        harness.heartbeat("a", Progress.of("r", RunState.SENDING).errors(error(3, 10, "from a")));
        harness.heartbeat("b", Progress.of("r", RunState.SENDING).errors(error(4, 5, "from b")));

        assertThat(harness.run("r").stats().errors())
                .containsExactly(new ErrorCount(
                        "TimeoutException",
                        Outcome.INDETERMINATE,
                        7,
                        CoreHarness.BEGIN.plusSeconds(5),
                        CoreHarness.BEGIN.plusSeconds(20),
                        "from b"));
    }

    private static ErrorCount error(long count, int firstSecond, String sample) {
        return new ErrorCount(
                "TimeoutException",
                Outcome.INDETERMINATE,
                count,
                CoreHarness.BEGIN.plusSeconds(firstSecond),
                CoreHarness.BEGIN.plusSeconds(firstSecond + 10L),
                sample);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, Integer.MAX_VALUE})
    void anIntervalOfAnImpossibleSecondDoesNoHarm(int second) {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a");
        harness.ticks(3);
        harness.interval("a", FIRST);

        harness.interval("a", Intervals.interval("r", 1, second, 9_000));
        harness.interval("a", THIRD);

        assertThat(harness.run("r").stats().series().rowsFrom(0))
                .extracting("second")
                .containsExactly(0, 2);
        assertThat(harness.run("r").stats().series().rowsFrom(Integer.MIN_VALUE))
                .hasSize(2);
    }

    @Test
    void anIntervalMayBeAsFarAheadAsClocksCanBeApart() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a");
        harness.ticks(3);

        harness.interval("a", Intervals.interval("r", 0, 63, 9_000));
        harness.interval("a", Intervals.interval("r", 1, 64, 9_000));

        assertThat(harness.run("r").stats().series().rowsFrom(0))
                .extracting("second")
                .containsExactly(63);
    }

    @Test
    void theErrorThatIsMostFrequentComesFirst() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a");

        harness.heartbeat(
                "a",
                Progress.of("r", RunState.SENDING)
                        .errors(named("Rare", 2), named("Frequent", 9), named("Middling", 5)));

        assertThat(harness.run("r").stats().errors())
                .extracting(ErrorCount::errorClass)
                .containsExactly("Frequent", "Middling", "Rare");
    }

    private static ErrorCount named(String errorClass, long count) {
        return new ErrorCount(errorClass, Outcome.FAILED, count, CoreHarness.BEGIN, CoreHarness.BEGIN, "");
    }

    @Test
    void whatEachWorkerMeasuredIsKeptApartToo() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b");
        harness.ticks(3);

        harness.interval("a", JudgedRun.interval(1, 5_000, 4_000, 30));
        harness.interval("b", JudgedRun.interval(1, 7_000, 6_000, 50));

        RunStats stats = harness.run("r").stats();
        assertThat(stats.workers())
                .extracting(share -> share.responseTime().summary())
                .containsExactly(
                        LatencySummary.of(Intervals.histogram(5_000), 0),
                        LatencySummary.of(Intervals.histogram(7_000), 0));
        assertThat(stats.workers())
                .extracting(share -> share.sendLag().summary())
                .containsExactly(
                        LatencySummary.of(Intervals.histogram(30), 0), LatencySummary.of(Intervals.histogram(50), 0));
        assertThat(stats.serviceTime().summary()).isEqualTo(LatencySummary.of(Intervals.histogram(4_000, 6_000), 0));
    }

    @Test
    void anIntervalThatComesLateIsNotTheNewest() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a");
        harness.ticks(3);

        harness.interval("a", FIRST);
        assertThat(newestOfA(harness)).contains(FIRST.number());
        harness.interval("a", THIRD);
        harness.interval("a", SECOND);

        assertThat(newestOfA(harness)).contains(THIRD.number());
    }

    private static Optional<Long> newestOfA(CoreHarness harness) {
        return harness.run("r").stats().worker("a").orElseThrow().newest().map(WorkerStats.Newest::number);
    }

    @Test
    void theBytesOfAllWorkersAddUpAndTheirStartsAreAsFarApartAsTheFirstAndTheLast() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", SPEC, "a", "b", "c");

        harness.heartbeat("a", Progress.of("r", RunState.SENDING).acked(2).startSkewNanos(3_000_000));
        harness.heartbeat("b", Progress.of("r", RunState.SENDING).acked(3).startSkewNanos(-4_000_000));
        harness.heartbeat("c", Progress.of("r", RunState.SENDING).startSkewNanos(1_000_000));

        assertThat(harness.run("r").stats().totals().payloadBytes()).isEqualTo(5 * 1_024);
        assertThat(harness.run("r").stats().startSkewNanos()).contains(7_000_000L);
    }
}
