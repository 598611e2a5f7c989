package klt.controller.report;

import java.time.Instant;
import java.util.Optional;

/**
 * A worker's pod, as reported by Kubernetes.
 *
 * @param ready whether the pod's readiness probe is succeeding
 * @param why the reason and message from Kubernetes if the pod is not running or not ready
 * @param restarts number of times that the pod's containers were restarted
 * @param lastExit last exit of one of the pod's containers
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

    /** The Kubernetes phases, and the state that kubectl shows for a pod that is being deleted. */
    public enum Phase {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        UNKNOWN,
        TERMINATING
    }

    /**
     * @param reason reason for the exit, for example OOMKilled
     * @param message last line of the container's log, if Kubernetes kept it
     */
    public record LastExit(String reason, int exitCode, Optional<Instant> at, Optional<String> message) {}

    /** Maximum length of a hostname, which is a DNS label. */
    private static final int HOSTNAME_LENGTH_MAX = 63;

    /** Returns the hostname inside the pod, which is the worker's default name. */
    public String hostname() {
        return name.length() <= HOSTNAME_LENGTH_MAX
                ? name
                : name.substring(0, HOSTNAME_LENGTH_MAX).replaceFirst("[-.]+$", "");
    }
}
