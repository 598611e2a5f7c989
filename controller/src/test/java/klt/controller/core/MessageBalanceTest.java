package klt.controller.core;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code planned = acked + failed + indeterminate + unsent} after every turn of a random history, and at its end nothing is missing. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("endurance")
class MessageBalanceTest {

    private static final int TURNS = 60;
    private static final int ROUNDS = 4;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyPlannedMessageIsAccountedForAtEveryMomentAndComes(long seed) {
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(100 * seed + round);
            FakeFleet fleet = new FakeFleet();
            fleet.begin(
                    random.nextBoolean() ? "{messages: 5000, rate: 50}" : "{duration: 80s, rate: 50}", "a", "b", "c");

            for (int turn = 0; turn < TURNS && !fleet.run().phase().isEnded(); turn++) {
                fleet.disturb(random);
            }
            fleet.finishUndisturbed();

            fleet.assertWhole(fleet.run().planned().orElseThrow());
        }
    }
}
