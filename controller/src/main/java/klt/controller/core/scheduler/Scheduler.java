package klt.controller.core.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import klt.common.cron.MissedStart;
import klt.common.spec.RunSpec;
import klt.common.spec.input.FieldError;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Runs;
import klt.controller.core.run.Step;

/**
 * The schedules. Each start that becomes due is decided once: it is either made or missed. The decision is stored along with the start's
 * time, so that neither another controller nor a clock that jumps back causes it to be decided again. Event-loop thread only; owned by the
 * controller's core.
 */
public final class Scheduler {

    /** Maximum number of schedules. */
    public static final int SCHEDULES_MAX = 50;

    /** A start that no tick decides within this time is missed. Ticks pause while Kafka is not responding. */
    static final Duration LATE_MAX = Duration.ofSeconds(10);

    /** Maximum number of a schedule's starts to decide per tick, which limits the tick's duration. */
    static final int DECIDED_MAX = 1_000;

    /** @param next when the next start is due */
    private record Planned(CronSchedule schedule, Optional<Instant> next) {}

    private final Runs runs;
    private final Function<RunSpec, List<FieldError>> guardrails;
    private final Map<String, Planned> schedules = new LinkedHashMap<>();
    /** names of the schedules of another controller, until the replay has finished */
    private final Set<String> recovered = new HashSet<>();

    /** @param guardrails returns the controller's rules that a spec violates, as of when its run starts */
    public Scheduler(Runs runs, Function<RunSpec, List<FieldError>> guardrails) {
        this.runs = runs;
        this.guardrails = guardrails;
    }

    public Step on(Event.OfSchedule event, Instant now) {
        return switch (event) {
            case Event.ScheduleSet(CronSchedule.Settings settings) -> set(settings, now);
            case Event.ScheduleDeleted(String name) -> delete(name);
            case Event.ScheduleRecovered(CronSchedule schedule) -> {
                recovered.add(schedule.settings().name());
                yield Step.of(List.of(keep(schedule)));
            }
        };
    }

    private Step set(CronSchedule.Settings settings, Instant now) {
        Planned known = schedules.get(settings.name());
        if (known == null) {
            return schedules.size() >= SCHEDULES_MAX
                    ? Step.refused(new Reply.Refused(
                            "there are already " + SCHEDULES_MAX + " schedules; delete one of them first"))
                    : Step.of(List.of(keep(new CronSchedule(settings, now))));
        }
        // a start that is already due has the previous settings
        List<Command> commands = new ArrayList<>(decide(known, now));
        CronSchedule decided =
                Objects.requireNonNull(schedules.get(settings.name())).schedule();
        commands.add(keep(decided.with(settings, now)));
        return Step.of(commands);
    }

    private Step delete(String name) {
        return schedules.remove(name) == null
                ? Step.refused(new Reply.NotFound(name))
                : Step.of(List.of(new Command.ForgetSchedule(name)));
    }

    /**
     * Marks the starts of recovered schedules that became due while no controller was leading as missed. After a session restart, the next
     * tick decides the starts of this controller's own schedules.
     */
    public List<Command> onReplayFinished(Instant now) {
        List<Command> commands = new ArrayList<>();
        for (Planned planned : List.copyOf(schedules.values())) {
            if (recovered.contains(planned.schedule().settings().name()) && isDue(planned, now)) {
                commands.add(keep(absent(planned.schedule(), due(planned.schedule(), now))));
            }
        }
        recovered.clear();
        return commands;
    }

    /** Decides the due starts. */
    public List<Command> advance(Instant now) {
        List<Command> commands = new ArrayList<>();
        List.copyOf(schedules.values()).forEach(planned -> commands.addAll(decide(planned, now)));
        return commands;
    }

    private static boolean isDue(Planned planned, Instant now) {
        return planned.next().filter(due -> !due.isAfter(now)).isPresent();
    }

    private static List<Instant> due(CronSchedule schedule, Instant now) {
        return schedule.settings().times().between(schedule.considered(), now, DECIDED_MAX);
    }

    private List<Command> decide(Planned planned, Instant now) {
        if (!isDue(planned, now)) {
            return List.of();
        }
        CronSchedule schedule = planned.schedule();
        List<Instant> due = due(schedule, now);
        Instant last = due.getLast();
        if (last.isBefore(now.minus(LATE_MAX))) {
            return List.of(keep(absent(schedule, due)));
        }
        if (due.size() == 1) {
            return start(schedule, last, now);
        }
        CronSchedule late = absent(schedule, due.subList(0, due.size() - 1));
        List<Command> commands = new ArrayList<>(List.of(keep(late)));
        commands.addAll(start(late, last, now));
        return commands;
    }

    private static CronSchedule absent(CronSchedule schedule, List<Instant> due) {
        CronSchedule decided = schedule;
        for (Instant time : due) {
            decided = decided.missed(time, MissedStart.Reason.NO_CONTROLLER, Optional.empty());
        }
        return decided;
    }

    /**
     * Starts a run. The run is stored before the schedule, so that the next controller finds it even if the schedule could not be stored.
     */
    private List<Command> start(CronSchedule schedule, Instant due, Instant now) {
        Optional<String> active = switch (schedule.settings().overlap()) {
            case SKIP -> runs.live().stream().filter(schedule::hasRun).findFirst();
            case QUEUE -> Optional.empty();
        };
        if (active.isPresent()) {
            return List.of(keep(schedule.missed(due, MissedStart.Reason.PREVIOUS_RUN_ACTIVE, active)));
        }
        RunSpec spec = schedule.settings().spec();
        List<FieldError> errors = guardrails.apply(spec);
        if (!errors.isEmpty()) {
            return refused(
                    schedule, due, errors.stream().map(FieldError::toString).collect(Collectors.joining("; ")));
        }
        Step step = runs.submit(schedule.run(due), spec, now);
        return switch (step.reply()) {
            case Reply.Accepted() -> {
                List<Command> commands = new ArrayList<>(step.commands());
                commands.add(keep(schedule.started(due)));
                yield commands;
            }
            case Reply.Refused(String reason) -> refused(schedule, due, reason);
            case Reply.Conflict(String reason) -> refused(schedule, due, reason);
            case Reply.NotFound(String run) -> throw new IllegalStateException("no run " + run);
        };
    }

    private List<Command> refused(CronSchedule schedule, Instant due, String reason) {
        return List.of(keep(schedule.missed(due, MissedStart.Reason.REFUSED, Optional.of(reason))));
    }

    private Command keep(CronSchedule schedule) {
        schedules.put(schedule.settings().name(), new Planned(schedule, schedule.next()));
        return new Command.StoreSchedule(schedule);
    }
}
