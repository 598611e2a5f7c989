package klt.controller.core.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import klt.common.protocol.Audit;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.protocol.topics.ControlKey;
import klt.controller.core.CoreHarness;
import org.junit.jupiter.api.Test;

class ControlTableTest {

    private static final DesiredRun PREPARING = desired(RunPhase.PREPARING);
    private static final DesiredRun DRAINING = desired(RunPhase.DRAINING);

    private final ControlTable table = new ControlTable();

    private static DesiredRun desired(RunPhase phase) {
        return new DesiredRun(
                "r",
                1,
                phase,
                Optional.empty(),
                new Plan(CoreHarness.spec("{messages: 10}"), 64, List.of(1)),
                new DesiredRun.Load(List.of(), Optional.empty(), Optional.empty()),
                List.of(),
                DesiredRun.Allocation.NONE,
                DesiredRun.Departed.NONE,
                Audit.NONE);
    }

    private void put(long term, ControlRecord record) {
        table.put(ControlKey.of(term, record), record);
    }

    @Test
    void keysAreReadAsTheyAreWritten() {
        for (ControlKey key : List.of(
                new ControlKey.Claim(7, "c1"),
                new ControlKey.Lead(3),
                new ControlKey.Tick(0),
                new ControlKey.Run(12, "r-20260111-1234-k3f"))) {
            assertThat(ControlKey.of(key.toString())).contains(key);
        }
        for (String other : List.of(
                "",
                "tick",
                "1/ticks",
                "1/run/",
                "-1/tick",
                "1/claim",
                "1/claim/",
                "1/lead/x",
                "9999999999999999999/tick")) {
            assertThat(ControlKey.of(other)).as(other).isEmpty();
        }
    }

    @Test
    void theDesiredStateOfTheNewestTermCounts() {
        put(2, DRAINING);
        put(1, PREPARING);

        assertThat(table.desired("r")).contains(DRAINING);
        assertThat(table.knows("r")).isTrue();
        assertThat(table.knows("s")).isFalse();
    }

    @Test
    void theLatestDesiredStateOfATermCounts() {
        put(2, PREPARING);
        put(2, DRAINING);

        assertThat(table.desired("r")).contains(DRAINING);
    }

    @Test
    void aRetiredRunHasNoDesiredStateEvenIfOneOfAnOlderTermRemains() {
        put(1, PREPARING);
        put(2, DRAINING);
        table.remove(new ControlKey.Run(2, "r"));

        assertThat(table.desired("r")).isEmpty();
        assertThat(table.knows("r")).isTrue();
    }

    @Test
    void aTombstoneOfAnOlderTermDoesNotEndTheRun() {
        put(1, PREPARING);
        put(2, DRAINING);
        table.remove(new ControlKey.Run(1, "r"));

        assertThat(table.desired("r")).contains(DRAINING);
    }

    @Test
    void aDesiredStateAfterAClaimOfANewerTermIsIgnored() {
        put(1, PREPARING);
        put(2, new ControlRecord.Claim("b"));
        put(1, DRAINING);

        assertThat(table.desired("r")).contains(PREPARING);
    }

    @Test
    void aLateDesiredStateCountsWhereCompactionHasLeftNoOther() {
        put(3, new ControlRecord.Claim("c"));
        put(2, DRAINING);
        put(1, PREPARING);
        assertThat(table.desired("r")).contains(DRAINING);

        put(3, PREPARING);
        put(2, DRAINING);
        assertThat(table.desired("r")).contains(PREPARING);
    }

    @Test
    void aLateDesiredStateDoesNotBringBackARetiredRun() {
        put(2, DRAINING);
        table.remove(new ControlKey.Run(2, "r"));
        put(1, PREPARING);

        assertThat(table.desired("r")).isEmpty();
    }

    @Test
    void aClaimStandsUnderItsControllersKeyAndOnceItHasWonUnderItsTerms() {
        ControlRecord claim = new ControlRecord.Claim("a");

        assertThat(new ControlKey.Claim(1, "a").fits(1, claim)).isTrue();
        assertThat(new ControlKey.Lead(1).fits(1, claim)).isTrue();
        assertThat(new ControlKey.Claim(1, "b").fits(1, claim)).isFalse();
        assertThat(new ControlKey.Claim(2, "a").fits(1, claim)).isFalse();
        assertThat(new ControlKey.Lead(2).fits(1, claim)).isFalse();
        assertThat(new ControlKey.Lead(1).fits(1, PREPARING)).isFalse();
        assertThat(new ControlKey.Tick(1).fits(1, claim)).isFalse();
    }

    @Test
    void aRunIsFollowedUntilItIsRetiredInTheNewestTerm() {
        put(1, PREPARING);
        put(2, new ControlRecord.Tick(List.of()));
        assertThat(table.followed()).containsExactly("r");

        table.remove(new ControlKey.Run(1, "r"));
        assertThat(table.followed()).containsExactly("r");

        table.remove(new ControlKey.Run(2, "r"));
        assertThat(table.followed()).isEmpty();
    }

    @Test
    void aRunOfWhichOnlyAnEndOfAnOlderTermIsLeftMayBeFollowed() {
        put(2, new ControlRecord.Claim("b"));
        table.remove(new ControlKey.Run(1, "r"));

        assertThat(table.followed()).containsExactly("r");
        assertThat(table.knows("r")).isTrue();
        assertThat(table.desired("r")).isEmpty();
    }

    @Test
    void whatStandsOfOlderTermsIsKnown() {
        put(1, new ControlRecord.Claim("a"));
        put(1, new ControlRecord.Tick(List.of()));
        put(1, PREPARING);
        put(2, new ControlRecord.Claim("b"));
        put(2, DRAINING);
        table.remove(new ControlKey.Tick(1));

        assertThat(table.before(2)).containsExactly(new ControlKey.Claim(1, "a"), new ControlKey.Run(1, "r"));
    }
}
