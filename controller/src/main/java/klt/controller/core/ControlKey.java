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

    Pattern FORM = Pattern.compile("([0-9]{1,18})/(?:(claim)|(tick)|run/(.{1,200}))");

    record Claim(long term) implements ControlKey {
        @Override
        public String toString() {
            return term + "/claim";
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
        if (parts.group(2) != null) {
            return Optional.of(new Claim(term));
        }
        return Optional.of(parts.group(3) != null ? new Tick(term) : new Run(term, parts.group(4)));
    }

    /** The key under which a record stands. */
    static ControlKey of(long term, ControlRecord record) {
        return switch (record) {
            case ControlRecord.Claim claim -> new Claim(term);
            case ControlRecord.Tick tick -> new Tick(term);
            case ControlRecord.DesiredRun run -> new Run(term, run.run());
        };
    }
}
