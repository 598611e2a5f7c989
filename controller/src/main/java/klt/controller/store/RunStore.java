package klt.controller.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import klt.common.compare.Baseline;
import klt.common.report.RunSummary;
import klt.common.sweep.SweepRunResult;
import klt.common.text.OneLine;
import klt.controller.core.run.StoredRuns;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An in-memory table of the state topic's runs, with each run's summary and compressed document. Thread-safe: the event loop and the
 * session write, and any thread reads.
 */
public final class RunStore implements StoredRuns {

    private static final String TAGS = "tags";

    private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);

    private static final int ID_LENGTH_MAX = 100;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // documents from earlier versions lack some figures
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private static final ObjectReader SUMMARY = JSON.readerFor(RunSummary.class)
            .with(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            // trailing tokens are expected, because only the beginning of a document is parsed
            .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final class Entry {
        private final RunSummary summary;
        private final byte[] packed;
        private volatile @Nullable SweepRunResult sweepResult;

        Entry(RunSummary summary, byte[] packed) {
            this.summary = summary;
            this.packed = packed;
        }
    }

    private record Read(Entry entry, StoredRun run) {}

    private final Retention retention;
    private volatile @Nullable Read lastRead;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong revision = new AtomicLong();
    private final SweepStore sweeps = new SweepStore();
    private final BaselineStore baselines = new BaselineStore();
    private final ScheduleStore schedules = new ScheduleStore();
    private final NoticeStore notices = new NoticeStore();
    private final LoadStopStore loadStop = new LoadStopStore();

    public RunStore() {
        this(Retention.DEFAULT);
    }

    public RunStore(Retention retention) {
        this.retention = retention;
    }

    /** Returns a number that increases with every change. */
    public long revision() {
        return revision.get();
    }

    public SweepStore sweeps() {
        return sweeps;
    }

    public BaselineStore baselines() {
        return baselines;
    }

    @Override
    public List<Baseline> listBaselines() {
        return baselines.all();
    }

    public ScheduleStore schedules() {
        return schedules;
    }

    public NoticeStore notices() {
        return notices;
    }

    public LoadStopStore loadStop() {
        return loadStop;
    }

    /** Stores a run and returns its document for the topic. */
    public byte[] put(StoredRun run) {
        byte[] document = JSON.writeValueAsBytes(run);
        keep(run.summary(), document);
        return document;
    }

    /**
     * Applies a record from the topic. If the run has ended, only the summary is parsed. A document that this version cannot read is not
     * listed; the log says so.
     *
     * @param document null if the run was deleted
     * @return the run if it has not ended; empty if it has, was deleted or is unreadable
     */
    public Optional<StoredRun> load(String id, byte @Nullable [] document) {
        if (document == null) {
            remove(id);
            return Optional.empty();
        }
        Optional<RunSummary> summary =
                summary(document).filter(read -> read.id().equals(id));
        if (summary.filter(read -> read.phase().isEnded()).isPresent()) {
            keep(summary.get(), document);
            return Optional.empty();
        }
        Optional<StoredRun> run = summary.flatMap(live -> read(document));
        run.ifPresentOrElse(
                live -> keep(live.summary(), document),
                () -> LOG.warn(
                        "cannot read run {} of the state topic, so it is not listed: another version or another program wrote it",
                        OneLine.of(id, ID_LENGTH_MAX)));
        return run;
    }

    /** Parses a document up to the end of the summary. The rest, mostly the time series, is not needed. */
    private static Optional<RunSummary> summary(byte[] document) {
        try (JsonParser parser = JSON.createParser(document)) {
            boolean known = false;
            parser.nextToken();
            for (String field = parser.nextName(); field != null; field = parser.nextName()) {
                parser.nextToken();
                switch (field) {
                    case "v" -> known = parser.getValueAsInt() == StoredRun.VERSION;
                    case "summary" -> {
                        return known ? Optional.ofNullable(parsed(parser.readValueAsTree())) : Optional.empty();
                    }
                    default -> parser.skipChildren();
                }
            }
            return Optional.empty();
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable RunSummary parsed(JsonNode document) {
        if (document instanceof ObjectNode object && !object.has(TAGS)) {
            // a document from an earlier version
            object.putObject(TAGS);
        }
        return SUMMARY.readValue(document);
    }

    private static Optional<StoredRun> read(byte[] document) {
        try {
            return Optional.of(JSON.readValue(document, StoredRun.class));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            // written by another program, or truncated
            return Optional.empty();
        }
    }

    private void keep(RunSummary summary, byte[] document) {
        entries.put(summary.id(), new Entry(summary, pack(document)));
        revision.incrementAndGet();
    }

    public void remove(String id) {
        entries.remove(id);
        lastRead = null;
        revision.incrementAndGet();
    }

    @Override
    public boolean contains(String id) {
        return entries.containsKey(id);
    }

    /** Parses a run. The last result is cached, because many clients read the newest run. */
    public Optional<StoredRun> find(String id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return Optional.empty();
        }
        Read last = lastRead;
        if (last != null && last.entry == entry) {
            return Optional.of(last.run);
        }
        Optional<StoredRun> run = read(unpack(entry.packed));
        run.ifPresent(parsed -> lastRead = new Read(entry, parsed));
        return run;
    }

    /** Returns a run's result for its sweep. Parsing a document takes long, so the result is kept as long as the document. */
    public Optional<SweepRunResult> sweepResult(String id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return Optional.empty();
        }
        SweepRunResult known = entry.sweepResult;
        if (known != null) {
            return Optional.of(known);
        }
        Optional<SweepRunResult> result = read(unpack(entry.packed)).map(run -> SweepRunResult.of(run.report()));
        result.ifPresent(found -> entry.sweepResult = found);
        return result;
    }

    public Optional<RunSummary> summary(String id) {
        return Optional.ofNullable(entries.get(id)).map(entry -> entry.summary);
    }

    /** Returns whether the run is stored in its final state. */
    public boolean hasEnded(String id) {
        return summary(id).filter(run -> run.phase().isEnded()).isPresent();
    }

    /** Returns a run's document, as stored on the topic. */
    public Optional<byte[]> document(String id) {
        return Optional.ofNullable(entries.get(id)).map(entry -> unpack(entry.packed));
    }

    /** Returns the ids of all runs. */
    public Set<String> ids() {
        return Set.copyOf(entries.keySet());
    }

    /** Removes all runs except these. */
    public void retain(Set<String> ids) {
        if (entries.keySet().retainAll(ids)) {
            revision.incrementAndGet();
        }
    }

    /** Returns the summaries of all runs, newest first. */
    public List<RunSummary> summaries() {
        return entries.values().stream()
                .map(entry -> entry.summary)
                .sorted(Comparator.comparing(RunSummary::createdAt).reversed())
                .toList();
    }

    /**
     * Returns the ids of the ended runs that are no longer retained at a given time. Runs of baselines, of sweeps in progress, and of undelivered
     * notices are kept.
     */
    public List<String> surplus(Instant now) {
        List<RunSummary> runs = summaries();
        Set<String> kept = new HashSet<>(baselines.runs());
        kept.addAll(sweeps.runsInProgress());
        kept.addAll(notices.ids());
        return IntStream.range(0, runs.size())
                .filter(place -> place >= retention.runsMax() || isTooOld(runs.get(place), now))
                .mapToObj(runs::get)
                .filter(run -> run.phase().isEnded())
                .map(RunSummary::id)
                .filter(id -> !kept.contains(id))
                .toList();
    }

    private boolean isTooOld(RunSummary run, Instant now) {
        Instant ended = run.times().endedAt().orElse(run.createdAt());
        return retention.ageMax().filter(max -> ended.isBefore(now.minus(max))).isPresent();
    }

    /**
     * Compresses at the fastest level. Reports are highly repetitive, so a higher level would take three times as long and save nothing.
     */
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
