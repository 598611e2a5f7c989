package klt.worker.report;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.Envelope;
import klt.worker.clock.BusTime;
import klt.worker.process.ProcessMeter;
import klt.worker.produce.RunMeter;

/** Warms up the reporting code by creating a run's status records without writing them. */
public final class WarmUpReport {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String WRITER = "warm-up";

    private final String run;
    private final WorkerInfo info;
    private final BusTime busTime;
    private final ProcessVitals vitals = new ProcessVitals(new ProcessMeter());

    public WarmUpReport(String run, WorkerInfo info, BusTime busTime) {
        this.run = run;
        this.info = info;
        this.busTime = busTime;
    }

    /**
     * Creates the records of one second of sending.
     *
     * @param meter meter for everything sent in the second
     * @param nowNanos ticker time
     */
    public void reportSending(RunMeter meter, long nowNanos) {
        RunReport report = new RunReport(run, meter, busTime);
        report.toState(RunState.SENDING, Optional.empty());
        report.toStart(nowNanos);
        // the first harvest only records the initial values
        var unused = report.harvest(nowNanos, vitals::counters);
        report.harvest(nowNanos + SECOND_NANOS, vitals::counters).ifPresent(harvest -> code(harvest.interval()));
        report.evidence(false).forEach(this::code);
        code(new Heartbeat(info, 0, false, busTime.clock(), vitals.read(), List.of(report.progress())));
    }

    /** Encodes and decodes a record. */
    public void code(StatusRecord record) {
        var unused = BusCodec.STATUS.decode(BusCodec.STATUS.encode(new Envelope<>(0, WRITER, 0, record)));
    }
}
