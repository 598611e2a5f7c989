package klt.worker.produce;

import static klt.worker.TestRuns.ALL;
import static klt.worker.TestRuns.grant;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.repair;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import klt.common.protocol.Plan;
import org.junit.jupiter.api.Test;

/** A loop that may have been frozen sends nothing until it is known that it still owns its shards. */
class SendLoopFenceTest extends SendLoopHarness {

    @Test
    void sendsNothingBehindAClosedFenceAndCatchesUpWhenItOpens() {
        SendLoop loop = loop(plan("{messages: 1000, rate: 100}"));
        onSend = n -> {
            if (n == 200) {
                freeze();
            }
        };
        time.onPark(() -> {
            if (time.nanos() >= START_NANOS + 5 * SECOND) {
                gate.clear(1);
            }
        });

        run(loop);

        assertThat(sent).isEqualTo(upTo(1_000));
        assertThat(sentAt.get(200)).isEqualTo(2 * SECOND);
        assertThat(sentAt.get(201)).isBetween(5 * SECOND, 5 * SECOND + SendGate.LOOK_NANOS);
        assertThat(sentAt.get(500)).isBetween(5 * SECOND, 5 * SECOND + 2 * SendGate.LOOK_NANOS);
        assertThat(sentAt.get(600)).isEqualTo(6 * SECOND);
        assertThat(loop.sendLag().takeInterval().getMaxValue()).isBetween(2_980_000L, 3_010_000L);
    }

    @Test
    void sendsNothingAtMaxNorRepairsBehindAClosedFence() {
        for (String rate : List.of("100", "max")) {
            sent.clear();
            freeze();
            SendLoop loop =
                    loop(plan("{messages: 100, rate: " + rate + "}"), repair(1, ME, 0, 50, ALL), grant(2, ME, 50, ALL));
            time.onPark(() -> {
                assertThat(sent).isEmpty();
                if (time.nanos() >= START_NANOS + 3 * SECOND) {
                    loop.stop();
                }
            });

            run(loop);

            assertThat(sent).isEmpty();
        }
    }

    @Test
    void sendsNothingUnderGrantsThatWereTakenFromItBeforeTheFenceWasOpened() {
        for (String rate : List.of("100", "max")) {
            Plan plan = plan("{messages: 1000, rate: " + rate + "}");
            SendLoop loop = loop(plan);
            freeze();
            AtomicBoolean opened = new AtomicBoolean();
            time.onRead(() -> {
                // in the middle of a round of the loop
                if (time.now() >= START_NANOS + SECOND && !opened.getAndSet(true)) {
                    loop.change(sendPlan(plan, List.of()));
                    gate.clear(gate.freezes());
                }
            });

            run(loop);

            assertThat(opened).isTrue();
            assertThat(sent).isEmpty();
        }
    }

    private void freeze() {
        pulses.pass(2 * SECOND);
        gate.pulse();
    }
}
