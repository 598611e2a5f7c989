package klt.worker.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.Claim;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Tick;
import klt.common.protocol.topics.ControlEntry;
import klt.common.protocol.topics.ControlKey;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Envelope;
import klt.common.protocol.topics.RecordCodec;
import org.jspecify.annotations.Nullable;

/**
 * Processes the control topic's records in order. The result is the latest term, its ticks, and the latest desired state of each changed run.
 * Ignores records from an older term, which come from a replaced controller, and ticks that are not newer than the last one, which occur
 * when the topic is reread.
 *
 * <p>Not thread-safe: owned by the thread that reads the topic.
 */
public final class ControlView {

    /**
     * Maximum number of ticks to keep, one minute's worth. A worker that has not read the topic for longer has exceeded every run's time
     * limit anyway.
     */
    static final int TICKS_MAX = 60;

    private final RecordCodec<ControlRecord> codec;
    private long term;
    private Optional<ReadTick> newestTick = Optional.empty();
    private final Deque<ReadTick> ticks = new ArrayDeque<>();
    private final Map<String, Optional<DesiredRun>> changes = new LinkedHashMap<>();

    /**
     * A tick from the topic.
     *
     * @param number number of the tick's record
     * @param workers ids of the workers listed by the tick
     * @param stampMillis the record's time
     */
    public record ReadTick(long term, long number, List<String> workers, long stampMillis) {

        public ReadTick {
            workers = List.copyOf(workers);
        }
    }

    /** The result of reading a record. */
    public sealed interface Reading {

        record Taken() implements Reading {}

        record Outdated() implements Reading {}

        /** A record that has another format or is undecodable. */
        record Skipped(Decoded.Kind kind, String detail) implements Reading {}
    }

    public ControlView(RecordCodec<ControlRecord> codec) {
        this.codec = codec;
    }

    /**
     * @param text the record's key
     * @param stampMillis the record's time
     */
    public Reading read(String text, byte @Nullable [] value, long stampMillis) {
        return switch (ControlEntry.of(codec, text, value)) {
            case ControlEntry.Skipped(Decoded.Kind kind, String detail) -> new Reading.Skipped(kind, detail);
            case ControlEntry.Deleted(ControlKey key) -> removed(key);
            case ControlEntry.Written(ControlKey key, Envelope<ControlRecord> envelope) ->
                written(key, envelope, stampMillis);
        };
    }

    /** Handles a tombstone. A term remains valid after its claim or tick is deleted. */
    private Reading removed(ControlKey key) {
        return key instanceof ControlKey.Run(long keyTerm, String run) && keyTerm >= term
                ? changed(keyTerm, run, Optional.empty())
                : new Reading.Outdated();
    }

    private Reading written(ControlKey key, Envelope<ControlRecord> envelope, long stampMillis) {
        if (key.term() < term) {
            return new Reading.Outdated();
        }
        return switch (envelope.body()) {
            case Claim claim -> {
                // a claim invalidates anything that the previous controller writes after it
                toTerm(key.term());
                yield new Reading.Taken();
            }
            case Tick tick -> ticked(new ReadTick(key.term(), envelope.number(), tick.workers(), stampMillis));
            case DesiredRun desired -> changed(key.term(), desired.run(), Optional.of(desired));
        };
    }

    private Reading ticked(ReadTick read) {
        toTerm(read.term());
        if (read.number() <= lastTick()) {
            return new Reading.Outdated();
        }
        if (ticks.size() == TICKS_MAX) {
            ticks.removeFirst();
        }
        newestTick = Optional.of(read);
        ticks.add(read);
        return new Reading.Taken();
    }

    private void toTerm(long newest) {
        if (newest > term) {
            newestTick = Optional.empty();
        }
        term = newest;
    }

    private Reading changed(long keyTerm, String run, Optional<DesiredRun> desired) {
        toTerm(keyTerm);
        changes.put(run, desired);
        return new Reading.Taken();
    }

    /** Returns the newest desired state of each run that has changed since the last call, with an empty one for a dropped run. */
    public Map<String, Optional<DesiredRun>> takeChanges() {
        Map<String, Optional<DesiredRun>> taken = new LinkedHashMap<>(changes);
        changes.clear();
        return taken;
    }

    /** Returns the ticks since the last call, in order, but at most the newest {@value #TICKS_MAX}. */
    public List<ReadTick> takeTicks() {
        List<ReadTick> taken = List.copyOf(ticks);
        ticks.clear();
        return taken;
    }

    /** Returns the newest controller's term, or 0 before any record. */
    public long term() {
        return term;
    }

    /** Returns the number of the record with the newest term's newest tick, or −1 before the first. */
    public long lastTick() {
        return newestTick.map(ReadTick::number).orElse(-1L);
    }
}
