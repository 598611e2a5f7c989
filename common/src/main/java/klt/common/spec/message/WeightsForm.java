package klt.common.spec.message;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.text.JsonScalar;
import klt.common.text.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Parses weights as users write them: {@code [5, 1, 1]}. */
public final class WeightsForm {

    private WeightsForm() {}

    /** Describes the allowed weights, for error messages. */
    public static String shown(int countMax) {
        return String.format(
                Locale.ROOT, "1 to %,d numbers from 0 to %,d, not all 0", countMax, MessageLimits.WEIGHT_MAX);
    }

    /** @return empty if the weights are not as {@link #shown} describes */
    public static Optional<List<Integer>> read(JsonNode list, int countMax) {
        if (!list.isArray() || list.size() > countMax) {
            return Optional.empty();
        }
        List<Integer> weights = list.valueStream()
                .flatMap(item -> JsonScalar.of(item).flatMap(Quantity::count).stream())
                .filter(WeightsForm::isWeight)
                .map(BigDecimal::intValue)
                .toList();
        return weights.size() == list.size() && weights.stream().anyMatch(weight -> weight > 0)
                ? Optional.of(weights)
                : Optional.empty();
    }

    private static boolean isWeight(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0
                && number.signum() >= 0
                && number.compareTo(BigDecimal.valueOf(MessageLimits.WEIGHT_MAX)) <= 0;
    }

    public static JsonNode write(List<Integer> weights) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        weights.forEach(list::add);
        return list;
    }
}
