package klt.worker.core;

import java.util.LinkedHashMap;
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
import klt.common.spec.Limits;
import org.jspecify.annotations.Nullable;

/**
 * What the control topic says, folded from its records in order: the newest term, its newest tick, and the newest wish for each run
 * that changed. Records of an older term than the newest are those of a controller that was replaced, and change nothing.
 *
 * <p>Not thread-safe: the thread that reads the topic owns it.
 */
public final class ControlView {

    private static final Pattern KEY = Pattern.compile("([0-9]{1,18})/(claim|tick|run/(.{1,200}))");

    private long term;
    private long lastTick;
    private final Map<String, Optional<DesiredRun>> changes = new LinkedHashMap<>();

    /** What came of one record. */
    public sealed interface Reading {

        record Taken() implements Reading {}

        record Outdated() implements Reading {}

        /** Not a record of ours, or one that we do not understand. */
        record Skipped(Decoded.Kind kind, String detail) implements Reading {}
    }

    public Reading read(String key, byte @Nullable [] value) {
        Matcher parts = KEY.matcher(key);
        if (!parts.matches()) {
            return new Reading.Skipped(
                    Decoded.Kind.WRONG_SHAPE, "the key is none of <term>/claim, <term>/tick, <term>/run/<id>");
        }
        long keyTerm = Long.parseLong(parts.group(1));
        Optional<String> run = Optional.ofNullable(parts.group(3));
        if (value == null) {
            // without its tick a term goes on all the same: only ticks and runs move it
            boolean current = run.isPresent() && keyTerm >= term;
            return current ? changed(keyTerm, run.get(), Optional.empty()) : new Reading.Outdated();
        }
        return switch (BusCodec.CONTROL.decode(value)) {
            case Decoded.Bad<ControlRecord>(Decoded.Kind kind, String detail) -> new Reading.Skipped(kind, detail);
            case Decoded.Good<ControlRecord>(Envelope<ControlRecord> envelope) ->
                take(keyTerm, parts.group(2), run, envelope);
        };
    }

    private Reading take(long keyTerm, String kind, Optional<String> keyRun, Envelope<ControlRecord> envelope) {
        if (envelope.term() != keyTerm) {
            return new Reading.Skipped(Decoded.Kind.WRONG_SHAPE, "the key's term is not the record's");
        }
        if (keyTerm < term) {
            return new Reading.Outdated();
        }
        return switch (envelope.body()) {
            case Claim claim ->
                kind.equals("claim")
                        ? new Reading.Taken()
                        : new Reading.Skipped(Decoded.Kind.WRONG_SHAPE, "a claim under another key");
            case Tick tick -> {
                if (!kind.equals("tick")) {
                    yield new Reading.Skipped(Decoded.Kind.WRONG_SHAPE, "a tick under another key");
                }
                term = keyTerm;
                lastTick = tick.number();
                yield new Reading.Taken();
            }
            case DesiredRun desired -> {
                Optional<String> problem = keyRun.equals(Optional.of(desired.run()))
                        ? problemOf(desired)
                        : Optional.of("the key's run is not the record's");
                yield problem.isPresent()
                        ? new Reading.Skipped(Decoded.Kind.WRONG_SHAPE, problem.get())
                        : changed(keyTerm, desired.run(), Optional.of(desired));
            }
        };
    }

    /** A schedule that cannot be computed must not get as far as the sending thread. */
    private static Optional<String> problemOf(DesiredRun desired) {
        if (desired.segments().stream().anyMatch(segment -> segment.rate() > Limits.RATE_MAX)) {
            return Optional.of("a rate is over the limit of " + (long) Limits.RATE_MAX);
        }
        try {
            desired.startAt().ifPresent(startAt -> Schedule.of(desired.plan(), Timing.of(desired), startAt));
            return Optional.empty();
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.of("the schedule is impossible: " + e.getMessage());
        }
    }

    private Reading changed(long keyTerm, String run, Optional<DesiredRun> desired) {
        term = keyTerm;
        changes.put(run, desired);
        return new Reading.Taken();
    }

    /** The newest wish for each run that had one since the last call, empty for one that was dropped. */
    public Map<String, Optional<DesiredRun>> takeChanges() {
        Map<String, Optional<DesiredRun>> taken = new LinkedHashMap<>(changes);
        changes.clear();
        return taken;
    }

    /** The newest controller's term; 0 before any record. */
    public long term() {
        return term;
    }

    /** Number of the newest tick of the newest term. */
    public long lastTick() {
        return lastTick;
    }
}
