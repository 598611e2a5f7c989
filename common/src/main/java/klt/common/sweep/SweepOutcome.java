package klt.common.sweep;

import klt.common.compare.Comparer;
import klt.common.compare.Comparison;

/** The conclusion about a difference between cells; the constants are named as in a comparison of runs. */
public enum SweepOutcome {
    BETTER,
    WORSE,
    /** No difference can be detected. */
    NO_DIFFERENCE,
    /** Too little is known about how much runs differ by chance. */
    TOO_FEW_REPEATS,
    /** A run has fewer than {@link Comparer#WINDOWS_MIN} windows. */
    TOO_FEW_WINDOWS,
    /** In some run, fewer than {@link Comparer#MESSAGES_MIN} messages are slower than the percentile. */
    TOO_FEW_MESSAGES;

    public boolean isDifference() {
        return this == BETTER || this == WORSE;
    }

    /** @param outcome outcome for values measured by runs that are neither INVALID nor searches */
    static SweepOutcome of(Comparison.Outcome outcome) {
        return switch (outcome) {
            case BETTER -> BETTER;
            case WORSE -> WORSE;
            case NO_DIFFERENCE, NO_ANSWER -> NO_DIFFERENCE;
            case TOO_FEW_WINDOWS -> TOO_FEW_WINDOWS;
            case TOO_FEW_MESSAGES -> TOO_FEW_MESSAGES;
            case NOT_MEASURED, SEARCH, INVALID -> throw new IllegalArgumentException(outcome.name());
        };
    }
}
