package klt.controller.fleet;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import klt.common.spec.limit.Limits;
import klt.controller.report.FleetView.Deployed;
import klt.controller.report.Scaling;
import klt.controller.report.Scaling.Runner;

/** The workers on this machine. The parent process runs them, and reads the desired number of workers from this process's stdout. */
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
            return new Outcome.Refused("one machine runs at most " + Limits.LOCAL_WORKERS_MAX
                    + " workers; use Docker Compose or Kubernetes for more");
        }
        parent.println(LINE + replicas);
        if (parent.checkError()) {
            return new Outcome.Refused("the process that started this controller no longer reads its output");
        }
        desired = replicas;
        return new Outcome.Accepted();
    }

    @Override
    public void close() {}
}
