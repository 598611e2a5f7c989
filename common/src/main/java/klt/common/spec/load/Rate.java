package klt.common.spec.load;

import java.util.List;
import klt.common.schedule.LoadProfile;
import klt.common.schedule.Stage;

/** How fast a run sends. */
public sealed interface Rate {

    /** Messages per second across the whole fleet. */
    record PerSecond(double value) implements Rate {}

    /** Sends nothing; the consumers read an existing topic. */
    record None() implements Rate {}

    /** Sends as fast as acks and buffers allow. */
    record Max() implements Rate {}

    /**
     * A rate that changes over time.
     *
     * @param repeat number of times to run the list of stages
     */
    record Staged(List<Stage> stages, int repeat) implements Rate {

        public Staged {
            stages = List.copyOf(stages);
        }

        /** @throws IllegalArgumentException if the stages do not form a valid load */
        public LoadProfile profile() {
            return LoadProfile.of(stages, repeat);
        }
    }

    /** A search for the highest rate at which Kafka meets the objectives; only the search's first rate is known in advance. */
    record Limit(LimitSettings settings) implements Rate {}
}
