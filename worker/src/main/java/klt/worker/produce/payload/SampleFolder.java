package klt.worker.produce.payload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.spec.message.MessageLimits;
import klt.common.text.ErrorMessage;
import klt.worker.core.PayloadException;

/**
 * The folder on this worker from which runs may read samples. Nothing outside it is read, not even through a symbolic link.
 *
 * @param root the folder; empty if this worker has none
 * @param bytesMax maximum total size of a run's samples
 */
public record SampleFolder(Optional<Path> root, long bytesMax) {

    /** Samples may take up one part in this many of the heap; the producers' buffers and everything else need the rest. */
    private static final int HEAP_PARTS = 4;

    /** @param root the folder; empty if this worker has none */
    public static SampleFolder of(Optional<Path> root) {
        return new SampleFolder(
                root,
                Math.min(MessageLimits.SAMPLES_BYTES_MAX, Runtime.getRuntime().maxMemory() / HEAP_PARTS));
    }

    /**
     * Reads a file's non-empty lines without their line endings, or a folder's files, except hidden ones, ordered by name.
     *
     * @param path path relative to the folder
     * @throws PayloadException if there are no samples, or too many
     */
    byte[][] read(String path) {
        try {
            Path found = find(path);
            List<byte[]> samples = Files.isDirectory(found) ? files(path, found) : lines(path, found);
            if (samples.isEmpty()) {
                throw refused(
                        path, "has no samples: a file must contain a non-empty line, and a folder must contain a file");
            }
            return samples.toArray(byte[][]::new);
        } catch (IOException e) {
            throw new PayloadException(named(path) + " cannot be read: " + ErrorMessage.withType(e), e);
        }
    }

    private static String named(String path) {
        return "payload.file " + path;
    }

    private static PayloadException refused(String path, String problem) {
        return new PayloadException(named(path) + " " + problem);
    }

    private Path find(String path) throws IOException {
        if (root.isEmpty()) {
            throw refused(
                    path,
                    "cannot be read: this worker has no PAYLOAD_DIR; set it to the folder with the samples, on every worker");
        }
        Path folder = root.get().toRealPath();
        Path given = folder.resolve(path);
        if (!Files.exists(given)) {
            throw refused(path, "does not exist in " + folder + " (PAYLOAD_DIR); put the same samples on every worker");
        }
        Path real = given.toRealPath();
        if (!real.startsWith(folder)) {
            throw refused(path, "is a link that leaves " + folder + " (PAYLOAD_DIR); put the samples into that folder");
        }
        if (!Files.isDirectory(real) && !Files.isRegularFile(real)) {
            throw refused(path, "is neither a file nor a folder");
        }
        return real;
    }

    private List<byte[]> files(String path, Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(entry -> !name(entry).startsWith(".") && Files.isRegularFile(entry))
                    .sorted(Comparator.comparing(SampleFolder::name))
                    .toList();
        }
        requireCount(path, files.size());
        List<byte[]> samples = new ArrayList<>();
        long bytes = 0;
        for (Path file : files) {
            // a symbolic link may point outside the folder
            Path real = find(path + "/" + name(file));
            bytes += Files.size(real);
            requireBytes(path, bytes);
            samples.add(Files.readAllBytes(real));
        }
        return samples;
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private List<byte[]> lines(String path, Path file) throws IOException {
        requireBytes(path, Files.size(file));
        byte[] bytes = Files.readAllBytes(file);
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int end = from;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            int to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
            if (to > from) {
                lines.add(Arrays.copyOfRange(bytes, from, to));
                requireCount(path, lines.size());
            }
            from = end + 1;
        }
        return lines;
    }

    private static void requireCount(String path, int count) {
        if (count > MessageLimits.SAMPLES_MAX) {
            throw refused(
                    path,
                    String.format(Locale.ROOT, "has more than %,d samples; use fewer", MessageLimits.SAMPLES_MAX));
        }
    }

    private void requireBytes(String path, long bytes) {
        if (bytes > bytesMax) {
            throw refused(
                    path,
                    String.format(
                            Locale.ROOT,
                            "has %,d bytes of samples or more; this worker takes at most %,d, a quarter of its heap and at most %,d:"
                                    + " use fewer samples, or give the workers more memory",
                            bytes,
                            bytesMax,
                            MessageLimits.SAMPLES_BYTES_MAX));
        }
    }
}
