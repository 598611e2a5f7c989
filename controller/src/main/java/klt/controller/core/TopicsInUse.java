package klt.controller.core;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import klt.common.protocol.RunPhase;
import klt.controller.core.run.Command;
import klt.controller.core.run.Run;
import klt.controller.core.run.Step;

/**
 * Keeps topics that live runs use.
 *
 * @param active ids of the runs that had begun before a step; a run that begins in the step re-creates its topic
 */
record TopicsInUse(Set<String> active) {

    TopicsInUse {
        active = Set.copyOf(active);
    }

    /** @param runs the runs that have not ended before a step */
    static TopicsInUse before(List<Run> runs) {
        return new TopicsInUse(runs.stream()
                .filter(run -> run.phase() != RunPhase.QUEUED)
                .map(Run::id)
                .collect(Collectors.toSet()));
    }

    /**
     * Returns the step without the commands that would delete a topic in use.
     *
     * @param runs the runs that have not ended after the step
     */
    Step keep(Step step, List<Run> runs) {
        return new Step(
                step.commands().stream()
                        .filter(command ->
                                !(command instanceof Command.DeleteTopic delete) || !isInUse(delete.topic(), runs))
                        .toList(),
                step.reply());
    }

    /** Returns whether a live run uses a topic with this name on any cluster: different addresses may belong to the same cluster. */
    private boolean isInUse(String topic, List<Run> runs) {
        return runs.stream()
                .filter(run -> active.contains(run.id()))
                .anyMatch(run -> run.spec().topic().names().contains(topic));
    }
}
