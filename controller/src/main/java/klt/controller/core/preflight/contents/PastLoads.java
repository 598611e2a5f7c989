package klt.controller.core.preflight.contents;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** The loads of stored runs. Messages without a header can only be recognised by the time at which they were written. */
@FunctionalInterface
public interface PastLoads {

    /** Knows no runs. */
    PastLoads NONE = (topic, cluster) -> time -> false;

    /**
     * Returns whether a stored run was sending to a topic at a given time.
     *
     * @param cluster the value of {@code topic.cluster}; empty for the configured cluster
     */
    Predicate<Instant> sentTo(String topic, Optional<String> cluster);
}
