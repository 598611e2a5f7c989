package klt.systemtests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import klt.common.spec.RunSpec;
import klt.common.spec.RunSpec.ControllerLossPolicy;
import klt.systemtests.simulation.model.RareEvent;
import klt.systemtests.simulation.model.Violation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Histories with every kind of fault. A seed determines each history. */
@Timeout(900)
class SimulationTest {

    private static final long HISTORIES = Long.getLong("simulation.histories", 2_000);
    private static final long FIRST_SEED = Long.getLong("simulation.seed", 1);

    /** In fewer histories, not every rare event need occur. */
    private static final long MARKED_HISTORIES_MIN = 1_000;

    /** A mutant counts as undetected if this many histories do not detect it. */
    private static final long MUTANT_HISTORIES = 10_000;

    /** Most histories are short, so that there can be many of them; more can happen in the long ones. */
    private static final RunSpec SHORT = spec(120, ControllerLossPolicy.CONTINUE);

    private static final RunSpec STRICT = spec(120, ControllerLossPolicy.STRICT);
    private static final RunSpec LONG = spec(400, ControllerLossPolicy.CONTINUE);
    private static final List<RunSpec> SPECS =
            List.of(LONG, STRICT, SHORT, STRICT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT);

    /** Thousands of histories would log millions of lines. A logger reads its level when it is created. */
    @BeforeAll
    static void logNothing() {
        System.setProperty("org.slf4j.simpleLogger.log.klt", "off");
    }

    private static RunSpec spec(int messages, ControllerLossPolicy lapse) {
        ObjectNode spec =
                JsonMapper.shared().createObjectNode().put("messages", messages).put("rate", 10);
        spec.putObject("workers").put("lapse", lapse.name().toLowerCase(Locale.ROOT));
        return RunSpec.fromJson(spec);
    }

    @Test
    void aRunStaysWholeWhateverHappens() {
        Set<RareEvent> seen = ConcurrentHashMap.newKeySet();
        long began = System.nanoTime();

        LongStream.range(FIRST_SEED, FIRST_SEED + HISTORIES)
                .parallel()
                .forEach(seed -> seen.addAll(play(seed, Mutant.NONE)));

        System.out.printf(
                "%d histories from seed %d, %.0f a second%n",
                HISTORIES, FIRST_SEED, HISTORIES / ((System.nanoTime() - began) / 1e9));
        if (HISTORIES >= MARKED_HISTORIES_MIN) {
            assertThat(seen).as("rare events that occurred").containsAll(EnumSet.allOf(RareEvent.class));
        }
    }

    /** Takes longer than thousands of histories, so it is run with the tests of faults. */
    @Tag("fault")
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void everyMutantIsCaught(Mutant mutant) {
        OptionalLong caught = LongStream.range(FIRST_SEED, FIRST_SEED + MUTANT_HISTORIES)
                .parallel()
                .filter(seed -> isViolation(seed, mutant))
                .findAny();

        assertThat(caught).as("a seed with which " + mutant + " is detected").isPresent();
        System.out.println(mutant + " is detected with seed " + caught.getAsLong());
    }

    private static boolean isViolation(long seed, Mutant mutant) {
        try {
            world(seed, mutant).play();
            return false;
        } catch (Violation | IllegalArgumentException e) {
            // a wrong record may be rejected as soon as it is read
            return true;
        }
    }

    private static World world(long seed, Mutant mutant) {
        return new World(seed, SPECS.get((int) (seed % SPECS.size())), mutant);
    }

    private static Set<RareEvent> play(long seed, Mutant mutant) {
        World world = world(seed, mutant);
        try {
            world.play();
        } catch (RuntimeException e) {
            fail("seed " + seed + " at " + world.schedule().now() / 1e9 + " s: " + e.getMessage(), e);
        }
        return world.checker().marks();
    }
}
