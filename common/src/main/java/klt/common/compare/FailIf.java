package klt.common.compare;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.compare.Comparison.Outcome;
import klt.common.text.JsonScalar;

/**
 * A condition for which a comparison fails, such as {@code response.p99 > +10%}, {@code rate < -5%} or {@code errors > +0.1pp}. It fails
 * when the figure changed by more than the bound, and the interval of the change excludes that nothing changed.
 *
 * @param expression as the user wrote it
 * @param above whether it fails above the bound; otherwise below it
 * @param bound as a fraction of the figure of A; of a fraction the difference
 */
public record FailIf(String expression, Figure figure, boolean above, double bound) {

    /** Maximum number of conditions of a comparison. */
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

    /** @throws IllegalArgumentException naming the valid forms, when the text is not a condition */
    public static FailIf parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > LENGTH_MAX || !form.matches()) {
            throw new IllegalArgumentException("'" + JsonScalar.shown(text)
                    + "' is not a condition; write one like 'response.p99 > +10%', 'rate < -5%' or 'errors > +0.1pp'");
        }
        // the common spelling too, as in objectives
        String name = form.group("figure").replace("p99.9", "p999");
        Figure figure = Figure.named(name)
                .orElseThrow(() -> new IllegalArgumentException("'" + name
                        + "' is not a figure that is compared; those are "
                        + String.join(
                                ", ", Figure.ALL.stream().map(Figure::name).toList())));
        if (form.group("unit").equals("%") != figure.isRelative()) {
            throw new IllegalArgumentException(
                    figure.isRelative()
                            ? "'" + name + "' changes by a percentage; write a bound like +10%"
                            : "'" + name + "' changes by percentage points; write a bound like +0.1pp");
        }
        boolean above = form.group("operator").equals(">");
        double bound = Double.parseDouble(form.group("bound")) / PERCENT;
        if (above ? bound < 0 : bound > 0) {
            throw new IllegalArgumentException("'" + JsonScalar.shown(text)
                    + "' holds without a change; use > with a positive bound, or < with a negative one");
        }
        return new FailIf(text.strip(), figure, above, bound);
    }

    /** @param change of its figure, in the unit of the bound; infinite if only one side has an answer */
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
