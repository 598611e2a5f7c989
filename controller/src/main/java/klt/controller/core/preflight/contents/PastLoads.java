package klt.controller.core.preflight.contents;

import java.time.Instant;
import java.util.function.Predicate;

/**
 * The loads of stored runs. Messages without the load tester's marks can only be recognised by the time at which they were written. Clusters
 * are not distinguished, because different values of {@code topic.cluster} may be addresses of the same one.
 */
public interface PastLoads {

    /** Knows no runs. */
    PastLoads NONE = new PastLoads() {
        @Override
        public Predicate<Instant> sentTo(String topic) {
            return time -> false;
        }

        @Override
        public boolean anySentTo(String topic) {
            return false;
        }
    };

    /** Returns whether a stored run was sending to a topic at a given time. */
    Predicate<Instant> sentTo(String topic);

    /** Returns whether a stored run has sent to a topic. */
    boolean anySentTo(String topic);
}
