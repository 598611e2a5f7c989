package klt.worker.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads kernel files. A file may be absent on another operating system, or because its thread or socket has ended. */
final class KernelFiles {

    private KernelFiles() {}

    static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static List<String> lines(Path file) {
        return text(file).map(text -> text.lines().toList()).orElse(List.of());
    }

    /** Returns a folder's entries; empty if there is no such folder. */
    static List<Path> entries(Path folder) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            found.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return entries;
    }

    /** Parses a count; returns empty if the text is not one. */
    static Optional<Long> count(String text) {
        try {
            return Optional.of(Long.parseLong(text)).filter(value -> value >= 0);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Optional<Long> count(Path file) {
        return text(file).flatMap(KernelFiles::count);
    }
}
