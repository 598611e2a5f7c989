package klt.controller.fleet;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import klt.common.spec.Limits;
import klt.controller.report.FleetView.Deployed;
import klt.controller.report.Scaling;
import klt.controller.report.Scaling.Runner;

/** Workers on this machine. They belong to the process that started this one, which reads on its stdout how many are wanted. */
final class LocalReplicas implements Replicas {

    private static final String LINE = "SCALE ";

    private final PrintStream parent;
    private int desired;

    LocalReplicas(int desired, PrintStream parent) {
        this.desired = desired;
        this.parent = parent;
    }

    @Override
    public synchronized Deployed view() {
        return new Deployed(
                new Scaling(
                        Runner.LOCAL,
                        Optional.of(desired),
                        Limits.LOCAL_WORKERS_MAX,
                        true,
                        List.of(),
                        Optional.empty()),
                List.of());
    }

    @Override
    public synchronized Outcome scale(int replicas) {
        if (replicas > Limits.LOCAL_WORKERS_MAX) {
            return new Outcome.Refused("one machine is given at most " + Limits.LOCAL_WORKERS_MAX
                    + " workers; with Docker Compose or Kubernetes there may be more");
        }
        parent.println(LINE + replicas);
        if (parent.checkError()) {
            return new Outcome.Refused("the process that started this controller does not listen any more");
        }
        desired = replicas;
        return new Outcome.Accepted();
    }

    @Override
    public void close() {}
}
