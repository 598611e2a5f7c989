package klt.common.spec;

import java.util.List;
import java.util.Optional;
import klt.common.schedule.Arrivals;
import klt.common.spec.consumers.Group;
import klt.common.spec.consumers.GroupProtocol;
import klt.common.spec.consumers.Start;
import klt.common.spec.input.FieldError;
import klt.common.spec.load.Extent;
import klt.common.spec.objective.Objective;

/** Rules that relate consumer groups, and objectives on groups and topics, to a spec's other keys. */
final class GroupRules {

    private GroupRules() {}

    /** Rejects objectives for a consumer group or topic that does not exist, or for a group that does not have the metric. */
    static void checkObjectives(RunSpec spec, List<FieldError> errors) {
        List<String> names = spec.consumers().groups().stream()
                .flatMap(group -> group.name().stream())
                .toList();
        for (int i = 0; i < spec.objectives().size(); i++) {
            Objective objective = spec.objectives().get(i);
            Optional<String> unknown = objective.group().filter(name -> !names.contains(name));
            Optional<String> unknownTopic =
                    objective.topic().filter(name -> !spec.topic().names().contains(name));
            if (unknownTopic.isPresent()) {
                errors.add(new FieldError(
                        "objectives[" + i + "]",
                        "names topic '" + unknownTopic.get() + "', but topic.name is "
                                + spec.topic().name()));
            } else if (unknown.isPresent()) {
                errors.add(new FieldError(
                        "objectives[" + i + "]",
                        "names group '" + unknown.get() + "'; "
                                + (names.isEmpty()
                                        ? "no group in consumers.groups has a name"
                                        : "the groups are " + String.join(", ", names))));
            } else {
                checkRebalance(spec, i, errors);
            }
        }
    }

    private static void checkRebalance(RunSpec spec, int number, List<FieldError> errors) {
        Objective objective = spec.objectives().get(number);
        List<Group> groups = spec.consumers().groups().stream()
                .filter(group ->
                        objective.group().isEmpty() || objective.group().equals(group.name()))
                .toList();
        if (objective.metric() == Objective.Metric.REBALANCE
                && !groups.isEmpty()
                && groups.stream().allMatch(group -> group.protocol() == GroupProtocol.SHARE)) {
            errors.add(new FieldError(
                    "objectives[" + number + "]", "cannot be judged: the members of a share group have no rebalances"));
        }
    }

    /** Rejects everything that depends on messages sent by the run itself, because a run at rate 0 sends none. */
    static void checkWithoutLoad(RunSpec spec, List<FieldError> errors) {
        if (spec.consumers().isNone()) {
            errors.add(new FieldError("rate", "is 0 and there are no consumers: set a rate, or consumers.groups"));
            return;
        }
        if (spec.verification() != RunSpec.Verification.NONE) {
            errors.add(new FieldError("verification", "needs messages of the run, but this spec has rate: 0"));
        }
        if (spec.transactions().isPresent()) {
            errors.add(new FieldError("transactions", "needs messages of the run, but this spec has rate: 0"));
        }
        if (spec.load().arrivals().kind() != Arrivals.Kind.UNIFORM) {
            errors.add(new FieldError("load.arrivals", "needs a rate, but this spec has rate: 0"));
        }
        if (!spec.load().warmup().isZero()) {
            errors.add(new FieldError("warmup", "needs messages of the run, but this spec has rate: 0"));
        }
        if (spec.consumers().backlog()) {
            errors.add(new FieldError(
                    "consumers.backlog",
                    "needs messages of the run, but this spec has rate: 0, so the groups read existing records"));
        }
        boolean atEnd = spec.load().extent() instanceof Extent.ToEnd
                && spec.consumers().groups().stream().anyMatch(group -> group.start() instanceof Start.Latest);
        if (atEnd) {
            errors.add(new FieldError(
                    "consumers.start",
                    "latest leaves nothing to read until the end of the topic with rate: 0; set duration or messages, or start"
                            + " earlier"));
        }
        for (int i = 0; i < spec.objectives().size(); i++) {
            Objective objective = spec.objectives().get(i);
            if (!objective.metric().isOfConsumers()) {
                errors.add(new FieldError(
                        "objectives[" + i + "]",
                        objective.metric().word() + " needs messages of the run, but this spec has rate: 0; use "
                                + Objective.Metric.words(Objective.Metric::isOfConsumers)));
            } else if (objective.metric() == Objective.Metric.CATCH_UP
                    && spec.load().extent() instanceof Extent.Timed) {
                errors.add(new FieldError(
                        "objectives[" + i + "]",
                        "needs records to catch up with, but this spec has rate: 0 and a duration; remove duration, or set messages"
                                + " instead"));
            }
        }
    }
}
