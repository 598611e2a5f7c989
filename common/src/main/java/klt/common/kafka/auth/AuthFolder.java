package klt.common.kafka.auth;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.text.ErrorMessage;

/**
 * Reads the files of a preset from a folder and its direct subfolders, each of which may be a mounted secret. Hidden files are ignored.
 * The files of a Kubernetes volume are read from the folder to which its symbolic link {@code ..data} points, so that all are of the same
 * version: Kubernetes replaces them at once by replacing this link.
 *
 * @param scope the cluster that the files are for
 */
record AuthFolder(AuthScope scope, Path path) {

    static final int FILE_BYTES_MAX = 1 << 20;
    static final int FILES_MAX = 200;

    private static final String SNAPSHOT = "..data";

    /** How often to start again if files disappear while they are read. */
    private static final int ATTEMPTS_MAX = 3;

    /** @throws ConfigurationException if the folder does not exist */
    static Optional<AuthFolder> from(Environment environment, AuthScope scope) {
        return environment.text(scope.folder()).map(text -> {
            try {
                Path path = Path.of(text).toAbsolutePath();
                if (Files.isDirectory(path)) {
                    return new AuthFolder(scope, path);
                }
            } catch (InvalidPathException notAPath) {
                // reported like a missing folder
            }
            throw new ConfigurationException(
                    scope.folder(), "takes an existing folder, not '" + text + "'; create it or mount a volume");
        });
    }

    /** @throws ConfigurationException if the folder or a known file in it cannot be read */
    AuthFiles read() {
        for (int attempt = 1; ; attempt++) {
            try {
                Set<String> names = new TreeSet<>();
                Map<String, byte[]> contents = new HashMap<>();
                read(path, "", names, contents);
                return new AuthFiles(scope, path.toString(), names, contents);
            } catch (NoSuchFileException e) {
                // Kubernetes removes the previous snapshot
                if (attempt == ATTEMPTS_MAX) {
                    throw unreadable(path, e);
                }
            }
        }
    }

    private void read(Path folder, String prefix, Set<String> names, Map<String, byte[]> contents)
            throws NoSuchFileException {
        try {
            Path link = folder.resolve(SNAPSHOT);
            boolean isVolume = Files.isSymbolicLink(link);
            if (isVolume) {
                read(link.toRealPath(), prefix, false, names, contents);
            }
            read(folder, prefix, isVolume, names, contents);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(folder, e);
        }
    }

    /** @param isVolume whether the symbolic links in the folder point to files of its snapshot */
    private void read(Path folder, String prefix, boolean isVolume, Set<String> names, Map<String, byte[]> contents)
            throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = prefix + entry.getFileName();
                if (AuthFiles.simple(name).startsWith(".") || (isVolume && Files.isSymbolicLink(entry))) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    if (prefix.isEmpty()) {
                        read(entry, name + "/", names, contents);
                    }
                    continue;
                }
                names.add(name);
                if (names.size() > FILES_MAX) {
                    throw new ConfigurationException(
                            scope.folder(),
                            path + " contains more than " + FILES_MAX + " files; mount only the secrets there");
                }
                if (AuthFiles.KNOWN.contains(AuthFiles.simple(name))) {
                    contents.put(name, content(entry));
                }
            }
        }
    }

    private ConfigurationException unreadable(Path folder, Exception e) {
        return new ConfigurationException(
                scope.folder(), folder + " cannot be read: " + ErrorMessage.withType(e) + "; check its permissions");
    }

    private byte[] content(Path file) throws NoSuchFileException {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new ConfigurationException(
                        scope.folder(),
                        "takes files of at most " + FILE_BYTES_MAX + " bytes: " + file + "; mount only secrets there");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new ConfigurationException(
                    scope.folder(),
                    file + " cannot be read: " + ErrorMessage.withType(e) + "; check its owner and permissions");
        }
    }
}
