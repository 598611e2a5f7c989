package klt.common.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Segment;
import klt.common.schedule.Sharding;
import klt.common.spec.Limits;
import klt.common.spec.RunSpec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the records refuse, and what they know of themselves. */
class RecordsTest {

    private static DesiredRun run(
            RunPhase phase,
            Plan plan,
            List<Segment> segments,
            Optional<Instant> start,
            Optional<Instant> stop,
            List<Ownership> owners) {
        return new DesiredRun("r-1", phase, plan, segments, start, stop, owners);
    }

    private static Plan planAtRate(String rate) {
        return new Plan(
                RunSpec.fromJson(
                        JsonNodeFactory.instance.objectNode().put("messages", 1).put("rate", rate)),
                64);
    }

    @Test
    void aRunFindsTheShardsOfAWorker() {
        assertThat(Samples.RUN.ownedBy("w-2")).contains(new Ownership("w-2", 3, List.of(1, 63)));
        assertThat(Samples.RUN.ownedBy("w-3")).isEmpty();
    }

    @Test
    void aWorkerHasOneEntryOnly() {
        List<Ownership> twice = List.of(new Ownership("w-1", 1, List.of(0)), new Ownership("w-1", 2, List.of(1)));

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        run(RunPhase.PREPARING, Samples.PLAN, List.of(), Optional.empty(), Optional.empty(), twice));
    }

    @Test
    void aRunThatSendsHasAStartAndAHardStopAfterIt() {
        Optional<Instant> start = Optional.of(Samples.START);
        List<Segment> segments = List.of(new Segment(0, 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        run(RunPhase.RUNNING, Samples.PLAN, segments, Optional.empty(), Optional.empty(), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(RunPhase.RUNNING, Samples.PLAN, segments, start, Optional.empty(), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(RunPhase.DRAINING, Samples.PLAN, segments, start, start, List.of()));
        assertThat(run(RunPhase.DRAINING, Samples.PLAN, segments, Optional.empty(), Optional.empty(), List.of())
                        .startAt())
                .isEmpty();
    }

    @Test
    void aRunHasSegmentsUnlessItsRateIsMax() {
        Optional<Instant> start = Optional.of(Samples.START);
        Optional<Instant> stop = Optional.of(Samples.STOP);
        List<Segment> segments = List.of(new Segment(0, 1));

        assertThat(run(RunPhase.RUNNING, planAtRate("max"), List.of(), start, stop, List.of())
                        .segments())
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(RunPhase.RUNNING, planAtRate("max"), segments, start, stop, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(RunPhase.RUNNING, planAtRate("5"), List.of(), start, stop, List.of()));
    }

    @Test
    void theLargestRunFitsInARecord() {
        Plan plan = new Plan(Samples.PLAN.spec(), Sharding.SHARDS_MAX);
        List<Segment> segments = IntStream.range(0, FireTimes.SEGMENTS_MAX)
                .mapToObj(k -> new Segment(k * 1_234_567_890L, 12_345.678))
                .toList();
        List<Ownership> owners = IntStream.range(0, Limits.WORKERS_MAX)
                .mapToObj(w -> new Ownership("worker-" + w, 1, new ArrayList<>()))
                .collect(Collectors.toCollection(ArrayList::new));
        owners.add(
                0,
                new Ownership(
                        "w", 1, IntStream.range(0, Sharding.SHARDS_MAX).boxed().toList()));
        owners.removeLast();

        byte[] record = Samples.encoded(
                run(RunPhase.RUNNING, plan, segments, Optional.of(Samples.START), Optional.of(Samples.STOP), owners));

        assertThat(record.length).isLessThan(BusTopics.RECORD_BYTES_MAX);
    }

    @Test
    void textsOfOthersAreCutToOneLine() {
        StatusRecord.Bye bye = new StatusRecord.Bye("a\nb".repeat(10_000));

        assertThat(bye.reason()).hasSize(RecordLimits.TEXT_LENGTH_MAX).startsWith("a ba b");
    }

    @Test
    void whatIsInFlightIsWhatHasNoOutcome() {
        assertThat(Samples.PROGRESS.inFlight()).isEqualTo(680);
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
