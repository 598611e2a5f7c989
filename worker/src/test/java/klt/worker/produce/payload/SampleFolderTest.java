package klt.worker.produce.payload;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import klt.common.spec.RunSpec;
import klt.common.spec.message.MessageLimits;
import klt.worker.TestRuns;
import klt.worker.core.PayloadException;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.message.PayloadWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFolderTest {

    private static final int BYTES_MAX = 1_000;

    @TempDir
    Path parent;

    private Path root;
    private SampleFolder folder;

    @BeforeEach
    void create() throws IOException {
        root = Files.createDirectory(parent.resolve("samples"));
        folder = new SampleFolder(Optional.of(root), BYTES_MAX);
    }

    private List<String> read(String path) {
        return Arrays.stream(folder.read(path))
                .map(sample -> new String(sample, StandardCharsets.UTF_8))
                .toList();
    }

    private void assertRefused(String path, String... words) {
        assertThatThrownBy(() -> folder.read(path))
                .isInstanceOf(PayloadException.class)
                .hasMessageStartingWith("payload.file " + path)
                .hasMessageContainingAll(words);
    }

    @Test
    void theLinesOfAFileAreSamples() throws IOException {
        Files.writeString(root.resolve("unix"), "a\n\nbé \nc");
        Files.writeString(root.resolve("windows"), "a\r\n\r\nb\rb\r\n");

        assertThat(read("unix")).containsExactly("a", "bé ", "c");
        assertThat(read("windows")).containsExactly("a", "b\rb");
    }

    @Test
    void theFilesOfAFolderAreSamplesInTheOrderOfTheirNames() throws IOException {
        Files.createDirectories(root.resolve("orders/nested"));
        Files.writeString(root.resolve("orders/b"), "2\n2");
        Files.writeString(root.resolve("orders/a"), "1\n");
        Files.writeString(root.resolve("orders/.hidden"), "0");

        assertThat(read("orders")).containsExactly("1\n", "2\n2");
    }

    /** Kubernetes mounts a ConfigMap as links to a hidden folder beside them. */
    @Test
    void linksWithinTheFolderAreFollowed() throws IOException {
        Files.createDirectory(root.resolve("..2026"));
        Files.writeString(root.resolve("..2026/orders"), "a\nb");
        Files.createSymbolicLink(root.resolve("..data"), Path.of("..2026"));
        Files.createSymbolicLink(root.resolve("orders"), Path.of("..data/orders"));

        assertThat(read("orders")).containsExactly("a", "b");
    }

    @Test
    void nothingOutsideTheFolderIsRead() throws IOException {
        Files.writeString(parent.resolve("secret"), "x");
        Files.createSymbolicLink(root.resolve("link"), parent.resolve("secret"));
        Files.createDirectory(root.resolve("orders"));
        Files.createSymbolicLink(root.resolve("orders/link"), parent.resolve("secret"));

        assertRefused("../secret", "leaves");
        assertRefused("link", "leaves");
        assertThatThrownBy(() -> folder.read("orders"))
                .hasMessageStartingWith("payload.file orders/link is a link that leaves");
    }

    @Test
    void whatIsMissingOrEmptyIsNamed() throws IOException {
        Files.writeString(root.resolve("empty"), "\n\r\n");
        Files.createDirectory(root.resolve("none"));

        assertRefused("orders", "does not exist in " + root.toRealPath() + " (PAYLOAD_DIR)", "every worker");
        assertRefused("empty", "has no samples");
        assertRefused("none", "has no samples");
        assertThatThrownBy(() -> new SampleFolder(Optional.empty(), BYTES_MAX).read("orders"))
                .isInstanceOf(PayloadException.class)
                .hasMessage(
                        "payload.file orders cannot be read: this worker has no PAYLOAD_DIR; set it to the folder with the"
                                + " samples, on every worker");
    }

    @Test
    void samplesAreLimited() throws IOException {
        Files.writeString(root.resolve("large"), "x".repeat(BYTES_MAX + 1));
        Files.createDirectory(root.resolve("many"));
        Files.writeString(root.resolve("many/a"), "x".repeat(BYTES_MAX));
        Files.writeString(root.resolve("many/b"), "y");
        Files.writeString(root.resolve("lines"), "x\n".repeat(MessageLimits.SAMPLES_MAX + 1));

        assertRefused("large", "1,001 bytes", "at most 1,000");
        assertRefused("many", "1,001 bytes");
        folder = new SampleFolder(Optional.of(root), 1 << 20);
        assertRefused("lines", "more than 100,000 samples");
    }

    @Test
    void messagesGoThroughTheSamplesInTheirOrderAndStartAgain() throws IOException {
        Files.writeString(root.resolve("orders"), "a\nbb\nc");
        RunSpec spec = spec("{messages: 1, payload: {format: file, file: orders}}");
        Payloads payloads = TestRuns.payloads(spec, new PayloadSources(folder, Optional.empty()));
        PayloadWriter writer = payloads.writer("worker-1", RUN, new BusTimestamp(() -> 0));

        assertThat(LongStream.of(0, 1, 2, 3, 4, 999_999_999_999L).mapToObj(n -> {
                    writer.write(n, 0, 0);
                    return new String(writer.value(), StandardCharsets.UTF_8);
                }))
                .containsExactly("a", "bb", "c", "a", "bb", "a");
        assertThat(payloads.bytesMax()).isEqualTo(2);
    }

    @Test
    void theLargestSampleFitsInTheBufferAndInARequest() throws IOException {
        Files.writeString(root.resolve("orders"), "y\n" + "x".repeat(500) + "\nz");

        assertDoesNotFit("{bufferMemory: 1500, batchSize: 100}", "producer.bufferMemory of 1,500");
        assertDoesNotFit("{properties: {max.request.size: 1500}}", "producer.properties['max.request.size'] of 1,500");
    }

    private void assertDoesNotFit(String producer, String limit) {
        RunSpec spec = spec("{messages: 1, payload: {format: file, file: orders}, producer: " + producer + "}");

        assertThatThrownBy(() -> TestRuns.payloads(spec, new PayloadSources(folder, Optional.empty())))
                .isInstanceOf(PayloadException.class)
                .hasMessage("sample 2 of payload.file orders has 500 bytes, which does not fit in " + limit
                        + "; set 1,524 or more");
    }

    @Test
    void tombstonesMakeValuesSmallerOnAverage() throws IOException {
        Files.writeString(root.resolve("orders"), "aa\nbbbb");
        RunSpec spec =
                spec("{messages: 1, key: {kind: sequential}, payload: {format: file, file: orders, tombstones: 0.25}}");

        Payloads payloads = TestRuns.payloads(spec, new PayloadSources(folder, Optional.empty()));

        assertThat(payloads.bytesAverage()).isEqualTo(2.25);
        assertThat(payloads.bytesMax()).isEqualTo(4);
    }
}
