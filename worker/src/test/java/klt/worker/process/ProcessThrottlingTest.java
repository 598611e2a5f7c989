package klt.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which fraction of its periods a quota stopped this process, from one reading to the next. */
class ProcessThrottlingTest {

    @TempDir
    private Path root;

    private KernelFixture kernel;
    private ProcessMeter meter;

    @BeforeEach
    void createFixture() {
        kernel = new KernelFixture(root);
        mounted("/");
        group("/pod/worker");
        quota("pod", "200000", 100, 0);
        quota("pod/worker", "100000", 100, 0);
        meter = new ProcessMeter(root);
    }

    private void mounted(String mountRoot) {
        kernel.file("proc/self/mountinfo", "30 22 0:27 " + mountRoot + " /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
    }

    private void group(String path) {
        kernel.file("proc/self/cgroup", "0::" + path + "\n");
    }

    private void quota(String group, String max, int periods, int throttled) {
        kernel.file("sys/fs/cgroup/" + group + "/cpu.max", max + " 100000\n")
                .file(
                        "sys/fs/cgroup/" + group + "/cpu.stat",
                        "nr_periods " + periods + "\nnr_throttled " + throttled + "\n");
    }

    private Optional<Double> shareAfter(Runnable change) {
        ProcessCounters before = meter.read();
        change.run();
        return meter.read().since(before).throttling().map(CpuThrottling::throttledShare);
    }

    @ParameterizedTest
    @CsvSource({"1, 6, 0.6", "7, 2, 0.7"})
    void theAncestorThatStoppedTheProcessMostCounts(int pod, int worker, double share) {
        assertThat(shareAfter(() -> {
                    quota("pod", "200000", 110, pod);
                    quota("pod/worker", "100000", 110, worker);
                }))
                .contains(share);
    }

    @Test
    void aQuotaThatIsSetLaterIsMeasuredFromThenOn() {
        quota("pod/worker", "max", 100, 0);
        ProcessCounters before = meter.read();
        quota("pod/worker", "50000", 110, 4);

        assertThat(meter.cpuLimit()).isEqualTo(0.5);
        assertThat(meter.read().since(before).throttling().map(CpuThrottling::throttledShare))
                .contains(0.4);
    }

    @Test
    void aProcessThatIsMovedIsMeasuredInItsNewCgroup() {
        quota("pod/other", "50000", 9_000, 8_000);
        assertThat(shareAfter(() -> group("/pod/other"))).isEmpty();

        assertThat(shareAfter(() -> quota("pod/other", "50000", 9_010, 8_009))).contains(0.9);
        assertThat(meter.cpuLimit()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({"/pod/hidden", "/../elsewhere", "/.."})
    void aCgroupThatCannotBeSeenIsNotMeasured(String path) {
        group(path);

        assertThat(shareAfter(() -> {})).isEmpty();
    }

    @Test
    void aMountPointOfAnotherCgroupIsNotThatOfTheProcess() {
        mounted("/pod/work");
        kernel.file("sys/fs/cgroup/cpu.max", "10000 100000\n");
        kernel.file("sys/fs/cgroup/er/cpu.max", "10000 100000\n");

        assertThat(new ProcessMeter(root).cpuLimit())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(shareAfter(() -> {})).isEmpty();
    }

    @Test
    void theMountPointOfAContainerShowsItsOwnCgroup() {
        mounted("/pod/worker");
        kernel.file("sys/fs/cgroup/cpu.max", "10000 100000\n");

        assertThat(new ProcessMeter(root).cpuLimit()).isEqualTo(0.1);
    }
}
