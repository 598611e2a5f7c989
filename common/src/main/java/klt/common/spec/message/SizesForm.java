package klt.common.spec.message;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.spec.input.SpecFields;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.spec.message.size.Sizes;
import klt.common.spec.message.size.Sizes.Histogram.Bucket;
import klt.common.text.JsonScalar;
import klt.common.text.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parses sizes as users write them:
 *
 * <pre>
 * 1KiB
 * {uniform: {min: 100, max: 2KiB}}
 * {normal: {mean: 1KiB, deviation: 200, min: 0, max: 4KiB}}
 * {lognormal: {median: 1KiB, sigma: 0.8, min: 100, max: 64KiB}}
 * {histogram: {"0-256": 234, "256-1KiB": 456, "1KiB": 10}}
 * </pre>
 */
public final class SizesForm {

    /** The allowed sizes, for error messages. */
    public static final String RANGE = String.format(Locale.ROOT, "0 to %,d bytes", MessageLimits.VALUE_BYTES_MAX);

    private static final String FORMS = "takes a whole number from " + RANGE
            + ", or one of {uniform: {…}}, {normal: {…}}, {lognormal: {…}} and {histogram: {…}}";
    private static final Pattern BUCKET = Pattern.compile("([^-]+)-([^-]+)");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SizesForm() {}

    /**
     * @param mistakes receives the path of each error, such as {@code .uniform.min}, and its message
     * @return empty if there was an error
     */
    public static Optional<Sizes> read(JsonNode node, Mistakes mistakes) {
        if (!node.isObject()) {
            Optional<Integer> bytes = bytes(node, 0);
            if (bytes.isEmpty()) {
                mistakes.add("", FORMS + ", not " + JsonScalar.shown(node));
            }
            return bytes.map(Sizes.Fixed::new);
        }
        List<String> names = List.copyOf(node.propertyNames());
        String name = names.size() == 1 ? names.getFirst() : "";
        if (!List.of("uniform", "normal", "lognormal", "histogram").contains(name)) {
            mistakes.add("", FORMS + ", not " + JsonScalar.shown(node));
            return Optional.empty();
        }
        Fields fields = new Fields(node.get(name), "." + name, mistakes);
        if (!fields.object.isObject()) {
            fields.error("", "takes a group of keys, not " + JsonScalar.shown(fields.object));
            return Optional.empty();
        }
        Optional<Sizes> sizes = switch (name) {
            case "uniform" -> uniform(fields);
            case "normal" -> normal(fields);
            case "lognormal" -> logNormal(fields);
            default -> histogram(fields);
        };
        return fields.right ? sizes : Optional.empty();
    }

    private static Optional<Sizes> uniform(Fields fields) {
        int min = fields.bytes("min", 0);
        int max = fields.bytes("max", 0);
        fields.end();
        fields.check(min <= max, "max", "must be at least min");
        return Optional.of(new Sizes.Uniform(min, max));
    }

    private static Optional<Sizes> normal(Fields fields) {
        int mean = fields.bytes("mean", 0);
        int deviation = fields.bytes("deviation", 1);
        int min = fields.bytes("min", 0);
        int max = fields.bytes("max", 0);
        fields.end();
        fields.check(min < max, "max", "must be above min");
        fields.check(min <= mean && mean <= max, "mean", "must be between min and max");
        fields.check(
                deviation <= max - min, "deviation", "must be at most max − min: use uniform for a flat distribution");
        return Optional.of(new Sizes.Normal(mean, deviation, min, max));
    }

    private static Optional<Sizes> logNormal(Fields fields) {
        int median = fields.bytes("median", 1);
        double sigma = fields.number("sigma", MessageLimits.SIGMA_MIN, MessageLimits.SIGMA_MAX);
        int min = fields.bytes("min", 0);
        int max = fields.bytes("max", 1);
        fields.end();
        fields.check(min < max, "max", "must be above min");
        fields.check(min <= median && median <= max, "median", "must be between min and max");
        fields.check(sigma <= Math.log(max / (double) Math.max(1, min)), "sigma", "must be at most ln(max/min)");
        return Optional.of(new Sizes.LogNormal(median, sigma, min, max));
    }

    private static Optional<Sizes> histogram(Fields fields) {
        List<Bucket> buckets = new ArrayList<>();
        for (var entry : fields.object.properties()) {
            String range = entry.getKey();
            String part = "['" + JsonScalar.shown(range) + "']";
            Optional<Integer> weight = whole(entry.getValue(), 1, MessageLimits.WEIGHT_MAX);
            Matcher matcher = BUCKET.matcher(range);
            boolean isRange = matcher.matches();
            int from = Quantity.bytes(isRange ? matcher.group(1) : range)
                    .flatMap(number -> within(number, 0, MessageLimits.VALUE_BYTES_MAX))
                    .orElse(-1);
            int to = isRange
                    ? Quantity.bytes(matcher.group(2))
                            .flatMap(number -> within(number, 1, MessageLimits.VALUE_BYTES_MAX + 1))
                            .orElse(-1)
                    : from + 1;
            if (from < 0 || to <= from) {
                fields.error(
                        part,
                        "is not a range of sizes; write a range such as 256-1KiB (its end is exclusive) or a single size, within "
                                + RANGE);
            } else if (weight.isEmpty()) {
                fields.error(
                        part,
                        String.format(Locale.ROOT, "takes a weight from 1 to %,d", MessageLimits.WEIGHT_MAX) + ", not "
                                + JsonScalar.shown(entry.getValue()));
            } else {
                buckets.add(new Bucket(from, to, weight.get()));
            }
        }
        int given = fields.object.size();
        fields.check(
                given >= 1 && given <= MessageLimits.BUCKETS_MAX,
                "",
                "takes 1 to " + MessageLimits.BUCKETS_MAX + " ranges, such as {\"0-256\": 234, \"256-1KiB\": 456}");
        return buckets.isEmpty() ? Optional.empty() : Optional.of(new Sizes.Histogram(buckets));
    }

    public static JsonNode write(Sizes sizes) {
        return switch (sizes) {
            case Sizes.Fixed(int bytes) -> JSON.numberNode(bytes);
            case Sizes.Uniform(int min, int max) ->
                named("uniform", JSON.objectNode().put("min", min).put("max", max));
            case Sizes.Normal(int mean, int deviation, int min, int max) ->
                named(
                        "normal",
                        JSON.objectNode()
                                .put("mean", mean)
                                .put("deviation", deviation)
                                .put("min", min)
                                .put("max", max));
            case Sizes.LogNormal(int median, double sigma, int min, int max) ->
                named(
                        "lognormal",
                        JSON.objectNode()
                                .put("median", median)
                                .put("sigma", sigma)
                                .put("min", min)
                                .put("max", max));
            case Sizes.Histogram(List<Bucket> buckets) -> {
                ObjectNode weights = JSON.objectNode();
                for (Bucket bucket : buckets) {
                    boolean single = bucket.to() == bucket.from() + 1;
                    weights.put(
                            single ? String.valueOf(bucket.from()) : bucket.from() + "-" + bucket.to(),
                            bucket.weight());
                }
                yield named("histogram", weights);
            }
        };
    }

    private static ObjectNode named(String name, ObjectNode fields) {
        ObjectNode node = JSON.objectNode();
        node.set(name, fields);
        return node;
    }

    private static Optional<Integer> bytes(JsonNode node, int min) {
        return JsonScalar.of(node)
                .flatMap(Quantity::bytes)
                .flatMap(number -> within(number, min, MessageLimits.VALUE_BYTES_MAX));
    }

    private static Optional<Integer> whole(JsonNode node, int min, int max) {
        return JsonScalar.of(node).flatMap(Quantity::count).flatMap(number -> within(number, min, max));
    }

    private static Optional<Integer> within(BigDecimal number, int min, int max) {
        return number.stripTrailingZeros().scale() <= 0
                        && number.compareTo(BigDecimal.valueOf(min)) >= 0
                        && number.compareTo(BigDecimal.valueOf(max)) <= 0
                ? Optional.of(number.intValue())
                : Optional.empty();
    }

    /** A distribution's keys, all of which are required. */
    private static final class Fields {

        private final JsonNode object;
        private final SpecFields keys;
        private final Mistakes ofWhole;
        private boolean right = true;

        Fields(JsonNode object, String path, Mistakes mistakes) {
            this.object = object;
            Mistakes noting = (part, message) -> {
                right = false;
                mistakes.add(part, message);
            };
            keys = new SpecFields(object, path, noting);
            ofWhole = (part, message) -> noting.add(path + part, message);
        }

        /** @param part path of the value's invalid part, such as {@code ['0-256']}; empty for the entire value */
        void error(String part, String message) {
            ofWhole.add(part, message);
        }

        /** Checks a rule between keys, unless one of them is itself invalid. */
        void check(boolean kept, String key, String message) {
            if (right && !kept) {
                error(key.isEmpty() ? "" : "." + key, message);
            }
        }

        int bytes(String key, int min) {
            String takes = String.format(
                    Locale.ROOT, "takes a whole number from %,d to %,d bytes", min, MessageLimits.VALUE_BYTES_MAX);
            return value(key, takes, node -> SizesForm.bytes(node, min), min);
        }

        double number(String key, double min, double max) {
            return value(
                    key,
                    "takes a number from " + min + " to " + max,
                    node -> JsonScalar.of(node)
                            .flatMap(Quantity::count)
                            .map(BigDecimal::doubleValue)
                            .filter(number -> number >= min && number <= max),
                    min);
        }

        private <T> T value(String key, String takes, Function<JsonNode, Optional<T>> parse, T replacement) {
            return keys.value(key).flatMap(parse).orElseGet(() -> {
                keys.error(key, takes + ", not " + JsonScalar.shown(object.path(key)));
                return replacement;
            });
        }

        void end() {
            keys.end();
        }
    }
}
