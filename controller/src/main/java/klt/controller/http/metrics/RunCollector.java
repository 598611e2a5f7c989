package klt.controller.http.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import klt.common.protocol.RunPhase;
import klt.common.report.ConsumerGroup;
import klt.common.report.RunSummary;
import klt.common.report.Verdict.Integrity;
import klt.common.report.Verdict.Validity;
import klt.controller.loop.EventLoop;
import klt.controller.report.Snapshot;
import klt.controller.store.RunStore;

/** Exposes live and recently ended runs to Prometheus, so that alerts can fire on a run that ended as INVALID. */
public final class RunCollector implements MultiCollector {

    static final Duration ENDED_SHOWN_MAX = Duration.ofMinutes(15);

    /** Maximum number of ended runs to expose; the newest are exposed. */
    static final int ENDED_RUNS_MAX = 20;

    private static final String RUN = "run";

    /** A run's exposed figures. */
    private record RunFigures(
            String run,
            Validity validity,
            Integrity integrity,
            Optional<Long> planned,
            long acked,
            long errors,
            long repaired,
            List<Group> groups) {}

    private record Group(String number, long consumed, long lag) {}

    private final Supplier<Snapshot> snapshots;
    private final RunStore store;

    /** @param snapshots returns the newest snapshot; throws {@link EventLoop.BusyException} if there is none */
    public RunCollector(Supplier<Snapshot> snapshots, RunStore store) {
        this.snapshots = snapshots;
        this.store = store;
    }

    @Override
    public MetricSnapshots collect() {
        List<RunFigures> runs;
        try {
            runs = figures(snapshots.get());
        } catch (EventLoop.BusyException e) {
            // a scrape must succeed even if the loop has not published anything for a long time
            return new MetricSnapshots();
        }
        List<GaugeDataPointSnapshot> validity = new ArrayList<>();
        List<GaugeDataPointSnapshot> integrity = new ArrayList<>();
        List<GaugeDataPointSnapshot> planned = new ArrayList<>();
        List<GaugeDataPointSnapshot> acked = new ArrayList<>();
        List<GaugeDataPointSnapshot> errors = new ArrayList<>();
        List<GaugeDataPointSnapshot> repaired = new ArrayList<>();
        List<GaugeDataPointSnapshot> consumed = new ArrayList<>();
        List<GaugeDataPointSnapshot> lag = new ArrayList<>();
        for (RunFigures run : runs) {
            for (Validity possible : Validity.values()) {
                validity.add(point(
                        Labels.of(RUN, run.run(), "validity", possible.name().toLowerCase(Locale.ROOT)),
                        run.validity() == possible ? 1 : 0));
            }
            for (Integrity possible : Integrity.values()) {
                integrity.add(point(
                        Labels.of(RUN, run.run(), "integrity", possible.name().toLowerCase(Locale.ROOT)),
                        run.integrity() == possible ? 1 : 0));
            }
            run.planned().ifPresent(count -> planned.add(point(Labels.of(RUN, run.run()), count)));
            acked.add(point(Labels.of(RUN, run.run()), run.acked()));
            errors.add(point(Labels.of(RUN, run.run()), run.errors()));
            repaired.add(point(Labels.of(RUN, run.run()), run.repaired()));
            for (Group group : run.groups()) {
                Labels labels = Labels.of(RUN, run.run(), "group", group.number());
                consumed.add(point(labels, group.consumed()));
                lag.add(point(labels, group.lag()));
            }
        }
        return new MetricSnapshots(
                gauge("validity", "1 for the current or final validity of the run's measurement", validity),
                gauge("integrity", "1 for the current or final integrity of the run's messages", integrity),
                gauge("planned_messages", "Messages that the run has to send; absent at rate max by duration", planned),
                gauge("acked_messages", "Messages of the run that the broker acknowledged", acked),
                gauge("error_messages", "Messages of the run that failed or are indeterminate", errors),
                gauge(
                        "repaired_messages",
                        "Acknowledged repaired messages of the run; only the repaired response time contains them",
                        repaired),
                gauge("consumed_records", "Records delivered to a consumer group of the run", consumed),
                gauge(
                        "consumer_lag_records",
                        "Records in the topic that no member of the group has finished processing",
                        lag));
    }

    private List<RunFigures> figures(Snapshot snapshot) {
        Stream<RunFigures> live = snapshot.runs().values().stream()
                .filter(run -> run.summary().phase() != RunPhase.QUEUED
                        && !store.hasEnded(run.summary().id()))
                .map(run -> figures(run.summary(), run.view().result().consumers()));
        Stream<RunFigures> ended = store.summaries().stream()
                .filter(run -> run.times()
                        .endedAt()
                        .map(end -> end.plus(ENDED_SHOWN_MAX).isAfter(snapshot.at()))
                        .orElse(false))
                .limit(ENDED_RUNS_MAX)
                .map(run -> figures(run, List.of()));
        return Stream.concat(live, ended).toList();
    }

    private static RunFigures figures(RunSummary run, List<ConsumerGroup> groups) {
        return new RunFigures(
                run.id(),
                run.verdict().validity(),
                run.verdict().integrity(),
                run.counts().planned(),
                run.counts().acked(),
                run.counts().errors(),
                run.counts().repaired(),
                groups.stream()
                        .map(group -> new Group(
                                group.id().label(),
                                group.delivered().records(),
                                group.backlog().lag()))
                        .toList());
    }

    private static GaugeDataPointSnapshot point(Labels labels, long value) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, List<GaugeDataPointSnapshot> points) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name("klt_controller_run_" + name).help(help);
        points.forEach(gauge::dataPoint);
        return gauge.build();
    }
}
