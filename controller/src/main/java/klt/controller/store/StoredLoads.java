package klt.controller.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import klt.common.report.RunSummary;
import klt.common.spec.RunSpec;
import klt.common.spec.client.TopicNames;
import klt.controller.core.preflight.contents.PastLoads;

/** The loads of the runs in a {@link RunStore}. */
public record StoredLoads(RunStore store) implements PastLoads {

    /** Maximum difference between two clocks, one of which stamps the runs' times and the other the records. */
    static final Duration CLOCK_DIFFERENCE_MAX = Duration.ofMinutes(1);

    /** A document is only parsed if its run's time fits, because parsing takes long. */
    @Override
    public Predicate<Instant> sentTo(String topic) {
        List<RunSummary> ofTopic = started(topic);
        Map<String, Boolean> known = new HashMap<>();
        return time -> ofTopic.stream()
                .filter(run -> isWithin(run.times(), time))
                .anyMatch(run -> known.computeIfAbsent(run.id(), this::sends));
    }

    @Override
    public boolean anySentTo(String topic) {
        return started(topic).stream().anyMatch(run -> sends(run.id()));
    }

    private List<RunSummary> started(String topic) {
        return store.summaries().stream()
                .filter(run ->
                        run.times().startedAt().isPresent() && names(run.run().topic(), topic))
                .toList();
    }

    private static boolean names(String written, String topic) {
        return written.equals(topic) || TopicNames.of(written).contains(topic);
    }

    private static boolean isWithin(RunSummary.Times times, Instant time) {
        Instant from = times.startedAt().orElseThrow().minus(CLOCK_DIFFERENCE_MAX);
        return !time.isBefore(from)
                && times.endedAt()
                        .map(end -> !time.isAfter(end.plus(CLOCK_DIFFERENCE_MAX)))
                        .orElse(true);
    }

    private boolean sends(String id) {
        Optional<RunSpec> spec = store.find(id).map(run -> run.report().result().spec());
        return spec.filter(run -> run.load().sends()).isPresent();
    }
}
