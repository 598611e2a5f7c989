package klt.controller.core.shards;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of a grant book; each step is checked against a list with the owner of every sequence. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("endurance")
class GrantBookHistoryTest {

    private static final int STEPS = 150;
    private static final int ROUNDS = 15;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everySequenceIsInOnePlaceAfterEachStepAndCompletedOnceAtTheEnd(long seed) {
        for (long round = 0; round < ROUNDS; round++) {
            BookHistory history = new BookHistory(seed * 1_000 + round);
            for (int step = 0; step < STEPS; step++) {
                history.step();
            }
            history.finish();
        }
    }
}
