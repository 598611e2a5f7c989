package klt.cli.omb;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.text.JsonScalar;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A file's fields, each of which is read once. Fields that are never read are unsupported. */
final class OmbFields {

    /** Maximum number of topics, partitions, members or bytes; the product of two of these fits in a long. */
    static final long COUNT_MAX = Integer.MAX_VALUE;

    private final ObjectNode fields;
    private final SpecDraft draft;
    private final Set<String> unread;

    OmbFields(ObjectNode fields, SpecDraft draft) {
        this.fields = fields;
        this.draft = draft;
        unread = new LinkedHashSet<>(fields.propertyNames());
    }

    Optional<String> text(String name) {
        return scalar(name);
    }

    /** Reads a number of 0 or more; returns empty if the field is absent. */
    Optional<BigDecimal> number(String name) {
        return scalar(name).map(text -> {
            try {
                BigDecimal number = new BigDecimal(text);
                if (number.signum() >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // reported below, like a negative number
            }
            throw new Failure(ExitCode.USAGE, name + " takes a number of 0 or more, not " + text);
        });
    }

    /** Reads a whole number of 0 or more. */
    long count(String name, long byDefault) {
        BigDecimal number = number(name).orElse(BigDecimal.valueOf(byDefault));
        if (number.stripTrailingZeros().scale() > 0 || number.compareTo(BigDecimal.valueOf(COUNT_MAX)) > 0) {
            throw new Failure(
                    ExitCode.USAGE,
                    name + " takes a whole number from 0 to " + COUNT_MAX + ", not " + number.toPlainString());
        }
        return number.longValue();
    }

    boolean isTrue(String name) {
        return scalar(name).filter("true"::equals).isPresent();
    }

    /** Marks a field without any effect as read. */
    void skip(String name) {
        unread.remove(name);
    }

    /** @param why why the field has no equivalent in a spec */
    void leave(String name, String why) {
        scalar(name).ifPresent(value -> draft.note(name + ": " + value, why));
    }

    /** Adds a note for each unread field. */
    void end() {
        unread.forEach(name -> draft.note(name, "is unknown, so it was not imported"));
    }

    private Optional<String> scalar(String name) {
        unread.remove(name);
        JsonNode value = fields.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (value.isBoolean()) {
            return Optional.of(value.toString());
        }
        return Optional.of(JsonScalar.of(value)
                .orElseThrow(() ->
                        new Failure(ExitCode.USAGE, name + " takes a single value, not " + JsonScalar.shown(value))));
    }
}
