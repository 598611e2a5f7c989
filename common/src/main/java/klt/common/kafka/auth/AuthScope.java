package klt.common.kafka.auth;

import java.util.Locale;

/** Which cluster the settings of a login are for. It determines the names of the environment variables. */
public enum AuthScope {
    TARGET("KAFKA_", "KAFKA_BOOTSTRAP_SERVERS and CONTROL_BOOTSTRAP_SERVERS"),
    CONTROL("CONTROL_", "CONTROL_BOOTSTRAP_SERVERS");

    private final String prefix;
    private final String servers;

    AuthScope(String prefix, String servers) {
        this.prefix = prefix;
        this.servers = servers;
    }

    /** Returns the variable that takes the preset. */
    public String preset() {
        return prefix + "AUTH";
    }

    /** Returns the variable that takes the folder with the preset's files. */
    public String folder() {
        return prefix + "AUTH_DIR";
    }

    /** Returns the prefix of the variables that take client properties. */
    public String clientPrefix() {
        return prefix + "CLIENT_";
    }

    /** Returns the variable that takes a client property. */
    public String variable(String property) {
        return clientPrefix() + property.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** Returns the variables that take the bootstrap servers. */
    String servers() {
        return servers;
    }
}
