package klt.worker.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;

/**
 * The CPU quotas of this process's cgroup and its ancestors, version 1 or 2, as described in the kernel documents {@code cgroup-v2} and
 * {@code sched-bwc}. The lowest quota limits the process, but any of them may stop it. Not thread-safe.
 */
final class CgroupCpu {

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

        /** Returns the quota in cores, or empty without one. */
        abstract Optional<Double> cores(Path folder);

        private static Optional<Double> ratio(long quota, long period) {
            return quota > 0 && period > 0 ? Optional.of((double) quota / period) : Optional.empty();
        }
    }

    /**
     * The location of this process's cgroup.
     *
     * @param folders visible folders of the ancestors and the cgroup, from the top
     * @param isVisible whether they include the cgroup itself
     */
    private record Location(Version version, List<Path> folders, boolean isVisible) {

        private static final Location UNKNOWN = new Location(Version.V2, List.of(), false);

        static Location of(Version version, Path top, String group) {
            List<Path> folders = new ArrayList<>();
            Path folder = top;
            for (Path name : Path.of("." + group)) {
                folder = folder.resolve(name).normalize();
                if (name.toString().equals("..") || !Files.isDirectory(folder)) {
                    return new Location(version, folders, false);
                }
                folders.add(folder);
            }
            return new Location(version, folders, true);
        }
    }

    private final Path root;
    private List<String> groups = List.of();
    private Location location = Location.UNKNOWN;

    /** @param root root of the file system */
    CgroupCpu(Path root) {
        this.root = root;
    }

    /** Finds the cgroup, again if this process was moved. */
    private Location location() {
        List<String> newest = KernelFiles.lines(root.resolve("proc/self/cgroup"));
        if (!newest.equals(groups)) {
            groups = newest;
            location = find();
        }
        return location;
    }

    private Location find() {
        // a system with both versions has its CPU controller in version 1
        for (String line : groups) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && List.of(fields[1].split(",")).contains("cpu")) {
                return find(Version.V1, fields[2]);
            }
        }
        return groups.stream()
                .filter(line -> line.startsWith("0::"))
                .findFirst()
                .map(line -> find(Version.V2, line.substring("0::".length())))
                .orElse(Location.UNKNOWN);
    }

    private Location find(Version version, String group) {
        List<Location> found = KernelFiles.lines(root.resolve("proc/self/mountinfo")).stream()
                .flatMap(line -> inMount(line, version, group).stream())
                .toList();
        return found.stream()
                .filter(Location::isVisible)
                .findFirst()
                .or(() -> found.stream().findFirst())
                .orElse(Location.UNKNOWN);
    }

    /** @param line of mountinfo: {@code id parent major:minor root mountpoint options … - type source superoptions} */
    private Optional<Location> inMount(String line, Version version, String group) {
        String[] halves = line.split(" - ", 2);
        String[] mount = halves[0].split(" ", -1);
        String[] kind = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
        if (mount.length < 5 || kind.length < 3 || !isOf(version, kind)) {
            return Optional.empty();
        }
        Path top = root.resolve(mount[4].substring(1));
        return inside(mount[3], group).map(path -> Location.of(version, top, path));
    }

    private static boolean isOf(Version version, String[] kind) {
        return switch (version) {
            case V1 -> kind[0].equals("cgroup") && List.of(kind[2].split(",")).contains("cpu");
            case V2 -> kind[0].equals("cgroup2");
        };
    }

    /**
     * Returns a cgroup's path below a mount point, which may show only part of the hierarchy, as in a container; empty if the cgroup is
     * outside of it.
     */
    private static Optional<String> inside(String mountRoot, String group) {
        if (mountRoot.equals("/")) {
            return Optional.of(group);
        }
        return (group + "/").startsWith(mountRoot + "/")
                ? Optional.of(group.substring(mountRoot.length()))
                : Optional.empty();
    }

    /** Returns the CPU limit in cores, or empty without a quota. */
    OptionalDouble cores() {
        Location at = location();
        return at.folders.stream()
                .flatMap(folder -> at.version.cores(folder).stream())
                .mapToDouble(Double::doubleValue)
                .min();
    }

    /**
     * Returns the counters of the cgroup and of each ancestor that counts its periods, by folder, since that cgroup's start. Empty if the
     * cgroup is not visible or a quota is not counted.
     */
    Optional<Map<String, CpuThrottling>> throttling() {
        Location at = location();
        if (!at.isVisible) {
            return Optional.empty();
        }
        Map<String, CpuThrottling> counts = new HashMap<>();
        for (Path folder : at.folders) {
            Optional<CpuThrottling> counted = counted(folder);
            if (counted.isEmpty() && at.version.cores(folder).isPresent()) {
                return Optional.empty();
            }
            counted.ifPresent(count -> counts.put(folder.toString(), count));
        }
        return Optional.of(counts);
    }

    private static Optional<CpuThrottling> counted(Path folder) {
        Map<String, Long> stat = new HashMap<>();
        for (String line : KernelFiles.lines(folder.resolve("cpu.stat"))) {
            String[] pair = line.split(" ", -1);
            if (pair.length == 2) {
                KernelFiles.count(pair[1]).ifPresent(value -> stat.put(pair[0], value));
            }
        }
        return Optional.ofNullable(stat.get("nr_periods"))
                .flatMap(periods -> Optional.ofNullable(stat.get("nr_throttled"))
                        .map(throttled -> new CpuThrottling(periods, throttled)));
    }
}
