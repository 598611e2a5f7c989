package klt.worker.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;

/** Measures this process. The kernel's files show what delays it on Linux; on other systems, only the JVM's figures are available. */
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

    /** @param root of the file system */
    ProcessMeter(Path root) {
        cgroup = new CgroupCpu(root);
        runQueue = new RunQueue(root);
        sockets = new SocketQueues(root);
    }

    /** Cores that the process may use: the JVM rounds a quota up to whole cores. */
    public double cpuLimit() {
        int processors = Runtime.getRuntime().availableProcessors();
        return Math.min(processors, cgroup.cores().orElse(processors));
    }

    /** CPU time since the start of the process. */
    public long cpuNanos() {
        return Math.max(0, system.getProcessCpuTime());
    }

    /** How long garbage collections have stopped all threads since the start of the process. */
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
