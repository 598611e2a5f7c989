package klt.controller.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import klt.common.cron.ScheduleView;
import klt.controller.core.Guardrails;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.run.Event;
import klt.controller.loop.EventLoop;
import klt.controller.store.ScheduleStore;

/** HTTP resources for schedules. */
final class ScheduleApi {

    record ScheduleList(List<ScheduleView> schedules) {}

    private final EventLoop loop;
    private final ScheduleStore schedules;
    private final Guardrails guardrails;
    private final double defaultRate;
    private final Supplier<Optional<String>> problem;
    private final Supplier<Optional<String>> unknown;

    /**
     * @param defaultRate rate in messages per second for specs without one
     * @param problem why the controller is not ready; empty if it is
     * @param unknown why the stored schedules have not been read; empty if they have been read
     */
    ScheduleApi(
            EventLoop loop,
            ScheduleStore schedules,
            Guardrails guardrails,
            double defaultRate,
            Supplier<Optional<String>> problem,
            Supplier<Optional<String>> unknown) {
        this.loop = loop;
        this.schedules = schedules;
        this.guardrails = guardrails;
        this.defaultRate = defaultRate;
        this.problem = problem;
        this.unknown = unknown;
    }

    void register(JavalinDefaultRoutingApi routes) {
        Reading.at(routes, "/api/schedules", this::list);
        Reading.at(routes, "/api/schedules/{name}", this::show);
        routes.put("/api/schedules/{name}", this::set);
        routes.delete("/api/schedules/{name}", this::delete);
    }

    private void list(Context context) {
        ProblemException.requireReady(unknown);
        context.json(
                new ScheduleList(schedules.all().stream().map(ScheduleApi::view).toList()));
    }

    private void show(Context context) {
        ProblemException.requireReady(unknown);
        context.json(view(context.pathParam("name")));
    }

    private ScheduleView view(String name) {
        return schedules.find(name).map(ScheduleApi::view).orElseThrow(() -> ProblemException.noSchedule(name));
    }

    private void set(Context context) {
        ProblemException.requireReady(problem);
        String name = context.pathParam("name");
        change(new Event.ScheduleSet(ScheduleBody.read(context, name, defaultRate, guardrails)));
        context.json(view(name));
    }

    private void delete(Context context) {
        ProblemException.requireReady(problem);
        change(new Event.ScheduleDeleted(context.pathParam("name")));
        context.status(204);
    }

    private void change(Event event) {
        ProblemException.requireAccepted(loop.request(event), ProblemException::noSchedule);
    }

    private static ScheduleView view(CronSchedule schedule) {
        CronSchedule.Settings settings = schedule.settings();
        return new ScheduleView(
                settings.name(),
                settings.times().expression(),
                settings.times().zone().getId(),
                settings.overlap(),
                settings.enabled(),
                settings.spec().toJson(),
                schedule.next(),
                schedule.lastStart(),
                schedule.missed(),
                schedule.lastMissed());
    }
}
