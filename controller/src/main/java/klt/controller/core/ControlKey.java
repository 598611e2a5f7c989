package klt.controller.core;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.protocol.ControlRecord;

/**
 * A key of the control topic. The term is part of the key: else compaction would delete a valid record in favour of a later one of a
 * controller that has lost its term.
 */
public sealed interface ControlKey {

    Pattern FORM = Pattern.compile("([0-9]{1,18})/(tick|lead|(?:claim|run)/(.{1,200}))");

    /** Each controller has its own: else compaction would delete the first claim of a term in favour of one that came too late. */
    record Claim(long term, String controller) implements ControlKey {
        @Override
        public String toString() {
            return term + "/claim/" + controller;
        }
    }

    /** Whoever has won the term takes over, and has no ticks yet. */
    record Lead(long term) implements ControlKey {
        @Override
        public String toString() {
            return term + "/lead";
        }
    }

    record Tick(long term) implements ControlKey {
        @Override
        public String toString() {
            return term + "/tick";
        }
    }

    record Run(long term, String run) implements ControlKey {
        @Override
        public String toString() {
            return term + "/run/" + run;
        }
    }

    long term();

    /** Empty for a key of somebody else. */
    static Optional<ControlKey> of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long term = Long.parseLong(parts.group(1));
        String kind = parts.group(2);
        return Optional.of(
                switch (kind) {
                    case "tick" -> new Tick(term);
                    case "lead" -> new Lead(term);
                    default ->
                        kind.startsWith("claim") ? new Claim(term, parts.group(3)) : new Run(term, parts.group(3));
                });
    }

    /** The key under which a record stands. */
    static ControlKey of(long term, ControlRecord record) {
        return switch (record) {
            case ControlRecord.Claim claim -> new Claim(term, claim.controller());
            case ControlRecord.Tick tick -> new Tick(term);
            case ControlRecord.DesiredRun run -> new Run(term, run.run());
        };
    }

    /** Whether a record of that term may stand under this key. */
    default boolean fits(long term, ControlRecord record) {
        return this instanceof Lead(long led)
                ? led == term && record instanceof ControlRecord.Claim
                : equals(of(term, record));
    }
}
