package klt.worker.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that a test fills like the root of a Linux file system. */
record KernelFixture(Path root) {

    KernelFixture file(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KernelFixture folder(String path) {
        try {
            Files.createDirectories(root.resolve(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A thread of this process, with a run-queue delay. */
    KernelFixture thread(int id, String name, long waitNanos) {
        return file("proc/self/task/" + id + "/comm", name + "\n")
                .file("proc/self/task/" + id + "/schedstat", "812345 " + waitNanos + " 42\n");
    }

    /** An open file of this process. */
    KernelFixture open(int descriptor, String target) {
        try {
            folder("proc/self/fd");
            Files.createSymbolicLink(root.resolve("proc/self/fd/" + descriptor), Path.of(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
