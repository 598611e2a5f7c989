package klt.worker.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.protocol.BusCodec;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.Claim;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Tick;
import klt.common.protocol.Decoded;
import klt.common.protocol.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * Folds the records of the control topic in order: the newest term, its ticks, and the newest desired state of each run that changed.
 * Ignores records of an older term, which come from a replaced controller. Ignores ticks that are not newer than the last one, as when the
 * topic is read again.
 *
 * <p>Not thread-safe: the thread that reads the topic owns it.
 */
public final class ControlView {

    /** One minute of ticks. A worker that has not read for longer has exceeded the lapse of every run. */
    static final int TICKS_MAX = 60;

    private static final Pattern KEY = Pattern.compile("([0-9]{1,18})/(claim/.{1,200}|lead|tick|run/(.{1,200}))");

    private long term;
    private Optional<ReadTick> newestTick = Optional.empty();
    private final Deque<ReadTick> ticks = new ArrayDeque<>();
    private final Map<String, Optional<DesiredRun>> changes = new LinkedHashMap<>();

    /**
     * A tick that was read.
     *
     * @param stampMillis the record's time
     */
    public record ReadTick(long term, Tick tick, long stampMillis) {}

    /** The result of reading one record. */
    public sealed interface Reading {

        record Taken() implements Reading {}

        record Outdated() implements Reading {}

        /** A record of another format, or one that cannot be decoded. */
        record Skipped(Decoded.Kind kind, String detail) implements Reading {}
    }

    /** @param stampMillis the record's time */
    public Reading read(String key, byte @Nullable [] value, long stampMillis) {
        if (value == null || !KEY.matcher(key).matches()) {
            return take(key, Optional.empty(), stampMillis);
        }
        return switch (BusCodec.CONTROL.decode(value)) {
            case Decoded.Bad<ControlRecord>(Decoded.Kind kind, String detail) -> new Reading.Skipped(kind, detail);
            case Decoded.Good<ControlRecord>(Envelope<ControlRecord> envelope) ->
                take(key, Optional.of(envelope), stampMillis);
        };
    }

    /**
     * Reads a decoded record.
     *
     * @param record empty for a tombstone
     * @param stampMillis the record's time
     */
    public Reading take(String key, Optional<Envelope<ControlRecord>> record, long stampMillis) {
        Matcher parts = KEY.matcher(key);
        if (!parts.matches()) {
            return new Reading.Skipped(
                    Decoded.Kind.WRONG_SHAPE,
                    "the key is not one of <term>/claim/<id>, <term>/lead, <term>/tick, <term>/run/<id>");
        }
        long keyTerm = Long.parseLong(parts.group(1));
        Optional<String> run = Optional.ofNullable(parts.group(3));
        if (record.isEmpty()) {
            // a term continues without its claim or tick
            boolean current = run.isPresent() && keyTerm >= term;
            return current ? changed(keyTerm, run.get(), Optional.empty()) : new Reading.Outdated();
        }
        return take(keyTerm, parts.group(2), run, record.get(), stampMillis);
    }

    private Reading take(
            long keyTerm, String kind, Optional<String> keyRun, Envelope<ControlRecord> envelope, long stampMillis) {
        if (envelope.term() != keyTerm) {
            return new Reading.Skipped(
                    Decoded.Kind.WRONG_SHAPE, "the term in the key differs from the term in the record");
        }
        if (keyTerm < term) {
            return new Reading.Outdated();
        }
        return switch (envelope.body()) {
            case Claim claim -> {
                if (!kind.equals("lead") && !kind.equals("claim/" + claim.controller())) {
                    yield new Reading.Skipped(Decoded.Kind.WRONG_SHAPE, "a claim under another key");
                }
                // a claim excludes everything that the predecessor writes after it
                toTerm(keyTerm);
                yield new Reading.Taken();
            }
            case Tick tick -> {
                if (!kind.equals("tick")) {
                    yield new Reading.Skipped(Decoded.Kind.WRONG_SHAPE, "a tick under another key");
                }
                yield ticked(new ReadTick(keyTerm, tick, stampMillis));
            }
            case DesiredRun desired ->
                keyRun.equals(Optional.of(desired.run()))
                        ? changed(keyTerm, desired.run(), Optional.of(desired))
                        : new Reading.Skipped(
                                Decoded.Kind.WRONG_SHAPE, "the run in the key differs from the run in the record");
        };
    }

    private Reading ticked(ReadTick read) {
        toTerm(read.term());
        if (read.tick().number() <= lastTick()) {
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

    /** The newest desired state of each run that changed since the last call; empty for a run that was dropped. */
    public Map<String, Optional<DesiredRun>> takeChanges() {
        Map<String, Optional<DesiredRun>> taken = new LinkedHashMap<>(changes);
        changes.clear();
        return taken;
    }

    /** The ticks since the last call, in order; at most the newest {@value #TICKS_MAX}. */
    public List<ReadTick> takeTicks() {
        List<ReadTick> taken = List.copyOf(ticks);
        ticks.clear();
        return taken;
    }

    /** The newest controller's term; 0 before any record. */
    public long term() {
        return term;
    }

    /** Number of the newest tick of the newest term; −1 before the first. */
    public long lastTick() {
        return newestTick.map(read -> read.tick().number()).orElse(-1L);
    }
}
