package klt.common.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.ControlRecord.Claim;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.ControlRecord.Leftover;
import klt.common.protocol.ControlRecord.Tick;
import klt.common.protocol.PartitionAuditReport.Hole;
import klt.common.protocol.StatusRecord.Bye;
import klt.common.protocol.StatusRecord.Clock;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.StatusRecord.TopicInterval;
import klt.common.protocol.StatusRecord.Vitals;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.protocol.interval.IntervalLatencies;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.SenderTimes;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.Envelope;
import klt.common.schedule.LoadChange;
import klt.common.spec.RunSpec;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;

/** One record of each kind with every field filled in; the golden files hold their JSON. */
final class Samples {

    static final Instant START = Instant.parse("2026-01-11T12:34:56.123456789Z");
    static final Instant STOP = START.plusSeconds(600);

    static final Claim CLAIM = new Claim("controller.x7k2p");

    static final Tick TICK = new Tick(List.of("w-1", "w-2"));

    static final Plan PLAN = new Plan(RunSpec.fromJson(JsonMapper.shared().readTree("""
                                    {"name": "steady", "messages": 10000, "rate": 333.25, "objectives": ["response.p99<20ms"]}
                                    """)), 64, List.of(2));

    static final DesiredRun RUN = new DesiredRun(
            "r-20260111-1234-k3f",
            7,
            RunPhase.DRAINING,
            Optional.of(new Ending(RunPhase.STOPPED, EndCode.USER.with())),
            PLAN,
            new DesiredRun.Load(
                    List.of(
                            new LoadChange(5_000_000_000L, 5_000_000_000L, Optional.of(0.0), 1),
                            new LoadChange(9_000_000_000L, 9_500_000_000L, Optional.empty(), 1.5)),
                    Optional.of(START),
                    Optional.of(STOP)),
            List.of("w-1", "w-2", "w-3"),
            new DesiredRun.Allocation(
                    List.of(
                            new Grant(1, "w-1", 1, 0, Optional.of(1_000L), false, List.of(0, 2, 4)),
                            new Grant(2, "w-2", 2, 1_000, Optional.empty(), false, List.of(0, 2, 63)),
                            new Grant(3, "w-2", 2, 500, Optional.of(900L), true, List.of(5))),
                    List.of(
                            new Leftover(List.of(7, 8), 300, Optional.of(640L)),
                            new Leftover(List.of(9), 640, Optional.empty())),
                    6),
            new DesiredRun.Departed(List.of("w-0"), new OutcomeCounts(4_800, 20, 3, 5, 100), 17),
            new Audit(
                    List.of("hDkKzLWkRTyXhCEVU4F9gA"),
                    List.of(0L, 40L),
                    List.of(5_000L, 5_061L),
                    List.of(new Audit.Task(1, "w-1", List.of(1)), new Audit.Task(3, "w-2", List.of(0))),
                    List.of(new Audit.Contested(List.of(0, 2), 900, 1_040, 2, START.plusSeconds(4)))));

    static final WorkerInfo WORKER = new WorkerInfo("worker-7d9f-x2", "node-3", "0.1.0", 2.5, 536_870_912);

    static final RunProgress PROGRESS = new RunProgress(
            "r-20260111-1234-k3f",
            7,
            RunState.FAILED,
            List.of(new GrantProgress(1, 1_000, 1_000, true), new GrantProgress(2, 1_282, 1_154, false)),
            new OutcomeCounts(3_900, 250, 20, 30, 80),
            new RunProgress.Totals(5_000, 4_000, 300, 20, 40, 4_096_000, new OutcomeCounts(400, 12, 2, 1, 9)),
            12,
            new ProducerTotals(4_200_000, 7, 3, 1_234_567, 2_345_678, 3_456_789, Optional.of(23_000_000_000L)),
            new RunProgress.Times(Optional.of(START), Optional.of(-81_000L), Optional.of(START.plusMillis(11_950))),
            3.25,
            List.of(new ErrorCount(
                    "TimeoutException",
                    Outcome.INDETERMINATE,
                    20,
                    START,
                    START.plusSeconds(9),
                    "Expiring 3 record(s)")),
            Optional.of(new RunProgress.Failure(EndCode.WORKER_FAILED, "TopicAuthorizationException: not authorized")));

    static final Heartbeat HEARTBEAT = new Heartbeat(
            WORKER,
            17,
            true,
            Optional.of(new Clock(-1_500, 420)),
            new Vitals(61.5, 12.25, 268_435_456, 0.125),
            List.of(PROGRESS));

    static final Interval INTERVAL = new Interval(
            "r-20260111-1234-k3f",
            12,
            11,
            1_000,
            new Interval.Outcomes(990, 3, 2, 7),
            new Interval.Outcomes(40, 2, 1, 3),
            1_013_760,
            5,
            new SenderTimes(
                    1_000_400_000,
                    Optional.of(750_000_000L),
                    20_000_000,
                    310_000_000,
                    new ProcessDelays(
                            Optional.of(new ProcessDelays.CpuThrottling(10, 3)),
                            Optional.of(15_000_000L),
                            Optional.of(8_000_000L),
                            Optional.of(65_536L))),
            new IntervalLatencies(
                    histogram(2_000),
                    histogram(1_500),
                    4,
                    LatencyHistogram.EMPTY,
                    histogram(8_000),
                    1,
                    histogram(8_000)),
            List.of(new TopicInterval(2, new Interval.Outcomes(330, 1, 1, 2), 337_920, histogram(2_000), 1)));

    static final SendLedgerReport EVIDENCE = new SendLedgerReport(
            "r-20260111-1234-k3f",
            -889_275_714,
            6,
            2,
            List.of(
                    new SendLedgerReport.Given(
                            500,
                            498,
                            1_041,
                            true,
                            -6_148_914_691_236_517_206L,
                            List.of(new SendLedgerReport.Unacked(17, 19, Outcome.FAILED, 1_088)),
                            0),
                    new SendLedgerReport.Given(0, 0, -1, false, 0, List.of(), 0)));

    static final PartitionAuditReport AUDITED = new PartitionAuditReport(
            "r-20260111-1234-k3f",
            3,
            2,
            1_042,
            true,
            "OffsetOutOfRangeException: retention",
            new PartitionAuditReport.Records(1_001, 2, 1, 40, 3),
            List.of(new PartitionAuditReport.Received(
                    -889_275_714, 498, 496, 3, 4, 6_148_914_691_236_517_205L, List.of(new Hole(17, 19, 55, 1_216)), 0)),
            List.of(new PartitionAuditReport.Stray(-889_275_714, 5, 77)),
            0,
            List.of(new PartitionAuditReport.Sample(PartitionAuditReport.Kind.DUPLICATE, 61, 1_280)));

    static final ContestedRangeReport CONTESTED =
            new ContestedRangeReport("r-20260111-1234-k3f", 3, 0, "Bw==", "BA==", "Bg==");

    static final Consumed CONSUMED = new Consumed(
            "r-20260111-1234-k3f",
            1,
            7,
            6,
            new Consumed.Members(3, 4, 2, 350_000, 200_000, Optional.of(1_200_000L)),
            new Consumed.Records(7_000, 12, 5, 7_168_000),
            new Consumed.EndToEnd(histogram(3_000), 800),
            "GroupAuthorizationException: Not authorized to access group");

    static final GroupPositions POSITIONS =
            new GroupPositions("r-20260111-1234-k3f", 1, 0, List.of(new GroupPositions.Position(2, 40, 1_040, 1_100)));

    static final ReportRefused REFUSED = new ReportRefused(
            "r-20260111-1234-k3f", "evidence", 1_048_700, "RecordTooLargeException: larger than the topic allows");

    static final Bye BYE = new Bye("SIGTERM");

    static final List<ControlRecord> CONTROL = List.of(CLAIM, TICK, RUN);
    static final List<StatusRecord> STATUS =
            List.of(HEARTBEAT, INTERVAL, BYE, EVIDENCE, AUDITED, CONTESTED, CONSUMED, POSITIONS, REFUSED);

    private Samples() {}

    private static LatencyHistogram histogram(long micros) {
        Histogram histogram = new Histogram(3);
        histogram.recordValueWithCount(micros, 988);
        histogram.recordValueWithCount(micros * 10, 2);
        return LatencyHistogram.of(histogram);
    }

    static <T> Envelope<T> enveloped(T body) {
        return new Envelope<>(3, "w-1", 42, body);
    }

    static byte[] encoded(ControlRecord body) {
        return BusCodec.CONTROL.encode(enveloped(body));
    }

    static byte[] encoded(StatusRecord body) {
        return BusCodec.STATUS.encode(enveloped(body));
    }
}
