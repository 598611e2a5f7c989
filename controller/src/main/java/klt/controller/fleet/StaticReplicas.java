package klt.controller.fleet;

import java.util.List;
import java.util.Optional;
import klt.common.spec.limit.Limits;
import klt.controller.report.FleetView.Deployed;
import klt.controller.report.Scaling;
import klt.controller.report.Scaling.Runner;

/** Workers that are started and stopped by hand or by another system rather than by the controller. */
final class StaticReplicas implements Replicas {

    private static final String WHY = "This controller does not start or stop workers (FLEET=static).";

    private static final Deployed VIEW = new Deployed(
            new Scaling(
                    Runner.STATIC,
                    Optional.empty(),
                    Limits.WORKERS_MAX,
                    false,
                    List.of(WHY
                            + " With Docker Compose, use the command shown here; otherwise, start or stop worker processes yourself."
                            + " They need only the address of Kafka, and appear here automatically."),
                    Optional.of("docker compose up -d --no-recreate --scale worker=" + Scaling.NUMBER + " worker")),
            List.of());

    @Override
    public Deployed view() {
        return VIEW;
    }

    @Override
    public Outcome scale(int replicas) {
        return new Outcome.Refused(WHY);
    }

    @Override
    public void close() {}
}
