package klt.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The send queues of this process's TCP sockets: bytes that were written but not acknowledged by the peer's kernel. They are in {@code
 * /proc/self/net/tcp}, which lists all sockets in the network namespace, so this process's sockets are identified by inode.
 */
final class SocketQueues {

    private static final String SOCKET = "socket:[";

    // columns of /proc/net/tcp
    private static final int QUEUES = 4;
    private static final int INODE = 9;

    private static final int HEX = 16;

    private final Path self;

    /** @param root root of the file system */
    SocketQueues(Path root) {
        self = root.resolve("proc/self");
    }

    /** Returns the longest queue of any socket, or empty if the kernel does not report it. */
    Optional<Long> sendQueueBytes() {
        List<String> sockets = Stream.of("net/tcp", "net/tcp6")
                .flatMap(file -> KernelFiles.lines(self.resolve(file)).stream())
                .toList();
        Set<String> own = inodes();
        if (sockets.isEmpty() || own.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(sockets.stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(columns -> columns.length > INODE && own.contains(columns[INODE]))
                .mapToLong(columns -> sendQueue(columns[QUEUES]))
                .reduce(0, Math::max));
    }

    private Set<String> inodes() {
        return KernelFiles.entries(self.resolve("fd")).stream()
                .flatMap(fd -> inode(fd).stream())
                .collect(Collectors.toSet());
    }

    private static Optional<String> inode(Path fd) {
        try {
            String target = Files.readSymbolicLink(fd).toString();
            return target.startsWith(SOCKET)
                    ? Optional.of(target.substring(SOCKET.length(), target.length() - 1))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** @param queues {@code tx:rx} in hexadecimal */
    private static long sendQueue(String queues) {
        try {
            return Long.parseLong(queues.split(":", 2)[0], HEX);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
