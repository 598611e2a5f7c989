package klt.controller.core.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Data on a run that is stored in addition to its record, so that the report is complete even if another controller takes over.
 *
 * @param createdTopics names of the topics created by the run
 */
public record RunHistory(
        List<RunLog.Entry> events, List<Disruption> disruptions, List<Disruption> outages, List<String> createdTopics) {

    public static final RunHistory NONE = new RunHistory(List.of(), List.of(), List.of(), List.of());

    public RunHistory {
        events = List.copyOf(events);
        disruptions = List.copyOf(disruptions);
        outages = List.copyOf(outages);
        createdTopics = List.copyOf(createdTopics);
    }

    /** Returns since when no worker has been available to send. */
    public Optional<Instant> waitingSince() {
        return events.reversed().stream()
                .filter(entry -> entry.kind() == RunLog.Kind.WAITING || entry.kind() == RunLog.Kind.SHARDS_MOVED)
                .findFirst()
                .filter(entry -> entry.kind() == RunLog.Kind.WAITING)
                .map(RunLog.Entry::at);
    }
}
