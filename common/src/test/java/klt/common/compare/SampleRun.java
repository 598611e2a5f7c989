package klt.common.compare;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import klt.common.code.Args;
import klt.common.histogram.LatencyAggregate;
import klt.common.histogram.LatencyHistogram;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.report.ConsumerGroup;
import klt.common.report.Judgement;
import klt.common.report.RunDocument;
import klt.common.report.RunEvents;
import klt.common.report.RunIdentity;
import klt.common.report.RunResult;
import klt.common.report.RunResult.Breakdown;
import klt.common.report.RunWorker;
import klt.common.report.SeriesRow;
import klt.common.report.Timing;
import klt.common.report.Totals;
import klt.common.report.Totals.Throttle;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Validity;
import klt.common.report.latency.Latencies;
import klt.common.report.latency.Latencies.EndToEnd;
import klt.common.report.latency.Latencies.Since;
import klt.common.report.latency.Latency;
import klt.common.report.limit.LimitResult;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import org.HdrHistogram.Histogram;

/** Makes the report of a run from the response times of its windows, one per second. */
public final class SampleRun {

    private static final RunSpec STEADY = parse("{duration: 1m, rate: 1000, warmup: 0s}");

    private final String id;
    private final List<SeriesRow> rows = new ArrayList<>();
    private final List<RunWorker> workers = new ArrayList<>();
    private final LatencyAggregate all = new LatencyAggregate();
    private RunSpec spec = STEADY;
    private Optional<Latency> responseTime = Optional.empty();
    private String version = "1";
    private Validity validity = Validity.VALID;
    private long answered;
    private long unanswered;
    private double rate = 1_000;
    private RunPhase phase = RunPhase.DONE;
    private Optional<RunIdentity.End> end = Optional.empty();
    private Optional<LimitResult> limit = Optional.empty();
    private Optional<Double> groupRate = Optional.empty();
    private Since since = Since.DUE;
    private Latency allEndToEnd = Latency.NONE;
    private boolean ended;

    public SampleRun(String id) {
        this.id = id;
    }

    public SampleRun spec(String yaml) {
        spec = parse(yaml);
        return this;
    }

    SampleRun version(String text) {
        version = text;
        return this;
    }

    SampleRun validity(Validity found) {
        validity = found;
        return this;
    }

    SampleRun rate(double achieved) {
        rate = achieved;
        return this;
    }

    SampleRun ended(RunPhase early, EndCode code) {
        phase = early;
        end = Optional.of(new RunIdentity.End(code.name(), Args.NONE));
        return this;
    }

    /** Makes it a search whose limit is between two rates. */
    SampleRun limit(LimitResult.Bound bound, double lower, double upper) {
        limit = Optional.of(new LimitResult(
                LimitResult.Progress.DONE,
                Optional.of(lower),
                Optional.of(upper),
                bound,
                Optional.empty(),
                true,
                Optional.empty(),
                List.of()));
        return this;
    }

    /** The load ends in the next window; without it, in an empty one at the end. */
    SampleRun lastWindow(double[] micros, long failed) {
        ended = true;
        return window(micros, failed);
    }

    /** Makes it a run that only reads, with a window for each number of records. */
    public SampleRun reads(String start, Since from, double perSecond, int... records) {
        spec("{rate: 0, duration: 1m, warmup: 0s, consumers: {groups: 1, start: " + start + "}}");
        since = from;
        groupRate = Optional.of(perSecond);
        responseTime = Optional.of(Latency.NONE);
        Latency endToEnd = latency(IntStream.range(500, 900).asDoubleStream().toArray());
        allEndToEnd = endToEnd;
        for (int consumed : records) {
            rows.add(new SeriesRow(
                    rows.size(),
                    1,
                    Optional.empty(),
                    new SeriesRow.Counts(0, 0, 0, 0, 0, 0, 0),
                    new SeriesRow.SenderLatencies(Latency.NONE, Latency.NONE, Latency.NONE),
                    Throttle.UNKNOWN,
                    consumed,
                    Optional.empty(),
                    endToEnd));
        }
        return this;
    }

    private static Latency latency(double[] micros) {
        Histogram histogram = new Histogram(3);
        for (double value : micros) {
            histogram.recordValue(Math.round(value));
        }
        return Latency.of(LatencySummary.of(histogram, 0));
    }

    private List<ConsumerGroup> groups() {
        return groupRate
                .map(perSecond -> new ConsumerGroup(
                        new ConsumerGroup.Id(0, Optional.empty(), "g"),
                        1,
                        1,
                        new ConsumerGroup.Records(0, 0, 0, 0, Optional.of(perSecond)),
                        new ConsumerGroup.Lag(0, 0),
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new EndToEnd(Latency.NONE, Optional.empty(), since)))
                .stream()
                .toList();
    }

    SampleRun worker(String name, double cpuLimit) {
        workers.add(new RunWorker(
                name + ".1",
                name,
                RunWorker.State.FINISHED.name(),
                1,
                Optional.empty(),
                0,
                new RunWorker.Counts(0, 0, 0, 0, 0),
                new RunWorker.P99(Optional.empty(), Optional.empty()),
                Optional.empty(),
                new RunWorker.ProcessFigures(
                        Optional.empty(),
                        Optional.of(cpuLimit),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                0,
                Throttle.UNKNOWN));
        return this;
    }

    /** Windows of 300 messages around some milliseconds. */
    SampleRun noisy(double millis, int windows) {
        Random random = new Random(id.hashCode());
        for (int second = 0; second < windows; second++) {
            window(
                    random.doubles(300, 0.5, 1.5)
                            .map(factor -> 1_000 * millis * factor)
                            .toArray(),
                    0);
        }
        return this;
    }

    /** Answers after the load has ended. */
    SampleRun drained(double[] micros, long failed) {
        lastWindow(new double[] {1_000}, 0).window(micros, failed);
        SeriesRow row = rows.removeLast();
        SeriesRow.Counts counts = row.counts();
        rows.add(new SeriesRow(
                row.second(),
                row.seconds(),
                row.target(),
                new SeriesRow.Counts(0, counts.acked(), counts.failed(), 0, 0, 0, 0),
                row.latencies(),
                row.throttle(),
                row.consumed(),
                row.lag(),
                row.endToEnd()));
        return this;
    }

    /** The response times of one second, and the number of messages that failed in it. */
    public SampleRun window(double[] micros, long failed) {
        Histogram histogram = new Histogram(3);
        for (double value : micros) {
            histogram.recordValue(Math.round(value));
        }
        all.add(LatencyHistogram.of(histogram), failed);
        answered += micros.length;
        unanswered += failed;
        rows.add(row(micros.length, failed, Latency.of(LatencySummary.of(histogram, failed))));
        return this;
    }

    /** One second of which only the summary is known; {@link #responseTime} then sets that of the run. */
    SampleRun window(Latency response) {
        answered += response.count();
        rows.add(row((int) response.count(), response.unanswered(), response));
        return this;
    }

    /** One second of which only the number of acks counts. */
    SampleRun window(int acked) {
        rows.add(row(acked, 0, Latency.NONE));
        return this;
    }

    SampleRun responseTime(Latency ofRun) {
        responseTime = Optional.of(ofRun);
        return this;
    }

    private SeriesRow row(int acked, long failed, Latency response) {
        return new SeriesRow(
                rows.size(),
                1,
                Optional.of(1_000.0),
                new SeriesRow.Counts(acked + failed, acked, failed, 0, 0, 0, 0),
                new SeriesRow.SenderLatencies(response, Latency.NONE, Latency.NONE),
                Throttle.UNKNOWN,
                0,
                Optional.empty(),
                Latency.NONE);
    }

    public RunDocument document() {
        List<SeriesRow> series = new ArrayList<>(rows);
        if (!ended) {
            series.add(row(1, 0, Latency.NONE));
        }
        return new RunDocument(RunDocument.SCHEMA_VERSION, result(), series, timing());
    }

    private RunResult result() {
        return new RunResult(
                new RunIdentity(id, phase, Optional.empty(), end, version),
                spec,
                new Judgement(
                        new Verdict(Verdict.Objectives.PASS, validity, Verdict.Integrity.UNCHECKED, List.of()),
                        List.of()),
                new Totals(
                        new Totals.Messages(Optional.empty(), answered, unanswered, 0, 0, Optional.empty(), 0, 0, 0),
                        new Totals.Bytes(0, Optional.empty(), Optional.empty()),
                        new Totals.Rate(Optional.of(1_000.0), Optional.of(rate)),
                        Throttle.UNKNOWN),
                new Latencies(
                        responseTime.orElseGet(() -> Latency.of(all.summary())),
                        Latency.NONE,
                        Latency.NONE,
                        Latency.NONE,
                        Latency.NONE,
                        new EndToEnd(allEndToEnd, Optional.empty(), since)),
                new Breakdown(List.of(), limit, List.of(), Optional.empty()),
                groups(),
                Optional.empty(),
                workers,
                new RunEvents(List.of(), List.of()));
    }

    private static RunSpec parse(String yaml) {
        return switch (SpecReader.readYaml(yaml)) {
            case SpecResult.Valid valid -> valid.spec();
            case SpecResult.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }

    private Timing timing() {
        return new Timing(
                Instant.EPOCH,
                Optional.of(Instant.EPOCH),
                Optional.of(Instant.EPOCH),
                Optional.empty(),
                spec.load().warmup().toMillis() / 1e3,
                Optional.of(Instant.EPOCH));
    }
}
