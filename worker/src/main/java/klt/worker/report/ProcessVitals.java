package klt.worker.report;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import klt.common.protocol.StatusRecord.Vitals;

/** The state of this process, from the JVM's management beans. */
public final class ProcessVitals {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final com.sun.management.OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();

    /** CPU time since the process started. */
    public double cpuSeconds() {
        return Math.max(0, system.getProcessCpuTime()) / NANOS_PER_SECOND;
    }

    public Vitals read() {
        long gcMillis = collectors.stream()
                .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
                .sum();
        return new Vitals(
                ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS_PER_SECOND,
                cpuSeconds(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                gcMillis / MILLIS_PER_SECOND);
    }
}
