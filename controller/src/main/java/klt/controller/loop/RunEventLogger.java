package klt.controller.loop;

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import klt.controller.core.ControllerCore;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Command;
import klt.controller.core.run.Run;
import klt.controller.core.run.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Listens to the core's steps and logs each event of its runs once. Event-loop thread only. */
final class RunEventLogger {

    private static final Logger LOG = LoggerFactory.getLogger(RunEventLogger.class);

    /** number of logged events, by run */
    private final Map<Run, Long> logged = new WeakHashMap<>();

    void onStep(ControllerCore core, Step step) {
        core.runs().forEach(this::note);
        for (Command command : step.commands()) {
            // runs that have ended are no longer in the core
            if (command instanceof Command.Store(Run run)) {
                note(run);
            }
        }
    }

    void note(Run run) {
        long added = run.log().added();
        if (added == logged.getOrDefault(run, 0L)) {
            return;
        }
        List<RunLog.Entry> entries = run.log().entries();
        long unlogged = Math.min(added - logged.getOrDefault(run, 0L), entries.size());
        logged.put(run, added);
        entries.stream().skip(entries.size() - unlogged).forEach(entry -> log(run.id(), entry));
    }

    private static void log(String run, RunLog.Entry entry) {
        Level level = switch (entry.kind()) {
            case ERROR,
                    PREFLIGHT,
                    WAITING,
                    WORKER_LOST,
                    WORKER_RETURNED,
                    REPORT_REFUSED,
                    TOPIC_CHANGED,
                    KAFKA_SILENT,
                    CLOCK_JUMPED -> Level.WARN;
            case ANNOTATION,
                    PHASE,
                    RATE_CHANGED,
                    LOAD_JUDGED,
                    STAGE_SKIPPED,
                    PAUSED,
                    RESUMED,
                    WORKER_READY,
                    WORKER_JOINED,
                    WORKER_LEFT,
                    SHARDS_MOVED,
                    REBALANCE -> Level.INFO;
        };
        LOG.atLevel(level).addKeyValue("run", run).log("{}: {}", entry.kind(), entry.message());
    }
}
