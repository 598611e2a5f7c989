package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.Interval.Outcomes;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.StatusRecord.TopicInterval;
import klt.common.report.TopicResult;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Integrity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.Progress;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Event.TopicState;
import klt.controller.core.run.Run;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.verdict.Judge;
import klt.controller.report.Reporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run of two topics, of two partitions each. */
class SeveralTopicsTest {

    private static final String SPEC = "{messages: 100, rate: 10, topic: {name: 't{1..2}'}}";
    private static final String VERIFIED = "{messages: 100, rate: 10, topic: {name: 't{1..2}'}, verification: after}";
    private static final Optional<TopicState> ABSENT = Optional.empty();

    private final CoreHarness harness = new CoreHarness();

    private void running(String spec) {
        harness.partitions(2);
        harness.keepsLooks();
        harness.keepsEnds();
        harness.running("r", spec, "a");
    }

    private static Optional<TopicState> topic(int number, Long... begins) {
        return Optional.of(new TopicState("topic-" + number, Arrays.asList(begins)));
    }

    private void seen(Optional<TopicState> first, Optional<TopicState> second) {
        harness.on(new Event.TopicsSeen("r", List.of(first, second)));
    }

    private static List<Args> changes(CoreHarness of) {
        return of.run("r").log().entries().stream()
                .filter(entry -> entry.kind() == RunLog.Kind.TOPIC_CHANGED)
                .map(RunLog.Entry::args)
                .toList();
    }

    private void finished(List<List<Long>> ends) {
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(100));
        harness.on(new Event.EndsRead("r", ends));
    }

    private Verdict verdict() {
        return Judge.verdict(run(), harness.now());
    }

    private Run run() {
        return harness.run("r");
    }

    @Test
    void allTopicsAreDescribedTogether() {
        running(SPEC);

        assertThat(harness.commanded(Command.LookAtTopics.class))
                .contains(new Command.LookAtTopics("r", Optional.empty(), List.of("t1", "t2")));
        assertThat(harness.record("r").audit().from()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void partitionsThatAreAddedAreReportedAndNotUsed() {
        running(SPEC);

        seen(topic(1, 0L, 0L), topic(2, 0L, 0L, 0L));
        seen(topic(1, 0L, 0L), topic(2, 0L, 0L, 0L));

        Args added = Args.of("topic", "t2", "partitionsAdded", 1, "partitionsBefore", 2, "used", false);
        assertThat(changes(harness)).containsExactly(added);
        assertThat(run().verification().from()).hasSize(4);
    }

    @Test
    void anotherControllerDoesNotRepeatTheEvent() {
        running(SPEC);
        seen(topic(1, 0L, 0L), topic(2, 0L, 0L, 0L));
        CoreHarness next = harness.successor();
        next.keepsLooks();

        next.on(new Event.TopicsSeen("r", List.of(topic(1, 0L, 0L), topic(2, 0L, 0L, 0L))));

        assertThat(changes(next)).hasSize(1);
    }

    @Test
    void theFirstOffsetsOfATopicAreComparedWithItsOwn() {
        running(VERIFIED);

        seen(topic(1, 0L, 0L), topic(2, 0L, 3L));

        assertThat(changes(harness)).containsExactly(Args.of("topic", "t2", "offsets", 3, "cut", List.of(1)));
    }

    @Test
    void theLossOfOneTopicEndsTheRun() {
        running(SPEC);

        seen(topic(1, 0L, 0L), ABSENT);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
        seen(topic(1, 0L, 0L), ABSENT);

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DRAINING);
        assertThat(run().end()).contains(EndCode.TOPIC_DELETED.with("topic", "t2"));
    }

    @Test
    void anAbsentTopicIsLookedAtAgainAtOnce() {
        running(SPEC);
        seen(topic(1, 0L, 0L), ABSENT);
        harness.forgetCommands();

        harness.heartbeat("a", Progress.of("r", RunState.SENDING));
        harness.tick();

        assertThat(harness.commanded(Command.LookAtTopics.class)).hasSize(1);
    }

    @Test
    void anotherControllerKnowsTheIdOfEachTopic() {
        running(SPEC);
        seen(topic(1, 0L, 0L), topic(2, 0L, 0L));
        harness.on(new Event.LoadChangeRequested("r", new LoadRequest.Pause()));
        assertThat(harness.record("r").audit().topicIds()).containsExactly("topic-1", "topic-2");
        CoreHarness next = harness.successor();
        next.keepsLooks();

        next.on(new Event.TopicsSeen("r", List.of(topic(1, 0L, 0L), topic(3, 0L, 0L))));

        assertThat(next.phase("r")).isEqualTo(RunPhase.DRAINING);
    }

    @Test
    void theGrowthOfEachTopicIsInItsRow() {
        running(SPEC);

        finished(List.of(List.of(20L, 20L, 7L), List.of(40L, 20L)));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(verdict().integrity()).isEqualTo(Integrity.UNCHECKED);
        assertThat(rows())
                .extracting(row -> row.partitions().orElseThrow().highest())
                .containsExactly(20L, 40L);
    }

    private static TopicInterval part(int topic, long acked, long failed, long aborted, long... micros) {
        return new TopicInterval(
                topic, new Outcomes(acked, failed, 0, aborted), acked * 10, Intervals.encoded(micros), failed);
    }

    @ParameterizedTest
    @CsvSource({
        "response[t2].p50<10ms, 5000, true",
        "response[t1].max<1ms, 3000, false",
        "errors[t1]<=0, 0, true",
        "errors[t2]<1%, 0.25, false",
        "rate[t1]>=4, 4, true",
        "rate[t2]>=4, 3, false"
    })
    void anObjectiveOfATopicIsJudgedByItsFigures(String expression, double actual, boolean met) {
        running("{topic: 't{1..2}', messages: 60, rate: 10, objectives: ['%s']}".formatted(expression));
        harness.interval("a", Intervals.ofTopics("r", 1, 0, part(0, 4, 0, 0, 1_000, 3_000), part(1, 2, 1, 1, 5_000)));
        harness.heartbeat(
                "a",
                Progress.of("r", RunState.SENDING)
                        .acked(7)
                        .lastAckAt(harness.run("r").startAt().orElseThrow().plusMillis(900)));

        Judge.Judged objective =
                Judge.objectives(harness.run("r"), harness.now()).getFirst();

        assertThat(objective.value().orElseThrow()).isCloseTo(actual, within(actual / 500));
        assertThat(objective.met()).contains(met);
    }

    @Test
    void aRowIsTheSumOfTheIntervals() {
        running(SPEC);
        harness.interval("a", Intervals.ofTopics("r", 1, 0, part(0, 2, 0, 0, 1_000, 3_000), part(1, 1, 1, 2, 5_000)));
        harness.interval("a", Intervals.ofTopics("r", 2, 1, part(0, 3, 0, 0, 1_000, 1_000, 1_000), part(7, 9, 9, 9)));
        harness.heartbeat(
                "a",
                Progress.of("r", RunState.SENDING)
                        .acked(6)
                        .lastAckAt(harness.now().plusSeconds(1)));

        List<TopicResult> rows = rows();

        assertThat(rows).extracting(TopicResult::topic).containsExactly("t1", "t2");
        assertThat(rows).extracting(TopicResult::share).containsExactly(0.5, 0.5);
        assertThat(rows).extracting(TopicResult::acked).containsExactly(5L, 1L);
        assertThat(rows).extracting(TopicResult::failed).containsExactly(0L, 1L);
        assertThat(rows).extracting(TopicResult::aborted).containsExactly(0L, 2L);
        assertThat(rows).extracting(TopicResult::payloadBytes).containsExactly(50L, 10L);
        assertThat(rows).extracting(row -> row.response().count()).containsExactly(5L, 1L);
        // messages that Kafka accepted for a topic count in its rate
        double first = rows.getFirst().rate().orElseThrow();
        assertThat(rows.getLast().rate().orElseThrow()).isCloseTo(first * 3 / 5, within(1e-9));
    }

    @Test
    void aTopicThatWasReplacedByASmallerOneProvesNothing() {
        running(SPEC);

        finished(List.of(List.of(50L, 50L), List.of(0L)));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.DONE);
        assertThat(verdict().integrity()).isEqualTo(Integrity.UNCHECKED);
        assertThat(rows()).extracting(TopicResult::partitions).containsOnly(Optional.empty());
    }

    @Test
    void morePartitionsThanARecordTakesAreRefused() {
        harness.heartbeat("a");
        harness.submit("r", SPEC);

        List<Long> half = Collections.nCopies(5_001, 0L);
        harness.on(new Event.TopicsReady("r", List.of(CoreHarness.TOPIC), List.of(), List.of(half, half)));

        assertThat(harness.phase("r")).isEqualTo(RunPhase.FAILED);
        assertThat(run().end().orElseThrow().reason())
                .isEqualTo("TOPIC_REFUSED: topics t1, t2 have 10,002 partitions; the maximum is 10,000");
    }

    private List<TopicResult> rows() {
        return new Reporter("test").document(run(), harness.now()).result().topics();
    }
}
