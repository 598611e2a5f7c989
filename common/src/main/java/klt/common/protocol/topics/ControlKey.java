package klt.common.protocol.topics;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.protocol.ControlRecord;

/**
 * A key of the control topic. The term is part of the key; otherwise compaction would replace a valid record with a later record of a
 * fenced controller.
 */
public sealed interface ControlKey {

    Pattern FORM = Pattern.compile("([0-9]{1,18})/(tick|lead|(?:claim|run)/(.{1,200}))");

    /** Each controller has its own key; otherwise compaction would replace the first claim of a term with a later claim. */
    record Claim(long term, String controller) implements ControlKey {
        @Override
        public String toString() {
            return term + "/claim/" + controller;
        }
    }

    /** The winner of the term is taking over and has not written a tick yet. */
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

    /** Parses a key; empty if it does not have the form of a control key. */
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

    /** The key of a record. */
    static ControlKey of(long term, ControlRecord record) {
        return switch (record) {
            case ControlRecord.Claim claim -> new Claim(term, claim.controller());
            case ControlRecord.Tick tick -> new Tick(term);
            case ControlRecord.DesiredRun run -> new Run(term, run.run());
        };
    }

    /** Whether this is a valid key for a record of that term. */
    default boolean fits(long term, ControlRecord record) {
        return this instanceof Lead(long led)
                ? led == term && record instanceof ControlRecord.Claim
                : equals(of(term, record));
    }
}
