package klt.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupCpuTest {

    private static final String V2 =
            "30 22 0:27 / /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
    private static final String V1 = """
            30 22 0:27 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            31 30 0:28 /docker/abc /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
            32 30 0:29 /docker/abc /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset
            40 30 0:37 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            """;

    @TempDir
    private Path root;

    private KernelFixture kernel;

    @BeforeEach
    void createFixture() {
        kernel = new KernelFixture(root);
    }

    private String path(String folder) {
        return root.resolve(folder).toString();
    }

    @Test
    void readsTheQuotaOfVersionTwo() {
        kernel.file("proc/self/mountinfo", V2)
                .file("proc/self/cgroup", "0::/\n")
                .file("sys/fs/cgroup/cpu.max", "150000 100000\n")
                .file("sys/fs/cgroup/cpu.stat", """
                        usage_usec 7000000
                        nr_periods 120
                        nr_throttled 30
                        throttled_usec 2500
                        """);

        CgroupCpu cpu = new CgroupCpu(root);

        assertThat(cpu.cores()).hasValue(1.5);
        assertThat(cpu.throttling()).contains(Map.of(path("sys/fs/cgroup"), new CpuThrottling(120, 30)));
    }

    @Test
    void readsTheQuotaOfVersionOneInAContainer() {
        kernel.file("proc/self/mountinfo", V1)
                .file("proc/self/cgroup", "5:cpuset:/docker/abc\n2:cpu,cpuacct:/docker/abc\n0::/\n")
                .file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "50000\n")
                .file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n")
                .file(
                        "sys/fs/cgroup/cpu,cpuacct/cpu.stat",
                        "nr_periods 40\nnr_throttled 4\nthrottled_time 170000000\nnr_bursts 0\n");

        CgroupCpu cpu = new CgroupCpu(root);

        assertThat(cpu.cores()).hasValue(0.5);
        assertThat(cpu.throttling()).contains(Map.of(path("sys/fs/cgroup/cpu,cpuacct"), new CpuThrottling(40, 4)));
    }

    @Test
    void theLowestQuotaOfTheAncestorsLimitsANestedCgroup() {
        kernel.file("proc/self/mountinfo", V2)
                .file("proc/self/cgroup", "0::/kubepods/pod1/worker\n")
                .file("sys/fs/cgroup/kubepods/cpu.max", "800000 100000\n")
                .file("sys/fs/cgroup/kubepods/cpu.stat", "nr_periods 5\nnr_throttled 1\nthrottled_usec 7\n")
                .file("sys/fs/cgroup/kubepods/pod1/cpu.max", "200000 100000\n")
                .file("sys/fs/cgroup/kubepods/pod1/cpu.stat", "nr_periods 9\nnr_throttled 8\nthrottled_usec 7\n")
                .file("sys/fs/cgroup/kubepods/pod1/worker/cpu.max", "max 100000\n")
                .file("sys/fs/cgroup/kubepods/pod1/worker/cpu.stat", "nr_periods 0\nnr_throttled 0\n");

        CgroupCpu cpu = new CgroupCpu(root);

        assertThat(cpu.cores()).hasValue(2.0);
        assertThat(cpu.throttling())
                .contains(Map.of(
                        path("sys/fs/cgroup/kubepods"), new CpuThrottling(5, 1),
                        path("sys/fs/cgroup/kubepods/pod1"), new CpuThrottling(9, 8),
                        path("sys/fs/cgroup/kubepods/pod1/worker"), CpuThrottling.NONE));
    }

    @Test
    void withoutAQuotaNothingIsThrottled() {
        kernel.file("proc/self/mountinfo", V2)
                .file("proc/self/cgroup", "0::/user.slice\n")
                .file("sys/fs/cgroup/user.slice/cpu.max", "max 100000\n");

        CgroupCpu cpu = new CgroupCpu(root);

        assertThat(cpu.cores()).isEmpty();
        assertThat(cpu.throttling()).contains(Map.of());
    }

    @Test
    void aVersionOneCgroupWithoutAQuotaHasMinusOne() {
        kernel.file("proc/self/mountinfo", V1)
                .file("proc/self/cgroup", "2:cpu,cpuacct:/docker/abc\n")
                .file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n")
                .file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");

        assertThat(new CgroupCpu(root).cores()).isEmpty();
    }

    @Test
    void withoutTheFilesNothingIsMeasured() {
        CgroupCpu cpu = new CgroupCpu(root);

        assertThat(cpu.cores()).isEmpty();
        assertThat(cpu.throttling()).isEmpty();
    }

    @Test
    void aCgroupThatIsNotMountedIsNotMeasured() {
        kernel.file("proc/self/mountinfo", V2).file("proc/self/cgroup", "0::/\n");

        assertThat(new CgroupCpu(root).throttling()).isEmpty();
    }

    @Test
    void aQuotaWithoutCountersIsNotMeasured() {
        kernel.file("proc/self/mountinfo", V2)
                .file("proc/self/cgroup", "0::/\n")
                .file("sys/fs/cgroup/cpu.max", "150000 100000\n")
                .file("sys/fs/cgroup/cpu.stat", "usage_usec 7000000\n");

        assertThat(new CgroupCpu(root).throttling()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "150000", "150000 0", "x y", "-5 100000"})
    void aQuotaThatIsNotUnderstoodIsNone(String max) {
        kernel.file("proc/self/mountinfo", V2)
                .file("proc/self/cgroup", "0::/\n")
                .file("sys/fs/cgroup/cpu.max", max);

        assertThat(new CgroupCpu(root).cores()).isEmpty();
    }
}
