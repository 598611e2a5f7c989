package klt.controller.core.run;

import java.time.Instant;
import java.util.List;
import klt.controller.core.history.RunHistory;
import klt.controller.core.history.RunLog;

/** Adds remarks of people and scripts to the events of live runs. */
public final class Annotations {

    /** Maximum number per run, which leaves room for its other events. */
    public static final int COUNT_MAX = 100;

    private Annotations() {}

    /** @param text one line */
    public static Step add(Run run, String text, Instant now) {
        long before = run.log().entries().stream()
                .filter(entry -> entry.kind() == RunLog.Kind.ANNOTATION)
                .count();
        if (before >= COUNT_MAX) {
            return Step.refused(new Reply.Refused("the run has " + before + " annotations, which is the limit"));
        }
        run.log().add(now, RunLog.Kind.ANNOTATION, "text", text);
        // stored at once, because a run that is not published yet is not stored with each tick
        return Step.of(List.of(new Command.Store(run)));
    }

    /** Restores the annotations of a run that no worker knew yet; its other events begin again. */
    public static void restore(Run run, RunHistory past) {
        past.events().stream()
                .filter(entry -> entry.kind() == RunLog.Kind.ANNOTATION)
                .forEach(entry -> run.log().add(entry.at(), entry.kind(), entry.args()));
    }
}
