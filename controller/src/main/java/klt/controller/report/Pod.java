package klt.controller.report;

import java.time.Instant;
import java.util.Optional;

/**
 * A worker's pod, as reported by Kubernetes.
 *
 * @param ready whether its readiness probe succeeds
 * @param why why it is not running or not ready: the reason and message from Kubernetes
 * @param restarts number of restarts of its containers
 * @param lastExit the last exit of one of its containers
 */
public record Pod(
        String name,
        Phase phase,
        boolean ready,
        Optional<String> node,
        int restarts,
        Optional<Instant> createdAt,
        Optional<String> why,
        Optional<LastExit> lastExit) {

    /** The Kubernetes phases, and kubectl's state of a pod that is being deleted. */
    public enum Phase {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        UNKNOWN,
        TERMINATING
    }

    /**
     * @param reason reason of the exit, for example OOMKilled
     * @param message the last line of its log, if Kubernetes kept it
     */
    public record LastExit(String reason, int exitCode, Optional<Instant> at, Optional<String> message) {}

    /** Maximum length of a hostname, which is a DNS label. */
    private static final int HOSTNAME_LENGTH_MAX = 63;

    /** The hostname inside the pod, which is the default name of its worker. */
    public String hostname() {
        return name.length() <= HOSTNAME_LENGTH_MAX
                ? name
                : name.substring(0, HOSTNAME_LENGTH_MAX).replaceFirst("[-.]+$", "");
    }
}
