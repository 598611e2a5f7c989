package klt.controller.fleet;

import java.io.PrintStream;
import klt.controller.report.FleetView.Deployed;

/** The platform that runs the workers. */
public sealed interface Replicas extends AutoCloseable permits KubernetesReplicas, LocalReplicas, StaticReplicas {

    /** The result of a scaling request. */
    sealed interface Outcome {

        /** Scaling has begun; workers start and stop asynchronously. */
        record Accepted() implements Outcome {}

        /** @param why human-readable reason */
        record Refused(String why) implements Outcome {}
    }

    /** Returns the last known state. Never waits. */
    Deployed view();

    /** Requests a number of workers. Waits at most a few seconds for the response. */
    Outcome scale(int replicas);

    @Override
    void close();

    /** @param parent stream read by the parent process */
    static Replicas of(FleetSettings settings, PrintStream parent) {
        return switch (settings) {
            case FleetSettings.Kubernetes(String deployment) -> KubernetesReplicas.connect(deployment);
            case FleetSettings.Local(int workers) -> new LocalReplicas(workers, parent);
            case FleetSettings.Static() -> new StaticReplicas();
        };
    }
}
