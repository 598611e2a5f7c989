package klt.common.spec.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.text.Listing;

/**
 * The clusters that runs may load. A run on another cluster is refused, because the clients would send their credentials there.
 *
 * @param servers the servers that {@code topic.cluster} may list
 * @param any whether it may list any server
 */
public record AllowedClusters(Set<String> servers, boolean any) {

    /** The variable that lists servers in addition to those of the configured cluster. */
    public static final String VARIABLE = "ALLOWED_CLUSTERS";

    /** The value of the variable that allows any server. */
    public static final String ANY = "*";

    public AllowedClusters {
        servers = Set.copyOf(servers);
    }

    /**
     * Why runs must not load a cluster.
     *
     * @param cluster value of {@code topic.cluster}; empty for the configured cluster, which is allowed
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
