package klt.controller.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.common.schedule.LoadProfile.Span;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import org.junit.jupiter.api.Test;

class LoadScheduleTest {

    private static final long SECOND = 1_000_000_000;

    private final LoadSchedule schedule =
            schedule("load: {stages: [{duration: 20s, target: 10, name: up}, {duration: 20s, target: 10}], repeat: 2}");

    private static LoadSchedule schedule(String yaml) {
        return new LoadSchedule(
                ((SpecResult.Valid) SpecReader.readYaml(yaml)).spec().load(), List.of());
    }

    private static Span stage(LoadSchedule schedule, long second) {
        return schedule.stageAt(second * SECOND).orElseThrow();
    }

    @Test
    void aStageIsCurrentFromItsStartToItsEnd() {
        assertThat(stage(schedule, 0).stage().name()).contains("up");
        assertThat(schedule.stageAt(20 * SECOND - 1).orElseThrow().index()).isZero();
        assertThat(stage(schedule, 20).index()).isEqualTo(1);
        assertThat(stage(schedule, 79).repetition()).isEqualTo(1);
        assertThat(schedule.stageAt(80 * SECOND)).isEmpty();
    }

    @Test
    void onlyTheFinalStageOfTheFinalRepetitionIsTheLast() {
        assertThat(schedule.isLast(stage(schedule, 79))).isTrue();
        assertThat(schedule.isLast(stage(schedule, 30))).isFalse();
    }

    @Test
    void aSkipMovesTheStagesThatFollow() {
        assertThat(schedule.endNanos(stage(schedule, 5), 5 * SECOND)).isEqualTo(20 * SECOND);

        LoadSchedule skipped = schedule.with(new LoadRequest.SkipStage(), 5 * SECOND);

        assertThat(stage(skipped, 4).index()).isZero();
        assertThat(stage(skipped, 5).index()).isEqualTo(1);
        assertThat(skipped.endNanos(stage(skipped, 6), 6 * SECOND)).isEqualTo(25 * SECOND);
    }

    @Test
    void aChangeIsAheadUntilItTakesEffect() {
        LoadSchedule changed = schedule.with(new LoadRequest.SetRate(30), 5 * SECOND);

        assertThat(changed.next(5 * SECOND - 1)).contains(new LoadSchedule.NextRate(5 * SECOND, 30));
        assertThat(changed.next(5 * SECOND)).isEmpty();
        assertThat(schedule.next(0)).isEmpty();
    }
}
