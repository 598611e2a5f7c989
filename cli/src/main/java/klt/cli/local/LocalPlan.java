package klt.cli.local;

import java.util.Optional;

/**
 * Describes the local system to start.
 *
 * @param port port of the console; 0 picks a free port
 * @param kafka bootstrap servers of an existing cluster; if empty, the system includes a broker
 * @param anyCluster whether runs may load any cluster, unless the environment determines this; only for runs of the command's own user
 * @param topicPrefix prefix of control topics that are deleted at the end; if empty, the environment determines the prefix
 */
public record LocalPlan(
        int workers, int port, Optional<String> kafka, boolean anyCluster, Optional<String> topicPrefix) {

    /** Returns the number of JVMs that are busy during a run: workers, the controller, and the broker if one is started. */
    int processes() {
        return workers + 1 + (kafka.isEmpty() ? 1 : 0);
    }
}
