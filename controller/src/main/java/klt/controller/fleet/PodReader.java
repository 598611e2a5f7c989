package klt.controller.fleet;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.text.OneLine;
import klt.controller.report.Pod;
import klt.controller.report.Pod.LastExit;
import klt.controller.report.Pod.Phase;
import org.jspecify.annotations.Nullable;

/** Converts a Kubernetes pod to the form returned by the HTTP API. */
final class PodReader {

    private static final int LENGTH_MAX = 500;

    private PodReader() {}

    static Pod read(io.fabric8.kubernetes.api.model.Pod pod) {
        PodStatus status = Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new);
        return new Pod(
                pod.getMetadata().getName(),
                pod.getMetadata().getDeletionTimestamp() == null ? phase(status) : Phase.TERMINATING,
                condition(status, "Ready").filter(PodReader::holds).isPresent(),
                Optional.ofNullable(pod.getSpec()).flatMap(spec -> Optional.ofNullable(spec.getNodeName())),
                containers(status).mapToInt(ContainerStatus::getRestartCount).sum(),
                instant(pod.getMetadata().getCreationTimestamp()),
                why(status),
                lastExit(status));
    }

    private static Phase phase(PodStatus status) {
        return Stream.of(Phase.values())
                .filter(phase -> phase.name().equalsIgnoreCase(status.getPhase()))
                .findFirst()
                .orElse(Phase.UNKNOWN);
    }

    /** Returns the most specific reason why a pod is not running or not ready. */
    private static Optional<String> why(PodStatus status) {
        return reason(status.getReason(), status.getMessage())
                .or(() -> containers(status)
                        .flatMap(container -> Optional.ofNullable(container.getState())
                                .flatMap(state -> Optional.ofNullable(state.getWaiting()))
                                .flatMap(waiting -> reason(waiting.getReason(), waiting.getMessage()))
                                .stream())
                        .findFirst())
                .or(() -> broken(status, "PodScheduled"))
                .or(() -> broken(status, "Ready"));
    }

    private static Optional<String> broken(PodStatus status, String type) {
        return condition(status, type)
                .filter(condition -> !holds(condition))
                .flatMap(condition -> reason(condition.getReason(), condition.getMessage()));
    }

    private static Optional<PodCondition> condition(PodStatus status, String type) {
        return status.getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    private static boolean holds(PodCondition condition) {
        return "True".equals(condition.getStatus());
    }

    private static Optional<String> reason(@Nullable String reason, @Nullable String message) {
        String text = String.join(
                ": ",
                Stream.of(reason, message)
                        .filter(part -> part != null && !part.isEmpty())
                        .toList());
        return text.isEmpty() ? Optional.empty() : Optional.of(OneLine.of(text, LENGTH_MAX));
    }

    private static Stream<ContainerStatus> containers(PodStatus status) {
        return Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
                .flatMap(List::stream);
    }

    private static Optional<LastExit> lastExit(PodStatus status) {
        return containers(status)
                .flatMap(container -> Stream.of(
                        Optional.ofNullable(container.getState()), Optional.ofNullable(container.getLastState())))
                .flatMap(Optional::stream)
                .map(ContainerState::getTerminated)
                .flatMap(terminated -> Optional.ofNullable(terminated).stream())
                .map(PodReader::exit)
                .max(Comparator.comparing(exit -> exit.at().orElse(Instant.EPOCH)));
    }

    private static LastExit exit(ContainerStateTerminated terminated) {
        return new LastExit(
                Optional.ofNullable(terminated.getReason()).orElse("ended"),
                Optional.ofNullable(terminated.getExitCode()).orElse(0),
                instant(terminated.getFinishedAt()),
                Optional.ofNullable(terminated.getMessage()).flatMap(PodReader::lastLine));
    }

    /**
     * Returns the log's last line that is not a stack frame. It is usually the most informative line in the part of the log kept by
     * Kubernetes.
     */
    private static Optional<String> lastLine(String log) {
        return log.lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .reduce((before, line) -> line)
                .map(line -> OneLine.of(line, LENGTH_MAX));
    }

    private static Optional<Instant> instant(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
