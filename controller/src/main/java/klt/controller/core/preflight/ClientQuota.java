package klt.controller.core.preflight;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import klt.common.code.Args;

/**
 * A client quota, applied by each Kafka broker separately.
 *
 * @param entity names by entity type, such as {@code user}; an empty name stands for the entity type's default
 * @param limits limits by quota key, such as {@code producer_byte_rate}
 */
public record ClientQuota(Map<String, Optional<String>> entity, Map<String, Double> limits) {

    public static final String PRODUCER_BYTE_RATE = "producer_byte_rate";
    public static final String CONSUMER_BYTE_RATE = "consumer_byte_rate";

    private static final String USER = "user";
    private static final String CLIENT_ID = "client-id";

    private static final int LOWEST = 4;

    public ClientQuota {
        entity = Map.copyOf(entity);
        limits = Map.copyOf(limits);
    }

    /**
     * Returns the quota that Kafka applies to the workers' clients. The user's own quota takes precedence over the default for users, which
     * takes precedence over the default for client ids. No quota names a worker's client id, because it differs between runs.
     *
     * @param user the workers' principal; empty if unknown
     */
    static Optional<ClientQuota> applied(List<ClientQuota> quotas, Optional<String> user, String key) {
        return quotas.stream()
                .filter(quota -> quota.limits.containsKey(key) && quota.applies(user))
                .min(Comparator.comparingInt(ClientQuota::precedence));
    }

    private boolean applies(Optional<String> user) {
        return entity.entrySet().stream().allMatch(part -> switch (part.getKey()) {
            case USER -> part.getValue().isEmpty() || part.getValue().equals(user);
            case CLIENT_ID -> part.getValue().isEmpty();
            default -> false;
        });
    }

    /** Returns a quota's precedence, in the order given by Kafka's documentation, "Client Quotas". */
    private int precedence() {
        boolean client = entity.containsKey(CLIENT_ID);
        Optional<String> user = entity.get(USER);
        if (user == null) {
            return LOWEST;
        }
        return (user.isPresent() ? 0 : 2) + (client ? 0 : 1);
    }

    /** Returns whether the limit applies to each client id separately. */
    boolean isPerClient() {
        return entity.containsKey(CLIENT_ID);
    }

    /** @param key quota key of one of the limits */
    double limit(String key) {
        return Objects.requireNonNull(limits.get(key));
    }

    /** Returns the quota and the clients that it limits, as a finding's arguments. */
    Args args(String key) {
        Optional<String> user = entity.get(USER);
        if (user == null) {
            return Args.of("quota", key, "of", "EACH_CLIENT");
        }
        Args of = user.map(name -> Args.of("quota", key, USER, name))
                .orElseGet(() -> Args.of("quota", key, "of", "EACH_USER"));
        return isPerClient() ? of.and("perClient", true) : of;
    }
}
