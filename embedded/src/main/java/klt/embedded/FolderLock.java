package klt.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Locks a folder against other embedded Kafkas, in this process or another one. The lock is released when the process ends, if not earlier.
 */
final class FolderLock implements AutoCloseable {

    /**
     * The folders locked by this process. A file lock does not work within a process, because closing a second channel on the file would
     * release the first channel's lock.
     */
    private static final Set<Path> HERE = new HashSet<>();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Locks an existing folder.
     *
     * @throws EmbeddedKafkaException if another embedded Kafka is using it
     */
    static FolderLock of(Path folder) throws IOException {
        synchronized (HERE) {
            Path real = folder.toRealPath();
            if (HERE.contains(real)) {
                throw inUse(folder);
            }
            FileChannel channel =
                    FileChannel.open(real.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() == null) {
                    throw inUse(folder);
                }
                HERE.add(real);
                return new FolderLock(real, channel);
            } finally {
                if (!HERE.contains(real)) {
                    channel.close();
                }
            }
        }
    }

    private static EmbeddedKafkaException inUse(Path folder) {
        return new EmbeddedKafkaException("Data folder " + folder
                + " is in use by another embedded Kafka: stop that one, or choose a different folder");
    }

    @Override
    public void close() {
        synchronized (HERE) {
            HERE.remove(folder);
            try {
                // release the lock but keep the file, because deleting it would race with the next owner
                channel.close();
            } catch (IOException e) {
                throw new EmbeddedKafkaException("Cannot unlock data folder " + folder, e);
            }
        }
    }
}
