package klt.systemtests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import klt.common.spec.RunSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/** Histories in which everything goes wrong; one seed tells all of a history. */
@Timeout(900)
class SimulationTest {

    private static final long HISTORIES = Long.getLong("simulation.histories", 2_000);
    private static final long FIRST_SEED = Long.getLong("simulation.seed", 1);

    private static final RunSpec SPEC = RunSpec.fromJson(
            JsonMapper.shared().readTree("{\"messages\": 400, \"rate\": 10, \"workers\": {\"expected\": 1}}"));

    @Test
    void aRunStaysWholeWhateverHappens() {
        Set<Mark> seen = ConcurrentHashMap.newKeySet();
        long began = System.nanoTime();

        LongStream.range(FIRST_SEED, FIRST_SEED + HISTORIES)
                .parallel()
                .forEach(seed -> seen.addAll(play(seed, Rules.REAL)));

        System.out.printf(
                "%d histories from seed %d, %.0f a second%n",
                HISTORIES, FIRST_SEED, HISTORIES / ((System.nanoTime() - began) / 1e9));
        assertThat(seen).as("rare things that were seen").containsAll(EnumSet.allOf(Mark.class));
    }

    private static Set<Mark> play(long seed, Rules rules) {
        World world = new World(seed, SPEC, rules);
        try {
            world.play();
        } catch (Violation e) {
            fail("seed " + seed + " at " + world.now() / 1e9 + " s: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            fail("seed " + seed + " at " + world.now() / 1e9 + " s", e);
        }
        return world.marks();
    }
}
