package klt.common.spec.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.text.Listing;

/**
 * The clusters that runs may load. Runs on other clusters are rejected, because the clients would send their credentials there.
 *
 * @param servers servers that {@code topic.cluster} may list
 * @param any whether it may list any server
 */
public record AllowedClusters(Set<String> servers, boolean any) {

    /** The variable that lists servers in addition to the configured cluster's. */
    public static final String VARIABLE = "ALLOWED_CLUSTERS";

    /** The variable's value that allows any server. */
    public static final String ANY = "*";

    public AllowedClusters {
        servers = Set.copyOf(servers);
    }

    /**
     * Returns why runs may not load a cluster, or empty if they may.
     *
     * @param cluster the value of {@code topic.cluster}; empty for the configured cluster, which is always allowed
     */
    public Optional<String> refusal(Optional<String> cluster) {
        if (any) {
            return Optional.empty();
        }
        List<String> refused = cluster.stream()
                .flatMap(text -> BootstrapServers.of(text).stream())
                .filter(server -> !servers.contains(server))
                .toList();
        return refused.isEmpty()
                ? Optional.empty()
                : Optional.of("lists " + Listing.of(refused) + "; runs may use only "
                        + Listing.of(servers.stream().sorted().toList())
                        + ", because Kafka clients send their credentials to the cluster; add the servers to "
                        + VARIABLE
                        + " of the controller and of every worker");
    }
}
