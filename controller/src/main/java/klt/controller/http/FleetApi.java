package klt.controller.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import klt.common.spec.limit.Limits;
import klt.controller.fleet.Replicas;
import klt.controller.loop.EventLoop;
import klt.controller.report.FleetView;
import klt.controller.report.FleetView.Deployed;
import tools.jackson.databind.JsonNode;

/** HTTP resources for the workers. */
final class FleetApi {

    private final EventLoop loop;
    private final Replicas replicas;

    FleetApi(EventLoop loop, Replicas replicas) {
        this.loop = loop;
        this.replicas = replicas;
    }

    void register(JavalinDefaultRoutingApi routes) {
        Reading.at(routes, "/api/fleet", context -> context.json(fleet(replicas.view())));
        routes.put("/api/fleet/replicas", this::scale);
    }

    private FleetView fleet(Deployed deployed) {
        return FleetView.of(loop.snapshot(), deployed);
    }

    private void scale(Context context) {
        int wanted = wanted(Json.read(context.body()));
        switch (replicas.scale(wanted)) {
            case Replicas.Outcome.Accepted() -> {
                Deployed deployed = replicas.view();
                context.status(202).json(fleet(new Deployed(deployed.replicas().withDesired(wanted), deployed.pods())));
            }
            case Replicas.Outcome.Refused(String why) ->
                throw ProblemException.conflict(replicas.view()
                        .replicas()
                        .command(wanted)
                        .map(command -> why + (why.endsWith(".") ? "" : ".") + " By hand: " + command)
                        .orElse(why));
        }
    }

    private static int wanted(JsonNode body) {
        JsonNode wanted = body.path("replicas");
        if (!wanted.isIntegralNumber()
                || !wanted.canConvertToInt()
                || wanted.intValue() < 0
                || wanted.intValue() > Limits.WORKERS_MAX) {
            throw ProblemException.invalid("replicas", "takes a whole number from 0 to " + Limits.WORKERS_MAX);
        }
        return wanted.intValue();
    }
}
