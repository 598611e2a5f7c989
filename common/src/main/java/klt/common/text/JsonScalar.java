package klt.common.text;

import java.math.BigDecimal;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Converts a user's scalar JSON values to strings, for parsing numbers with units and for quoting values in messages. */
public final class JsonScalar {

    private static final int SHOWN_LENGTH_MAX = 60;

    /** Maximum number of digits before or after the decimal point, far more than any quantity needs. */
    private static final int NUMBER_DIGITS_MAX = 40;

    private JsonScalar() {}

    /** Returns a string, a number in decimal notation, or empty for anything else. */
    public static Optional<String> of(JsonNode node) {
        if (node.isString()) {
            return Optional.of(node.stringValue());
        }
        // plain notation, because 1E+3 is not a valid quantity; an absurd exponent must not be expanded
        return node.decimalValueOpt()
                .filter(number ->
                        number.precision() <= NUMBER_DIGITS_MAX && Math.abs((long) number.scale()) <= NUMBER_DIGITS_MAX)
                .map(BigDecimal::toPlainString);
    }

    /** Returns the value as one short line for messages. */
    public static String shown(JsonNode node) {
        return shown(node.isMissingNode() ? "nothing" : node.toString());
    }

    public static String shown(String text) {
        return OneLine.of(text, SHOWN_LENGTH_MAX);
    }
}
