package klt.controller.http;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.protocol.RunPhase;
import klt.controller.core.ControllerCore;
import klt.controller.core.run.Run;
import klt.controller.core.stats.RunStats;
import klt.controller.core.verdict.Judge;
import klt.controller.core.verdict.Verdict;
import klt.controller.core.verdict.Verdict.Integrity;
import klt.controller.core.verdict.Verdict.Validity;
import klt.controller.loop.EventLoop;
import klt.controller.report.RunSummary;
import klt.controller.store.RunStore;

/** Exposes live and recently ended runs to Prometheus, so that an alert can fire on a run that ended as INVALID. */
final class RunCollector implements MultiCollector {

    static final Duration ENDED_SHOWN_MAX = Duration.ofMinutes(15);

    /** Maximum number of ended runs exposed, the newest first. */
    static final int ENDED_RUNS_MAX = 20;

    private static final String RUN = "run";

    /** A run's exposed figures. */
    private record Standing(
            String run,
            Validity validity,
            Integrity integrity,
            Optional<Long> planned,
            long acked,
            long errors,
            long repaired,
            List<Group> groups) {}

    private record Group(String number, long consumed, long lag) {}

    private final EventLoop loop;
    private final RunStore store;

    RunCollector(EventLoop loop, RunStore store) {
        this.loop = loop;
        this.store = store;
    }

    @Override
    public MetricSnapshots collect() {
        List<Standing> runs;
        try {
            runs = loop.ask(this::standings);
        } catch (EventLoop.BusyException e) {
            // a busy event loop must not break the scrape
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
        for (Standing run : runs) {
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
                        "Acknowledged repaired messages of the run; they are in no latency but the repaired response time",
                        repaired),
                gauge("consumed_records", "Records delivered to a consumer group of the run", consumed),
                gauge("consumer_lag_records", "Records in the topic that no member of the group has completed", lag));
    }

    private List<Standing> standings(ControllerCore core, Instant now) {
        Stream<Standing> live = core.runs().stream()
                .filter(run -> run.phase() != RunPhase.QUEUED)
                .map(run -> standing(run, now));
        Stream<Standing> ended = store.summaries().stream()
                .filter(run -> run.endedAt()
                        .map(end -> end.plus(ENDED_SHOWN_MAX).isAfter(now))
                        .orElse(false))
                .limit(ENDED_RUNS_MAX)
                .map(RunCollector::standing);
        return Stream.concat(live, ended).toList();
    }

    private static Standing standing(Run run, Instant now) {
        RunStats.Totals totals = run.stats().totals();
        Verdict verdict = Judge.verdict(run, now);
        return new Standing(
                run.id(),
                verdict.validity(),
                verdict.integrity(),
                run.planned(),
                totals.acked(),
                totals.failed() + totals.indeterminate(),
                totals.repaired(),
                run.consumerStats().groups().stream()
                        .map(group -> new Group(String.valueOf(group.number()), group.records(), group.lag()))
                        .toList());
    }

    private static Standing standing(RunSummary run) {
        return new Standing(
                run.id(),
                run.verdict().validity(),
                run.verdict().integrity(),
                run.planned(),
                run.acked(),
                run.errors(),
                run.repaired(),
                List.of());
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
