package klt.controller.fleet;

import java.io.PrintStream;
import klt.controller.report.FleetView.Deployed;

/** What runs the workers. */
public sealed interface Replicas extends AutoCloseable permits KubernetesReplicas, LocalReplicas, StaticReplicas {

    /** What came of asking for a number of workers. */
    sealed interface Outcome {

        /** It is under way: workers come and go in their own time. */
        record Accepted() implements Outcome {}

        /** @param why for a person */
        record Refused(String why) implements Outcome {}
    }

    /** As last seen; never waits. */
    Deployed view();

    /** Asks for so many workers; may wait for an answer, some seconds at most. */
    Outcome scale(int replicas);

    @Override
    void close();

    /** @param parent read by who started this process */
    static Replicas of(FleetSettings settings, PrintStream parent) {
        return switch (settings) {
            case FleetSettings.Kubernetes(String deployment) -> KubernetesReplicas.connect(deployment);
            case FleetSettings.Local(int workers) -> new LocalReplicas(workers, parent);
            case FleetSettings.Static() -> new StaticReplicas();
        };
    }
}
