package klt.worker.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;

/**
 * The CPU quota of this process's cgroup, version 1 or 2, as the kernel's documents {@code cgroup-v2} and {@code sched-bwc} describe it. A
 * quota may belong to any ancestor of the cgroup; the lowest one limits the process.
 */
final class CgroupCpu {

    private static final long NANOS_PER_MICRO = 1_000;

    /** A cgroup with a quota. */
    private record Limited(Path folder, double cores) {}

    private enum Version {
        V1 {
            @Override
            Optional<Double> cores(Path folder) {
                return KernelFiles.count(folder.resolve("cpu.cfs_quota_us"))
                        .flatMap(quota -> KernelFiles.count(folder.resolve("cpu.cfs_period_us"))
                                .flatMap(period -> ratio(quota, period)));
            }
        },
        V2 {
            @Override
            Optional<Double> cores(Path folder) {
                String[] max =
                        KernelFiles.text(folder.resolve("cpu.max")).orElse("").split(" ", -1);
                return max.length < 2
                        ? Optional.empty()
                        : KernelFiles.count(max[0])
                                .flatMap(quota -> KernelFiles.count(max[1]).flatMap(period -> ratio(quota, period)));
            }
        };

        /** The quota in cores; empty without one. */
        abstract Optional<Double> cores(Path folder);

        private static Optional<Double> ratio(long quota, long period) {
            return quota > 0 && period > 0 ? Optional.of((double) quota / period) : Optional.empty();
        }
    }

    private final boolean isKnown;
    private final Optional<Limited> limited;

    private CgroupCpu(boolean isKnown, Optional<Limited> limited) {
        this.isKnown = isKnown;
        this.limited = limited;
    }

    /** @param root of the file system */
    static CgroupCpu find(Path root) {
        List<String> mounts = KernelFiles.lines(root.resolve("proc/self/mountinfo"));
        List<String> groups = KernelFiles.lines(root.resolve("proc/self/cgroup"));
        // a system with both has its CPU controller in version 1
        for (String line : groups) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && List.of(fields[1].split(",")).contains("cpu")) {
                return in(root, mounts, Version.V1, fields[2]);
            }
        }
        return groups.stream()
                .filter(line -> line.startsWith("0::"))
                .findFirst()
                .map(line -> in(root, mounts, Version.V2, line.substring("0::".length())))
                .orElseGet(() -> new CgroupCpu(false, Optional.empty()));
    }

    private static CgroupCpu in(Path root, List<String> mounts, Version version, String group) {
        for (String line : mounts) {
            Optional<CgroupCpu> found = inMount(root, line, version, group);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return new CgroupCpu(false, Optional.empty());
    }

    /** @param line of mountinfo: {@code id parent major:minor root mountpoint options … - type source superoptions} */
    private static Optional<CgroupCpu> inMount(Path root, String line, Version version, String group) {
        String[] halves = line.split(" - ", 2);
        String[] mount = halves[0].split(" ", -1);
        String[] kind = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
        if (mount.length < 5 || kind.length < 3 || !isOf(version, kind)) {
            return Optional.empty();
        }
        Path top = root.resolve(mount[4].substring(1));
        return Optional.of(new CgroupCpu(
                Files.isDirectory(top),
                ancestors(top, inside(mount[3], group)).stream()
                        .flatMap(folder -> version.cores(folder).map(cores -> new Limited(folder, cores)).stream())
                        .min(Comparator.comparingDouble(Limited::cores))));
    }

    private static boolean isOf(Version version, String[] kind) {
        return switch (version) {
            case V1 -> kind[0].equals("cgroup") && List.of(kind[2].split(",")).contains("cpu");
            case V2 -> kind[0].equals("cgroup2");
        };
    }

    /** The path of a cgroup below a mount point that shows only part of the hierarchy, as in a container. */
    private static String inside(String mountRoot, String group) {
        return mountRoot.length() > 1 && group.startsWith(mountRoot) ? group.substring(mountRoot.length()) : group;
    }

    /** The folders of a cgroup and its ancestors, as far as they are visible. */
    private static List<Path> ancestors(Path top, String group) {
        List<Path> folders = new ArrayList<>(List.of(top));
        for (String name :
                Arrays.stream(group.split("/")).filter(part -> !part.isEmpty()).toList()) {
            folders.add(folders.getLast().resolve(name));
        }
        return folders.stream().filter(Files::isDirectory).toList();
    }

    /** CPU limit in cores; empty without a quota. */
    OptionalDouble cores() {
        return limited.map(Limited::cores).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    /** Since the start of the cgroup; empty if this process is in no cgroup that can be read. */
    Optional<CpuThrottling> throttling() {
        if (limited.isEmpty()) {
            return isKnown ? Optional.of(CpuThrottling.NONE) : Optional.empty();
        }
        Map<String, Long> stat = new HashMap<>();
        for (String line : KernelFiles.lines(limited.get().folder.resolve("cpu.stat"))) {
            String[] pair = line.split(" ", -1);
            if (pair.length == 2) {
                KernelFiles.count(pair[1]).ifPresent(value -> stat.put(pair[0], value));
            }
        }
        if (!stat.containsKey("nr_periods") || !stat.containsKey("nr_throttled")) {
            return Optional.empty();
        }
        // nanoseconds in version 1
        long nanos = stat.getOrDefault("throttled_time", stat.getOrDefault("throttled_usec", 0L) * NANOS_PER_MICRO);
        return Optional.of(
                new CpuThrottling(stat.getOrDefault("nr_periods", 0L), stat.getOrDefault("nr_throttled", 0L), nanos));
    }
}
