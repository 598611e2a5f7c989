package klt.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMeterTest {

    private static final String SOCKETS = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:A1B2 0100007F:2384 01 00001000:00000007 01:00000014 00000000  1000        0 7001 2 0 20 4 30 10 -1
               1: 0100007F:A1B3 0100007F:2384 01 00ABCDEF:00000000 01:00000014 00000000  1000        0 7002 2 0 20 4 30 10 -1
            """;

    @TempDir
    private Path root;

    private KernelFixture kernel;

    @BeforeEach
    void createFixture() {
        kernel = new KernelFixture(root);
    }

    @Test
    void elsewhereOnlyTheJvmsFiguresAreMeasured() {
        ProcessCounters counters = new ProcessMeter(root).read();

        assertThat(counters.cpuNanos()).isPositive();
        assertThat(counters.gcPauseNanos()).isPresent();
        assertThat(counters.throttling()).isEmpty();
        assertThat(counters.runQueueNanos()).isEmpty();
        assertThat(counters.sendQueueBytes()).isEmpty();
        assertThat(counters.since(counters).runQueueNanos()).isEmpty();
    }

    @Test
    void theRunQueueDelayIsThatOfTheThreadsThatSendOrReceive() {
        kernel.file("proc/self/schedstat", "1 2 3\n")
                .thread(11, "send-r-2026120", 500)
                .thread(12, "kafka-producer-", 700)
                .thread(13, "g0-m12-r-20261", 900)
                .thread(16, "consumer_backgr", 1_100)
                .thread(14, "GC Thread#0", 1_000_000)
                .thread(15, "report", 2_000_000);

        assertThat(new RunQueue(root).waitNanos()).contains(Map.of("11", 500L, "12", 700L, "13", 900L, "16", 1_100L));
    }

    @Test
    void aKernelThatDoesNotMeasureTheDelayReportsZeros() {
        kernel.file("proc/self/schedstat", "0 0 0\n").file("proc/self/task/11/comm", "send-r-2026120\n");
        kernel.file("proc/self/task/11/schedstat", "0 0 0\n");

        assertThat(new RunQueue(root).waitNanos()).isEmpty();
    }

    @Test
    void aDelayThatWasNotMeasuredBeforeIsNotMeasuredNow() {
        ProcessCounters now = counters(Map.of("1", 5_000L), 0);

        assertThat(now.since(unmeasured()).runQueueNanos()).isEmpty();
    }

    private static ProcessCounters unmeasured() {
        return new ProcessCounters(0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void aThreadThatEndsWhileItIsReadIsLeftOut() {
        kernel.file("proc/self/schedstat", "1 2 3\n")
                .thread(11, "send-r-2026120", 500)
                .file("proc/self/task/12/comm", "kafka-producer-\n");

        assertThat(new RunQueue(root).waitNanos()).contains(Map.of("11", 500L));
    }

    @Test
    void theDelayOfAnIntervalIsThatOfTheThreadThatWaitedLongestInIt() {
        ProcessCounters before = counters(Map.of("1", 5_000L, "2", 100L, "3", 9_000L), 0);
        ProcessCounters after = counters(Map.of("1", 5_010L, "2", 400L, "4", 250L), 0);

        assertThat(after.since(before).runQueueNanos()).contains(300L);
    }

    @Test
    void countersOfAnIntervalAreDifferences() {
        ProcessDelays delays = counters(Map.of(), 7).since(counters(Map.of(), 3));

        assertThat(delays.gcPauseNanos()).contains(4L);
        assertThat(delays.throttling()).contains(new CpuThrottling(4, 4));
        assertThat(delays.sendQueueBytes()).contains(7L);
        assertThat(delays.runQueueNanos()).contains(0L);
    }

    private static ProcessCounters counters(Map<String, Long> waits, long each) {
        return new ProcessCounters(
                0,
                Optional.of(Map.of("/", new CpuThrottling(each, each))),
                Optional.of(waits),
                Optional.of(each),
                Optional.of(each));
    }

    @Test
    void theSendQueueIsTheLongestOfTheProcessesOwnSockets() {
        kernel.file("proc/self/net/tcp", SOCKETS)
                .file("proc/self/net/tcp6", SOCKETS.replace("7001", "7003").replace("00001000", "00002000"))
                .open(3, "socket:[7001]")
                .open(4, "/dev/null")
                .open(5, "socket:[7003]");

        assertThat(new SocketQueues(root).sendQueueBytes()).contains(8_192L);
    }

    @Test
    void withoutTheOpenFilesTheSendQueueIsNotMeasured() {
        kernel.file("proc/self/net/tcp", SOCKETS);

        assertThat(new SocketQueues(root).sendQueueBytes()).isEmpty();
    }

    @Test
    void timeOfConcurrentCyclesIsNoPause() {
        GcPauses pauses = new GcPauses(
                List.of(collector("ZGC Minor Cycles", 5_000), collector("ZGC Minor Pauses", 3), collector("Copy", 40)));

        assertThat(pauses.nanos()).isEqualTo(43_000_000);
    }

    private static GarbageCollectorMXBean collector(String name, long millis) {
        return (GarbageCollectorMXBean) Proxy.newProxyInstance(
                GarbageCollectorMXBean.class.getClassLoader(),
                new Class<?>[] {GarbageCollectorMXBean.class},
                (proxy, method, args) -> method.getName().equals("getName") ? name : millis);
    }

    @Test
    void theLimitIsAtMostTheProcessors() {
        kernel.file("proc/self/mountinfo", "30 22 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
                .file("proc/self/cgroup", "0::/\n")
                .file("sys/fs/cgroup/cpu.max", "10000000 100000\n");

        assertThat(new ProcessMeter(root).cpuLimit())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        kernel.file("sys/fs/cgroup/cpu.max", "25000 100000\n");
        assertThat(new ProcessMeter(root).cpuLimit()).isEqualTo(0.25);
    }
}
