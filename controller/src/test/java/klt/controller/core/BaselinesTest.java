package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import klt.common.compare.Baseline;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import org.junit.jupiter.api.Test;

class BaselinesTest {

    private static final String SPEC = "{messages: 10, rate: 10, workers: {timeout: 1h}}";

    private final CoreHarness harness = new CoreHarness();

    private void ended(String run) {
        harness.submit(run, SPEC);
        assertThat(harness.on(new Event.StopRequested(run))).isEqualTo(new Reply.Accepted());
    }

    private static Baseline baseline(String name, String... runs) {
        return new Baseline(name, List.of(runs), Instant.EPOCH);
    }

    private Reply set(String name, String... runs) {
        return harness.on(new Event.BaselineSet(baseline(name, runs)));
    }

    @Test
    void endedRunsGetAName() {
        ended("r-1");
        ended("r-2");

        assertThat(set("main", "r-1", "r-2")).isEqualTo(new Reply.Accepted());

        assertThat(harness.commanded(Command.StoreBaseline.class))
                .containsExactly(new Command.StoreBaseline(baseline("main", "r-1", "r-2")));
    }

    @Test
    void aRunThatHasNotEndedOrDoesNotExistGetsNoName() {
        ended("r-1");
        harness.submit("live", SPEC);

        assertThat(set("main", "r-1", "live")).isEqualTo(new Reply.Conflict("run live has not ended"));
        assertThat(set("main", "r-1", "none")).isEqualTo(new Reply.NotFound("none"));
        harness.on(new Event.DeleteRequested("r-1"));
        assertThat(set("main", "r-1")).as("deleted").isEqualTo(new Reply.NotFound("r-1"));

        assertThat(harness.commanded(Command.StoreBaseline.class)).isEmpty();
    }

    @Test
    void aRunOfABaselineIsNotDeleted() {
        ended("r-1");
        ended("r-2");
        set("main", "r-1");

        assertThat(harness.on(new Event.DeleteRequested("r-1")))
                .isEqualTo(new Reply.Conflict("run r-1 belongs to the baseline main;"
                        + " delete the baseline or set it to other runs first"));
        assertThat(harness.commanded(Command.Forget.class)).isEmpty();

        set("main", "r-2");
        assertThat(harness.on(new Event.DeleteRequested("r-1"))).isEqualTo(new Reply.Accepted());
    }

    @Test
    void aDeletedBaselineNoLongerKeepsItsRuns() {
        ended("r-1");
        set("main", "r-1");

        assertThat(harness.on(new Event.BaselineDeleted("main"))).isEqualTo(new Reply.Accepted());

        assertThat(harness.commanded(Command.ForgetBaseline.class)).containsExactly(new Command.ForgetBaseline("main"));
        assertThat(harness.on(new Event.BaselineDeleted("main"))).isEqualTo(new Reply.NotFound("main"));
        assertThat(harness.on(new Event.DeleteRequested("r-1"))).isEqualTo(new Reply.Accepted());
    }

    @Test
    void theNumberOfBaselinesIsLimited() {
        ended("r-1");
        for (int i = 0; i < Baseline.BASELINES_MAX; i++) {
            assertThat(set("b" + i, "r-1")).isEqualTo(new Reply.Accepted());
        }

        assertThat(set("more", "r-1")).isInstanceOf(Reply.Refused.class);
        assertThat(set("b0", "r-1")).as("replaced").isEqualTo(new Reply.Accepted());
        harness.on(new Event.BaselineDeleted("b0"));
        assertThat(set("more", "r-1")).isEqualTo(new Reply.Accepted());
    }
}
