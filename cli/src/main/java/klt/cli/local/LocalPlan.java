package klt.cli.local;

import java.util.Optional;

/**
 * The local system to start.
 *
 * @param port the console's port; 0 picks a free port
 * @param kafka bootstrap servers of an existing cluster; if empty, the system includes a broker
 * @param anyCluster whether runs may load any cluster, unless the environment determines this; only for the command's own user's runs
 * @param topicPrefix prefix of control topics to delete at the end; if empty, the environment determines the prefix
 */
public record LocalPlan(
        int workers, int port, Optional<String> kafka, boolean anyCluster, Optional<String> topicPrefix) {

    /** Returns the number of JVMs that are busy during a run: the workers, the controller and, if one is started, the broker. */
    int processes() {
        return workers + 1 + (kafka.isEmpty() ? 1 : 0);
    }
}
