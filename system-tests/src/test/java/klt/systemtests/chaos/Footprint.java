package klt.systemtests.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a JVM takes.
 *
 * @param liveBytes of objects that are reachable
 * @param residentBytes of the process, heap included; without pages of files, which the kernel takes back when a container is full
 */
record Footprint(long liveBytes, int threads, long residentBytes) {

    private static final long KIB = 1_024;

    /** Of a JVM on this machine, once it has collected its garbage. */
    static Footprint of(long pid) {
        long live = liveBytes(pid);
        try {
            List<String> status = Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"));
            return new Footprint(live, Math.toIntExact(number(status, "Threads:")), number(status, "RssAnon:") * KIB);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the status of process " + pid, e);
        }
    }

    /** The histogram of its classes collects the garbage first; its last line is "Total", the instances, the bytes. */
    private static long liveBytes(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            List<String> lines = process.inputReader().lines().toList();
            process.waitFor();
            return number(lines.reversed(), "Total", 1);
        } catch (IOException e) {
            throw new UncheckedIOException("asking process " + pid + " for its classes", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static long number(List<String> lines, String key) {
        return number(lines, key, 0);
    }

    /** @param column after the key, from 0 */
    private static long number(List<String> lines, String key, int column) {
        return lines.stream()
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words[0].equals(key))
                .findFirst()
                .map(words -> Long.parseLong(words[1 + column]))
                .orElseThrow(() -> new AssertionError("no " + key + " in " + lines));
    }
}
