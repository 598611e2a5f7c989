package klt.cli.local;

import java.util.Optional;

/**
 * Which local system is wanted.
 *
 * @param port of the console; 0 takes a free one
 * @param kafka bootstrap servers of a cluster that is there already; without them a broker is started
 * @param topicPrefix a prefix for control topics that are deleted in the end; without it the environment decides
 */
public record LocalPlan(int workers, int port, Optional<String> kafka, Optional<String> topicPrefix) {

    /** JVMs that work while a run goes on: workers, the controller, and the broker if there is one of its own. */
    int processes() {
        return workers + 1 + (kafka.isEmpty() ? 1 : 0);
    }
}
