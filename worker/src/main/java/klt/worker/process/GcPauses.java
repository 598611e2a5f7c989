package klt.worker.process;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long garbage collections have stopped all of this JVM's threads. */
final class GcPauses {

    /**
     * Name suffix of the ZGC and Shenandoah beans that measure concurrent cycles; there are separate beans for the pauses within these
     * cycles.
     */
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

    /** Returns the total pause time since the JVM started. */
    long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(collectors.stream()
                .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
                .sum());
    }
}
