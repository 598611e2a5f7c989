package klt.worker.process;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long garbage collections have stopped all threads of this JVM. */
final class GcPauses {

    /** The beans of ZGC and Shenandoah that measure concurrent cycles; the pauses in these cycles have beans of their own. */
    private static final String CONCURRENT = "Cycles";

    private final List<GarbageCollectorMXBean> collectors;

    GcPauses() {
        this(ManagementFactory.getGarbageCollectorMXBeans());
    }

    GcPauses(List<GarbageCollectorMXBean> beans) {
        collectors = beans.stream()
                .filter(bean -> !bean.getName().endsWith(CONCURRENT))
                .toList();
    }

    /** Total pause time since the start of the JVM. */
    long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(collectors.stream()
                .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
                .sum());
    }
}
