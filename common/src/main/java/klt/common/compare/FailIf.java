package klt.common.compare;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.compare.Comparison.Outcome;
import klt.common.text.JsonScalar;

/**
 * A condition that fails a comparison, such as {@code response.p99 > +10%}, {@code rate < -5%} or {@code errors > +0.1pp}. It fails if the
 * figure changed by more than the bound and the change's interval excludes zero.
 *
 * @param expression the condition as the user wrote it
 * @param above whether it fails above the bound rather than below it
 * @param bound the maximum change as a fraction of A's figure; if the figure is itself a fraction, the maximum difference
 */
public record FailIf(String expression, Figure figure, boolean above, double bound) {

    /** Maximum number of conditions per comparison. */
    public static final int CONDITIONS_MAX = 50;

    private static final int LENGTH_MAX = 100;
    private static final Pattern FORM = Pattern.compile(
            "\\s*(?<figure>[A-Za-z0-9.]+)\\s*(?<operator>[<>])\\s*(?<bound>[+-]?[0-9]{1,9}(?:\\.[0-9]{1,9})?)\\s*(?<unit>%|pp)\\s*");
    private static final double PERCENT = 100;

    /** Whether a comparison fails. */
    public enum Decision {
        PASSED,
        FAILED,
        /** The figure cannot be compared. */
        UNDECIDED
    }

    public record Result(String expression, Decision decision) {}

    /** @throws IllegalArgumentException if the text is not a condition; the message names the valid forms */
    public static FailIf parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > LENGTH_MAX || !form.matches()) {
            throw new IllegalArgumentException("'" + JsonScalar.shown(text)
                    + "' is not a condition; write one like 'response.p99 > +10%', 'rate < -5%' or 'errors > +0.1pp'");
        }
        // as in objectives, p99.9 is an alias of p999
        String name = form.group("figure").replace("p99.9", "p999");
        Figure figure = Figure.named(name)
                .orElseThrow(() -> new IllegalArgumentException("'" + name
                        + "' is not a figure that can be compared; use one of "
                        + String.join(
                                ", ", Figure.ALL.stream().map(Figure::name).toList())));
        if (form.group("unit").equals("%") != figure.scale().isRelative()) {
            throw new IllegalArgumentException(
                    figure.scale().isRelative()
                            ? "changes in '" + name + "' are measured in percent; write a bound like +10%"
                            : "changes in '" + name + "' are measured in percentage points; write a bound like +0.1pp");
        }
        boolean above = form.group("operator").equals(">");
        double bound = Double.parseDouble(form.group("bound")) / PERCENT;
        if (above ? bound < 0 : bound > 0) {
            throw new IllegalArgumentException("'" + JsonScalar.shown(text)
                    + "' is true without a change; use > with a positive bound, or < with a negative one");
        }
        return new FailIf(text.strip(), figure, above, bound);
    }

    /** @param change the figure's change, in the bound's unit; infinite if the figure is finite on only one side */
    Result result(Outcome outcome, double change) {
        boolean beyond = above ? change > bound : change < bound;
        return new Result(
                expression,
                switch (outcome) {
                    case BETTER, WORSE -> beyond ? Decision.FAILED : Decision.PASSED;
                    case NO_DIFFERENCE -> Decision.PASSED;
                    case NO_ANSWER, TOO_FEW_WINDOWS, TOO_FEW_MESSAGES, NOT_MEASURED, SEARCH, INVALID ->
                        Decision.UNDECIDED;
                });
    }
}
