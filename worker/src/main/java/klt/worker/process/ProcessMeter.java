package klt.worker.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;

/** Measures this process. On Linux, kernel files show what delays it; on other systems, only the JVM's figures are available. */
public final class ProcessMeter {

    private final com.sun.management.OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    private final GcPauses gc = new GcPauses();
    private final CgroupCpu cgroup;
    private final RunQueue runQueue;
    private final SocketQueues sockets;

    public ProcessMeter() {
        this(Path.of("/"));
    }

    /** @param root root of the file system */
    ProcessMeter(Path root) {
        cgroup = new CgroupCpu(root);
        runQueue = new RunQueue(root);
        sockets = new SocketQueues(root);
    }

    /** Returns the number of cores available to the process. The JVM would round a quota up to whole cores. */
    public double cpuLimit() {
        int processors = Runtime.getRuntime().availableProcessors();
        return Math.min(processors, cgroup.cores().orElse(processors));
    }

    /** Returns the CPU time since the process started. */
    public long cpuNanos() {
        return Math.max(0, system.getProcessCpuTime());
    }

    /** Returns how long garbage collections have stopped all threads since the process started. */
    public long gcPauseNanos() {
        return gc.nanos();
    }

    public ProcessCounters read() {
        return new ProcessCounters(
                cpuNanos(),
                cgroup.throttling(),
                runQueue.waitNanos(),
                Optional.of(gcPauseNanos()),
                sockets.sendQueueBytes());
    }
}
