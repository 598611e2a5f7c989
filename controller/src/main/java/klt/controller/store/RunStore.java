package klt.controller.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import klt.controller.report.RunSummary;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The runs in the state topic, as a table in memory: a summary each, and the document packed. Thread-safe; the event loop writes,
 * anybody reads.
 */
public final class RunStore {

    /** Runs that are kept; the oldest go first. */
    public static final int RUNS_MAX = 1_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // a figure that an earlier version did not have
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private static final ObjectReader SUMMARY = JSON.readerFor(RunSummary.class)
            .with(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            // the rest of the document
            .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final class Entry {
        private final RunSummary summary;
        private final byte[] packed;

        Entry(RunSummary summary, byte[] packed) {
            this.summary = summary;
            this.packed = packed;
        }
    }

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong revision = new AtomicLong();

    /** Grows with every change. */
    public long revision() {
        return revision.get();
    }

    /** Keeps a run and gives its document for the topic. */
    public byte[] put(StoredRun run) {
        byte[] document = JSON.writeValueAsBytes(run);
        keep(run.summary(), document);
        return document;
    }

    /**
     * Takes in a record of the topic. Of a run that has ended only the summary is looked at.
     *
     * @param document null when the run was forgotten
     * @return the run, if it has not ended; empty when it has, was forgotten or cannot be read
     */
    public Optional<StoredRun> load(String id, byte @Nullable [] document) {
        if (document == null) {
            remove(id);
            return Optional.empty();
        }
        Optional<RunSummary> summary =
                summary(document).filter(read -> read.id().equals(id));
        if (summary.isEmpty()) {
            return Optional.empty();
        }
        if (summary.get().phase().isEnded()) {
            keep(summary.get(), document);
            return Optional.empty();
        }
        Optional<StoredRun> run = read(document);
        run.ifPresent(live -> keep(live.summary(), document));
        return run;
    }

    /** Reads no further than it has to: most of a document is the series. */
    private static Optional<RunSummary> summary(byte[] document) {
        try (JsonParser parser = JSON.createParser(document)) {
            boolean known = false;
            parser.nextToken();
            for (String field = parser.nextName(); field != null; field = parser.nextName()) {
                parser.nextToken();
                switch (field) {
                    case "v" -> known = parser.getValueAsInt() == StoredRun.VERSION;
                    case "summary" -> {
                        return known ? Optional.ofNullable(SUMMARY.readValue(parser)) : Optional.empty();
                    }
                    default -> parser.skipChildren();
                }
            }
            return Optional.empty();
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<StoredRun> read(byte[] document) {
        try {
            return Optional.of(JSON.readValue(document, StoredRun.class));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            // somebody else's, or cut
            return Optional.empty();
        }
    }

    private void keep(RunSummary summary, byte[] document) {
        entries.put(summary.id(), new Entry(summary, pack(document)));
        revision.incrementAndGet();
    }

    public void remove(String id) {
        entries.remove(id);
        revision.incrementAndGet();
    }

    public boolean contains(String id) {
        return entries.containsKey(id);
    }

    public Optional<StoredRun> find(String id) {
        return Optional.ofNullable(entries.get(id)).flatMap(entry -> read(unpack(entry.packed)));
    }

    /** What the topic holds of a run. */
    public Optional<byte[]> document(String id) {
        return Optional.ofNullable(entries.get(id)).map(entry -> unpack(entry.packed));
    }

    /** Forgets every other run. */
    public void retain(Set<String> ids) {
        if (entries.keySet().retainAll(ids)) {
            revision.incrementAndGet();
        }
    }

    /** Newest first. */
    public List<RunSummary> summaries() {
        return entries.values().stream()
                .map(entry -> entry.summary)
                .sorted(Comparator.comparing(RunSummary::createdAt).reversed())
                .toList();
    }

    /** Ids of the oldest runs beyond {@link #RUNS_MAX}. */
    public List<String> surplus() {
        return summaries().stream().skip(RUNS_MAX).map(RunSummary::id).toList();
    }

    /** Reports are mostly repetition: a better compression takes thrice the time and saves nothing. */
    private static final class QuickZip extends GZIPOutputStream {

        QuickZip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static byte[] pack(byte[] document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new QuickZip(bytes)) {
            zip.write(document);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] unpack(byte[] packed) {
        try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return zip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }
}
