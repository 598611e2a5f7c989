package klt.worker.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The run-queue delay of the sending and receiving threads: how long each was ready to run but had no CPU. It is the second field of {@code
 * schedstat} (kernel document {@code sched-stats}).
 */
final class RunQueue {

    /**
     * Matches the first 15 characters of their names, which is what the kernel stores: sending threads, the I/O threads of Kafka's
     * producers, consumer group members, and the I/O threads of Kafka's consumers ({@code consumer_background_thread}), which do not exist
     * in classic groups.
     */
    private static final Pattern NAMES = Pattern.compile("send-.*|kafka-producer.*|g\\d+-m\\d+-.*|consumer_backgr.*");

    /** The file's contents if the kernel does not measure the delay. If it does, the first number is positive. */
    private static final String UNMEASURED = "0 0 0";

    private final Path self;

    /** @param root of the file system */
    RunQueue(Path root) {
        self = root.resolve("proc/self");
    }

    /** Returns each thread's delay since its start, ns, or empty if the kernel does not measure it. */
    Optional<Map<String, Long>> waitNanos() {
        if (KernelFiles.text(self.resolve("schedstat"))
                .filter(text -> !text.equals(UNMEASURED))
                .isEmpty()) {
            return Optional.empty();
        }
        Map<String, Long> waits = new HashMap<>();
        for (Path thread : KernelFiles.entries(self.resolve("task"))) {
            KernelFiles.text(thread.resolve("comm"))
                    .filter(name -> NAMES.matcher(name).matches())
                    .flatMap(name -> waitNanos(thread))
                    .ifPresent(nanos -> waits.put(String.valueOf(thread.getFileName()), nanos));
        }
        return Optional.of(waits);
    }

    private static Optional<Long> waitNanos(Path task) {
        List<String> fields = KernelFiles.text(task.resolve("schedstat"))
                .map(text -> List.of(text.split(" ", -1)))
                .orElse(List.of());
        return fields.size() < 3 ? Optional.empty() : KernelFiles.count(fields.get(1));
    }
}
