package klt.worker.report;

import java.lang.management.ManagementFactory;
import klt.common.protocol.StatusRecord.Vitals;
import klt.worker.process.ProcessCounters;
import klt.worker.process.ProcessMeter;

/** This process's state. */
public final class ProcessVitals {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final ProcessMeter meter;

    public ProcessVitals(ProcessMeter meter) {
        this.meter = meter;
    }

    ProcessCounters counters() {
        return meter.read();
    }

    public Vitals read() {
        return new Vitals(
                ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS_PER_SECOND,
                meter.cpuNanos() / NANOS_PER_SECOND,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                meter.gcPauseNanos() / NANOS_PER_SECOND);
    }
}
