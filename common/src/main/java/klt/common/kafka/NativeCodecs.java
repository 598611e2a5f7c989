package klt.common.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * Checks whether a codec's native library can be loaded, before any client needs it. Otherwise, a consumer would only report that it cannot
 * fetch the next record, and retry forever.
 */
public final class NativeCodecs {

    /** The codec of the control topics. */
    public static final String OF_CONTROL_TOPICS = "zstd";

    private static final String FOLDER = "java.io.tmpdir";
    private static final int BUFFER_BYTES = 1 << 10;

    private NativeCodecs() {}

    /**
     * Loads the library by compressing a few bytes.
     *
     * @param codec Kafka's name for the codec, such as {@code zstd} or {@code none}
     * @throws ConnectionException if the library cannot be loaded
     */
    public static void require(String codec) {
        try (OutputStream out = Compression.of(codec)
                .build()
                .wrapForOutput(new ByteBufferOutputStream(BUFFER_BYTES), RecordBatch.CURRENT_MAGIC_VALUE)) {
            out.write(0);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw failure(codec, e);
        }
    }

    /** Explains a codec error; returns empty if the error is not about a codec. */
    static Optional<ConnectionException> of(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            for (String codec : new String[] {"zstd", "snappy"}) {
                if (cause instanceof LinkageError && words.contains(codec)) {
                    return Optional.of(failure(codec, cause));
                }
            }
        }
        return Optional.empty();
    }

    private static ConnectionException failure(String codec, Throwable error) {
        String folder = System.getProperty(FOLDER);
        return new ConnectionException(
                ConnectionFault.CODEC_UNAVAILABLE,
                "the native library of the codec " + codec + " cannot be loaded from " + FOLDER + "=" + folder
                        + ", " + stateOf(Path.of(folder))
                        + "; make it a folder that is writable and not mounted noexec, or set -D" + FOLDER
                        + " to another (" + line(error) + ")");
    }

    private static String stateOf(Path folder) {
        if (!Files.isDirectory(folder)) {
            return "which is not a folder";
        }
        return Files.isWritable(folder) ? "which may be mounted noexec" : "which is not writable";
    }

    private static String line(Throwable error) {
        return String.valueOf(error).lines().findFirst().orElse("");
    }
}
