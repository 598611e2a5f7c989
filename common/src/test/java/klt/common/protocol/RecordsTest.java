package klt.common.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.limit.RecordLimits;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.Decoded;
import klt.common.schedule.LoadChange;
import klt.common.schedule.Sharding;
import klt.common.spec.RunSpec;
import klt.common.spec.limit.Limits;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the records reject, and their derived properties. */
class RecordsTest {

    /** Grants that have ended stay listed until a worker has reported it: those of a rebalance, and of the previous one. */
    private static final int GENERATIONS = 3;

    private static DesiredRun run(
            RunPhase phase, Plan plan, List<LoadChange> changes, Optional<Instant> start, Optional<Instant> stop) {
        return new DesiredRun(
                "r-1",
                1,
                phase,
                Optional.empty(),
                plan,
                new DesiredRun.Load(changes, start, stop),
                List.of(),
                DesiredRun.Allocation.NONE,
                DesiredRun.Departed.NONE,
                Audit.NONE);
    }

    private static Plan planAtRate(String rate) {
        return new Plan(
                RunSpec.fromJson(
                        JsonNodeFactory.instance.objectNode().put("messages", 1).put("rate", rate)),
                64,
                List.of());
    }

    @Test
    void aRunThatSendsHasAStartAndAHardStopAfterIt() {
        Optional<Instant> start = Optional.of(Samples.START);
        Optional<Instant> next = Optional.of(Samples.START.plusNanos(1));
        List<LoadChange> changes = List.of(change(1));

        for (RunPhase phase : List.of(RunPhase.SCHEDULED, RunPhase.RUNNING, RunPhase.PAUSED)) {
            assertThat(run(phase, Samples.PLAN, changes, start, next).hardStopAt())
                    .isEqualTo(next);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> run(phase, Samples.PLAN, changes, Optional.empty(), Optional.empty()));
        }
    }

    @Test
    void aStartAndAHardStopAfterItAreSetTogetherInEveryPhase() {
        Optional<Instant> start = Optional.of(Samples.START);
        Optional<Instant> earlier = Optional.of(Samples.START.minusNanos(1));
        List<LoadChange> changes = List.of(change(1));

        for (RunPhase phase : RunPhase.values()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> run(phase, Samples.PLAN, changes, start, Optional.empty()));
            assertThatIllegalArgumentException().isThrownBy(() -> run(phase, Samples.PLAN, changes, start, start));
            assertThatIllegalArgumentException().isThrownBy(() -> run(phase, Samples.PLAN, changes, start, earlier));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> run(phase, Samples.PLAN, changes, Optional.empty(), start));
        }
        assertThat(run(RunPhase.DRAINING, Samples.PLAN, changes, Optional.empty(), Optional.empty())
                        .startAt())
                .isEmpty();
    }

    @Test
    void aRunAtRateMaxHasNoChangesOfItsLoad() {
        Optional<Instant> start = Optional.of(Samples.START);
        Optional<Instant> stop = Optional.of(Samples.STOP);
        List<LoadChange> changes = List.of(change(1));

        assertThat(run(RunPhase.RUNNING, planAtRate("max"), List.of(), start, stop)
                        .changes())
                .isEmpty();
        assertThat(run(RunPhase.RUNNING, planAtRate("5"), changes, start, stop).changes())
                .isEqualTo(changes);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(RunPhase.RUNNING, planAtRate("max"), changes, start, stop));
    }

    @Test
    void theChangesOfALoadAreInOrderOfTime() {
        for (long second : List.of(4L, 5L)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DesiredRun.Load(
                            List.of(change(5), change(second)), Optional.empty(), Optional.empty()));
        }
    }

    private static LoadChange change(long nanos) {
        return new LoadChange(nanos, nanos, Optional.of(1.0), 1);
    }

    @Test
    void theLargestRunFitsInARecord() {
        Plan plan = new Plan(Samples.PLAN.spec(), Sharding.SHARDS_MAX, List.of(2));
        List<LoadChange> changes = IntStream.range(0, LoadChange.CHANGES_MAX)
                .mapToObj(k -> new LoadChange(k * 1_234_567_890L, k * 1_234_567_890L, Optional.of(12_345.678), 1.25))
                .toList();
        List<String> workers = IntStream.range(0, Limits.WORKERS_MAX)
                .mapToObj(w -> "load-tester-worker-%041d".formatted(w))
                .toList();
        List<Grant> grants = IntStream.range(0, GENERATIONS)
                .boxed()
                .flatMap(generation -> IntStream.range(0, workers.size())
                        .mapToObj(w -> grantOfGeneration(generation, w, workers.get(w))))
                .toList();
        DesiredRun run = new DesiredRun(
                "r-20260111-1234-k3f",
                RecordLimits.COUNT_MAX,
                RunPhase.RUNNING,
                Optional.empty(),
                plan,
                new DesiredRun.Load(changes, Optional.of(Samples.START), Optional.of(Samples.STOP)),
                workers,
                new DesiredRun.Allocation(grants, List.of(), 999_999_999),
                new DesiredRun.Departed(
                        workers,
                        new OutcomeCounts(Limits.MESSAGES_MAX, 999_999_999, 999_999_999, 0, 999_999_999),
                        999_999_999),
                Audit.NONE);

        byte[] record = Samples.encoded(run);

        assertThat(workers).allSatisfy(worker -> assertThat(worker).hasSize(60));
        assertThat(record.length).isLessThan(BusTopics.RECORD_BYTES_MAX);
        assertThat(BusCodec.CONTROL.decode(record)).isEqualTo(new Decoded.Good<>(Samples.enveloped(run)));
    }

    /** Every worker has its share of all shards, far into the longest run. */
    private static Grant grantOfGeneration(int generation, int w, String worker) {
        long width = 1_000_000_000;
        long from = Limits.MESSAGES_MAX - (GENERATIONS - generation) * width;
        List<Integer> shards = IntStream.iterate(w, s -> s < Sharding.SHARDS_MAX, s -> s + Limits.WORKERS_MAX)
                .boxed()
                .toList();
        return new Grant(
                100_000 + generation * Limits.WORKERS_MAX + w,
                worker,
                10_000 + generation,
                from,
                Optional.of(from + width),
                false,
                shards);
    }

    @Test
    void aGrantIsOverWhenItIsStoppedAndCompleted() {
        assertThat(new GrantProgress(1, 100, 100, true).isOver()).isTrue();
        assertThat(new GrantProgress(1, 100, 99, true).isOver()).isFalse();
        assertThat(new GrantProgress(1, 100, 100, false).isOver()).isFalse();
        assertThat(new GrantProgress(1, 0, 0, true).isOver()).isTrue();
    }

    @Test
    void aGrantIsNotCompletedBeyondWhereItWasSent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GrantProgress(1, 100, 101, false))
                .withMessageContaining("completed below 101");
    }

    @Test
    void theGrantsOfARunStartAtOneAndAreReportedOnce() {
        GrantProgress first = new GrantProgress(1, 10, 5, false);
        GrantProgress second = new GrantProgress(2, 10, 5, false);

        assertThat(progress(List.of(second, first)).grants()).containsExactly(second, first);
        assertThatIllegalArgumentException().isThrownBy(() -> progress(List.of(first, second, first)));
        assertThatIllegalArgumentException().isThrownBy(() -> new GrantProgress(0, 10, 5, false));
    }

    @Test
    void aWorkerTellsOfALimitedNumberOfGrants() {
        List<GrantProgress> most = IntStream.rangeClosed(1, RecordLimits.GRANTS_MAX)
                .mapToObj(grant -> new GrantProgress(grant, 0, 0, true))
                .toList();
        List<GrantProgress> tooMany = Stream.concat(
                        most.stream(), Stream.of(new GrantProgress(RecordLimits.GRANTS_MAX + 1, 0, 0, true)))
                .toList();

        assertThat(progress(most).grants()).hasSize(RecordLimits.GRANTS_MAX);
        assertThatIllegalArgumentException().isThrownBy(() -> progress(tooMany)).withMessageContaining("the limit");
    }

    private static RunProgress progress(List<GrantProgress> grants) {
        return new RunProgress(
                "r-1",
                1,
                RunState.SENDING,
                grants,
                OutcomeCounts.NONE,
                new RunProgress.Totals(0, 0, 0, 0, 0, 0, OutcomeCounts.NONE),
                0,
                ProducerTotals.NONE,
                RunProgress.Times.NONE,
                0,
                List.of(),
                Optional.empty());
    }

    @Test
    void outcomeCountsAddUp() {
        OutcomeCounts some = new OutcomeCounts(100, 20, 3, 7, 40);
        OutcomeCounts more = new OutcomeCounts(1_000, 200, 30, 70, 400);

        assertThat(some.plus(more)).isEqualTo(new OutcomeCounts(1_100, 220, 33, 77, 440));
        assertThat(some.plus(OutcomeCounts.NONE)).isEqualTo(some);
        assertThat(some.messages()).isEqualTo(130);
        assertThat(OutcomeCounts.NONE.messages()).isZero();
    }

    @Test
    void onlyWhatWasAckedWasRepaired() {
        assertThat(new OutcomeCounts(5, 0, 0, 0, 5).repaired()).isEqualTo(5);
        assertThatIllegalArgumentException().isThrownBy(() -> new OutcomeCounts(5, 10, 10, 0, 6));
    }

    @Test
    void textsOfOthersAreCutToOneLine() {
        StatusRecord.Bye bye = new StatusRecord.Bye("a\nb".repeat(10_000));

        assertThat(bye.reason()).hasSize(RecordLimits.TEXT_LENGTH_MAX).startsWith("a ba b");
    }

    @Test
    void whatIsInFlightIsWhatHasNoOutcome() {
        assertThat(Samples.PROGRESS.inFlight()).isEqualTo(640);
    }

    @Test
    void phasesAndStatesKnowWhenTheyEnd() {
        assertThat(EnumSet.allOf(RunPhase.class))
                .filteredOn(RunPhase::isEnded)
                .containsExactly(RunPhase.DONE, RunPhase.STOPPED, RunPhase.FAILED);
        assertThat(EnumSet.allOf(RunPhase.class))
                .filteredOn(RunPhase::isSending)
                .containsExactly(RunPhase.SCHEDULED, RunPhase.RUNNING, RunPhase.PAUSED);
        assertThat(EnumSet.allOf(RunState.class))
                .filteredOn(RunState::isFinal)
                .containsExactly(RunState.FINISHED, RunState.FAILED);
    }

    @Test
    void theTopicsAreMadeAsTheDesignHasThem() {
        BusTopics topics = BusTopics.withPrefix("klt");

        assertThat(topics.definitions())
                .extracting(BusTopics.Definition::name)
                .containsExactly("klt-control", "klt-status", "klt-state");
        assertThat(topics.definitions())
                .extracting(definition -> definition.settings().get("cleanup.policy"))
                .containsExactly("compact", "delete", "compact");
        assertThat(topics.definitions())
                .allSatisfy(definition ->
                        assertThat(definition.settings()).containsEntry("message.timestamp.type", "LogAppendTime"));
        assertThat(topics.contains("klt-status")).isTrue();
        assertThat(topics.contains("klt-statuses")).isFalse();
    }
}
