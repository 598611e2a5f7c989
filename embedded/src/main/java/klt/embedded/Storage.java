package klt.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * The data folder, with {@code broker-0}, {@code broker-1} and so on, each formatted once. A temporary folder is deleted at the end.
 *
 * <p>A folder that is kept is locked while it is open. Kafka also locks its log folders, but a combined node does not do so until it has
 * written to the metadata log in it. Two nodes writing to the same log would corrupt it.
 */
final class Storage implements AutoCloseable {

    private static final String META_PROPERTIES = "meta.properties";

    private final Path folder;
    private final @Nullable FolderLock lock;

    /** @param lock the lock on a folder that is kept; null for a temporary one */
    private Storage(Path folder, @Nullable FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static Storage temporary() {
        try {
            return new Storage(Files.createTempDirectory("klt-kafka-"), null);
        } catch (IOException e) {
            throw new EmbeddedKafkaException("Cannot create a temporary data folder", e);
        }
    }

    static Storage kept(Path folder) {
        try {
            Path created = Files.createDirectories(folder.toAbsolutePath().normalize());
            return new Storage(created, FolderLock.of(created));
        } catch (IOException e) {
            throw new EmbeddedKafkaException("Cannot use " + folder + " as data folder; choose a writable folder", e);
        }
    }

    Path folder() {
        return folder;
    }

    Path folderOf(int node) {
        return folder.resolve("broker-" + node);
    }

    /** Formats a new folder for this number of brokers; leaves a formatted folder unchanged. */
    void format(int brokers) {
        long formatted = formatted();
        if (formatted != 0 && formatted != brokers) {
            throw new EmbeddedKafkaException("Data folder " + folder + " holds " + formatted + " broker(s), not "
                    + brokers + ": start as many, or choose a different folder");
        }
        if (formatted == 0) {
            String clusterId = Uuid.randomUuid().toString();
            for (int node = 0; node < brokers; node++) {
                format(node, clusterId);
            }
        }
    }

    private long formatted() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("broker-\\d+")
                            && Files.exists(entry.resolve(META_PROPERTIES)))
                    .count();
        } catch (IOException e) {
            throw new EmbeddedKafkaException("Cannot read data folder " + folder, e);
        }
    }

    private void format(int node, String clusterId) {
        String path = folderOf(node).toString();
        try {
            // the voters are static, because their ports come from the configuration and may change between starts
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(node)
                    .setClusterId(clusterId)
                    .addDirectory(path)
                    .setMetadataLogDirectory(path)
                    .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
                    .setHasDynamicQuorum(false)
                    .run();
        } catch (Exception e) {
            throw new EmbeddedKafkaException("Cannot format " + path + " for broker " + node, e);
        }
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        } else if (Files.exists(folder)) {
            delete();
        }
    }

    private void delete() {
        try {
            Files.walkFileTree(folder, new Delete());
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "Cannot delete the temporary data folder " + folder + "; delete it by hand", e);
        }
    }

    private static final class Delete extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
