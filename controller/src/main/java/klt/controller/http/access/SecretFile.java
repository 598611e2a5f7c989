package klt.controller.http.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import klt.common.clock.Ticker;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.text.ErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value read from a secret: from an environment variable, or from a file, which is read again after it changes, because a mounted secret
 * is rotated without a restart. If the new content is invalid, the previous value remains in effect.
 */
public final class SecretFile<T> {

    static final int BYTES_MAX = 1 << 20;
    static final Duration CHECK_PERIOD = Duration.ofSeconds(5);

    private static final String FILE_SUFFIX = "_FILE";
    private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);

    private final String variable;
    private final Optional<Path> file;
    private final Function<String, T> reader;
    private String text;
    private T value;
    private Optional<Long> checkedAtNanos = Optional.empty();
    private String warned = "";

    private SecretFile(String variable, Optional<Path> file, String text, Function<String, T> reader) {
        this.variable = variable;
        this.file = file;
        this.reader = reader;
        this.text = text;
        value = reader.apply(text);
    }

    /**
     * Reads the variable {@code name}, or the file named by {@code name_FILE}.
     *
     * @param reader throws {@link ConfigurationException} for invalid content, without quoting it
     * @return empty if neither variable is set
     */
    static <T> Optional<SecretFile<T>> from(Environment environment, String name, Function<String, T> reader) {
        Optional<String> text = environment.text(name);
        Optional<Path> file = environment.text(name + FILE_SUFFIX).map(Path::of);
        if (text.isPresent() && file.isPresent()) {
            throw new ConfigurationException(
                    name, "and " + name + FILE_SUFFIX + " exclude each other; set one of them");
        }
        return text.or(() -> file.map(path -> content(name + FILE_SUFFIX, path)))
                .map(content -> new SecretFile<>(file.isPresent() ? name + FILE_SUFFIX : name, file, content, reader));
    }

    private static String content(String variable, Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new ConfigurationException(variable, "takes a file of at most " + BYTES_MAX + " bytes: " + file);
            }
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new ConfigurationException(variable, "takes a readable file: " + ErrorMessage.of(e));
        }
    }

    /** Returns the current value. Looks at the file at most once per {@link #CHECK_PERIOD}. */
    synchronized T value(Ticker ticker) {
        if (file.isEmpty()) {
            return value;
        }
        long now = ticker.nanos();
        if (checkedAtNanos.filter(at -> now - at < CHECK_PERIOD.toNanos()).isPresent()) {
            return value;
        }
        checkedAtNanos = Optional.of(now);
        try {
            String current = content(variable, file.get());
            if (!current.equals(text)) {
                text = current;
                value = reader.apply(current);
                LOG.info("{} changed; the new content is in effect", variable);
            }
            warned = "";
        } catch (ConfigurationException e) {
            warnOnce(String.valueOf(e.getMessage()));
        }
        return value;
    }

    /** A file that stays unreadable would otherwise cause a line per check. */
    private void warnOnce(String problem) {
        if (!problem.equals(warned)) {
            LOG.warn("the previous content of the file remains in effect: {}", problem);
        }
        warned = problem;
    }

    @Override
    public String toString() {
        return variable + "[hidden]";
    }
}
