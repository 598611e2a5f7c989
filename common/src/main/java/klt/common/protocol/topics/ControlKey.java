package klt.common.protocol.topics;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.protocol.ControlRecord;

/**
 * A key on the control topic. It includes the term; otherwise, compaction would replace a valid record with a fenced controller's later
 * record.
 */
public sealed interface ControlKey {

    Pattern FORM = Pattern.compile("([0-9]{1,18})/(tick|lead|(?:claim|run)/(.{1,200}))");

    /** Each controller has its own key; otherwise, compaction would replace a term's first claim with a later one. */
    record Claim(long term, String controller) implements ControlKey {
        @Override
        public String toString() {
            return term + "/claim/" + controller;
        }
    }

    /** The term's winner is taking over and has not written a tick yet. */
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

    /** Parses a key; returns empty if it is not a valid control key. */
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

    /** Returns a record's key. */
    static ControlKey of(long term, ControlRecord record) {
        return switch (record) {
            case ControlRecord.Claim claim -> new Claim(term, claim.controller());
            case ControlRecord.Tick tick -> new Tick(term);
            case ControlRecord.DesiredRun run -> new Run(term, run.run());
        };
    }

    /** Returns whether this is a valid key for a record in that term. */
    default boolean fits(long term, ControlRecord record) {
        return this instanceof Lead(long led)
                ? led == term && record instanceof ControlRecord.Claim
                : equals(of(term, record));
    }
}
