package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.protocol.Settled;
import org.junit.jupiter.api.Test;

class ControlTableTest {

    private static final DesiredRun PREPARING = wish(RunPhase.PREPARING);
    private static final DesiredRun DRAINING = wish(RunPhase.DRAINING);

    private final ControlTable table = new ControlTable();

    private static DesiredRun wish(RunPhase phase) {
        return new DesiredRun(
                "r",
                1,
                phase,
                new Plan(Stage.spec("{messages: 10}"), 64),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Settled.NONE,
                0,
                0);
    }

    @Test
    void keysAreReadAsTheyAreWritten() {
        for (ControlKey key : List.of(
                new ControlKey.Claim(7), new ControlKey.Tick(0), new ControlKey.Run(12, "r-20260111-1234-k3f"))) {
            assertThat(ControlKey.of(key.toString())).contains(key);
        }
        for (String other :
                List.of("", "tick", "1/ticks", "1/run/", "-1/tick", "1/claim/x", "9999999999999999999/tick")) {
            assertThat(ControlKey.of(other)).as(other).isEmpty();
        }
    }

    @Test
    void theNewestTermsWishCounts() {
        table.put(2, DRAINING);
        table.put(1, PREPARING);

        assertThat(table.desired("r")).contains(DRAINING);
        assertThat(table.knows("r")).isTrue();
        assertThat(table.knows("s")).isFalse();
    }

    @Test
    void theLatestWishOfATermCounts() {
        table.put(2, PREPARING);
        table.put(2, DRAINING);

        assertThat(table.desired("r")).contains(DRAINING);
    }

    @Test
    void aRunThatWasRetiredHasNoWishEvenIfOneOfAnOlderTermStillStands() {
        table.put(1, PREPARING);
        table.put(2, DRAINING);
        table.remove(new ControlKey.Run(2, "r"));

        assertThat(table.desired("r")).isEmpty();
        assertThat(table.knows("r")).isTrue();
    }

    @Test
    void theEndOfAWishOfAnOlderTermIsNotTheEndOfTheRun() {
        table.put(1, PREPARING);
        table.put(2, DRAINING);
        table.remove(new ControlKey.Run(1, "r"));

        assertThat(table.desired("r")).contains(DRAINING);
    }

    @Test
    void runsThatAreWishedAreKnownUntilTheyAreRetired() {
        table.put(1, PREPARING);
        table.put(2, new ControlRecord.Tick(1, List.of()));

        assertThat(table.wished()).containsExactly("r");

        table.remove(new ControlKey.Run(2, "r"));

        assertThat(table.wished()).isEmpty();
    }

    @Test
    void whatStandsOfOlderTermsIsKnown() {
        table.put(1, new ControlRecord.Claim("a"));
        table.put(1, new ControlRecord.Tick(1, List.of()));
        table.put(1, PREPARING);
        table.put(2, new ControlRecord.Claim("b"));
        table.put(2, DRAINING);
        table.remove(new ControlKey.Tick(1));

        assertThat(table.before(2)).containsExactly(new ControlKey.Claim(1), new ControlKey.Run(1, "r"));
    }
}
