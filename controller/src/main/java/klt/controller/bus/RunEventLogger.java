package klt.controller.bus;

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import klt.common.log.LogContext;
import klt.controller.core.Run;
import klt.controller.core.RunLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Says in this process's log what happens in the runs that it leads, each event once. For the event loop's thread. */
final class RunEventLogger {

    private static final Logger LOG = LoggerFactory.getLogger(RunEventLogger.class);

    /** how many events of a run were said */
    private final Map<Run, Long> said = new WeakHashMap<>();

    void note(Run run) {
        long added = run.log().added();
        List<RunLog.Entry> entries = run.log().entries();
        long news = Math.min(added - said.getOrDefault(run, 0L), entries.size());
        said.put(run, added);
        LogContext.ofRun(
                run.id(), () -> entries.stream().skip(entries.size() - news).forEach(RunEventLogger::say));
    }

    private static void say(RunLog.Entry entry) {
        Level level = switch (entry.kind()) {
            case ERROR, PREFLIGHT, WAITING, WORKER_LOST, REPORT_REFUSED, TOPIC_CHANGED, KAFKA_SILENT, CLOCK_JUMPED ->
                Level.WARN;
            case PHASE,
                    RATE_CHANGED,
                    PAUSED,
                    RESUMED,
                    WORKER_READY,
                    WORKER_JOINED,
                    WORKER_LEFT,
                    WORKER_RETURNED,
                    SHARDS_MOVED,
                    REBALANCE -> Level.INFO;
        };
        LOG.atLevel(level).log("{}: {}", entry.kind(), entry.message());
    }
}
