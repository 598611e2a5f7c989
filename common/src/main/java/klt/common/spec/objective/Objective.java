package klt.common.spec.objective;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import klt.common.spec.limit.Limits;
import klt.common.text.JsonScalar;
import klt.common.text.Quantity;

/**
 * A bound that a run must meet, such as {@code response.p99<20ms}, {@code rate>=9900}, {@code rate>=99%}, {@code errors<0.1%}, {@code
 * endToEnd[slow].p99<1s} or {@code response[orders].p99<20ms}.
 *
 * @param expression the objective as the user wrote it
 * @param scope name of the consumer group or topic that must meet the objective; if empty, it applies to all of them combined, or to the
 *     worst group
 * @param threshold the bound in the metric's base unit: µs, messages or records per second, records, or a fraction
 */
public record Objective(
        String expression, Metric metric, Optional<String> scope, Stat stat, Operator operator, double threshold) {

    /** The bounded metric. */
    public enum Metric {
        /** Time from the fire time to the ack. */
        RESPONSE("response"),
        /** Time from send() to the ack. */
        SERVICE("service"),
        /** Time from the fire time to send(). */
        SEND_LAG("sendLag"),
        /** Time from the fire time to receipt by a consumer. */
        END_TO_END("endToEnd"),
        /** Number of records read by a group per second. */
        CONSUME_RATE("consumeRate"),
        /** A group's highest lag: the number of records that it has not read. */
        LAG("lag"),
        /** Time from the last ack until a group has read everything. */
        CATCH_UP("catchUp"),
        /** The longest time for which a rebalance kept a member of a group from reading. */
        REBALANCE("rebalance"),
        /** Achieved messages per second, or messages acked in time as a fraction of the scheduled load. */
        RATE("rate"),
        /** Failed and indeterminate messages as a fraction of all completed messages. */
        ERRORS("errors"),
        /** The fraction of the time in which Kafka's quotas throttled the producers. */
        THROTTLE("throttle");

        private final String word;

        Metric(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** Returns the names of some metrics, for messages to users. */
        public static String words(Predicate<Metric> some) {
            return Arrays.stream(values()).filter(some).map(Metric::word).collect(Collectors.joining(", "));
        }

        /** Returns whether each consumer group has this metric. */
        public boolean isOfConsumers() {
            return this == END_TO_END || isOfSingleGroups();
        }

        /** Returns whether each topic has this metric. */
        public boolean isOfTopics() {
            return this == RESPONSE || this == RATE || this == ERRORS;
        }

        /** Returns whether only single consumer groups have this metric. */
        public boolean isOfSingleGroups() {
            return this == CONSUME_RATE || this == LAG || isTime();
        }

        /** Returns whether it is a time with a single statistic. */
        public boolean isTime() {
            return this == CATCH_UP || this == REBALANCE;
        }

        /** Returns whether it is a fraction, which may be written as a percentage. */
        public boolean isShare() {
            return this == ERRORS || this == THROTTLE;
        }

        public boolean isLatency() {
            return this == RESPONSE || this == SERVICE || this == SEND_LAG || this == END_TO_END;
        }
    }

    /** Returns the consumer group that must meet the objective. */
    public Optional<String> group() {
        return scope.filter(name -> metric.isOfConsumers());
    }

    /** Returns the topic that must meet the objective. */
    public Optional<String> topic() {
        return scope.filter(name -> metric.isOfTopics());
    }

    /** Returns whether it bounds a figure of a single consumer group or topic, which exists only for the whole run. */
    public boolean isOnlyForRun() {
        return scope.isPresent() || metric.isOfSingleGroups();
    }

    /** A metric's statistic. */
    public enum Stat {
        /** The only statistic of non-latency metrics. */
        VALUE(""),
        /** Only for the rate: messages acked in time as a fraction of the scheduled load. */
        SHARE(""),
        MEAN("mean"),
        P50("p50"),
        P90("p90"),
        P95("p95"),
        P99("p99"),
        P999("p999"),
        P9999("p9999"),
        MAX("max");

        private final String word;

        Stat(String word) {
            this.word = word;
        }
    }

    public enum Operator {
        LESS("<"),
        AT_MOST("<="),
        MORE(">"),
        AT_LEAST(">=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        public boolean holds(double actual, double threshold) {
            return switch (this) {
                case LESS -> actual < threshold;
                case AT_MOST -> actual <= threshold;
                case MORE -> actual > threshold;
                case AT_LEAST -> actual >= threshold;
            };
        }
    }

    private static final Pattern FORM =
            Pattern.compile("\\s*(?<metric>[A-Za-z]+)(?:\\[(?<scope>[^\\]]+)])?(?:\\.(?<stat>[A-Za-z0-9.]+))?"
                    + "\\s*(?<operator><=|>=|<|>)\\s*(?<threshold>[0-9][^\\s]*)\\s*");
    private static final double NANOS_PER_MICRO = 1_000;

    /** @throws IllegalArgumentException if the string is not an objective; the message names the valid forms */
    public static Objective parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > Limits.OBJECTIVE_LENGTH_MAX || !form.matches()) {
            throw new IllegalArgumentException("'" + JsonScalar.shown(text)
                    + "' is not an objective; write one like response.p99<20ms, rate>=9900, rate>=99% or errors<0.1%");
        }
        Metric metric = Arrays.stream(Metric.values())
                .filter(m -> m.word.equals(form.group("metric")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + form.group("metric")
                        + "' is not a metric; known metrics are " + Metric.words(m -> true)));
        Optional<String> scope = Optional.ofNullable(form.group("scope"));
        if (scope.isPresent() && !metric.isOfConsumers() && !metric.isOfTopics()) {
            throw new IllegalArgumentException("'" + metric.word
                    + "' is not a metric of a consumer group or topic; consumer groups have "
                    + Metric.words(Metric::isOfConsumers) + ", and topics have " + Metric.words(Metric::isOfTopics));
        }
        Stat stat = stat(metric, Optional.ofNullable(form.group("stat")));
        Operator operator = Arrays.stream(Operator.values())
                .filter(o -> o.sign.equals(form.group("operator")))
                .findFirst()
                .orElseThrow();
        if (metric == Metric.RATE && form.group("threshold").endsWith("%")) {
            if (scope.isPresent()) {
                throw new IllegalArgumentException(
                        "a percentage of the scheduled load cannot be judged for a topic; write a number, such as rate["
                                + scope.get() + "]>=9900");
            }
            stat = Stat.SHARE;
        }
        return new Objective(
                text.strip(), metric, scope, stat, operator, threshold(metric, stat, form.group("threshold")));
    }

    private static Stat stat(Metric metric, Optional<String> word) {
        if (!metric.isLatency()) {
            if (word.isPresent()) {
                throw new IllegalArgumentException(
                        "'" + metric.word + "' has only one statistic; omit '." + word.get() + "'");
            }
            return Stat.VALUE;
        }
        // accepts both the common spelling, such as p99.9, and the report's keys, such as p999
        String name = switch (word.orElse("")) {
            case "p99.9" -> "p999";
            case "p99.99" -> "p9999";
            case String other -> other;
        };
        return Arrays.stream(Stat.values())
                .filter(s -> s != Stat.VALUE && s != Stat.SHARE && s.word.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + metric.word + "' needs one of .mean .p50 .p90 .p95 .p99 .p999 .p9999 .max, for example "
                                + metric.word + ".p99<20ms"));
    }

    private static double threshold(Metric metric, Stat stat, String text) {
        if (metric.isLatency() || metric.isTime()) {
            return Quantity.duration(text)
                    .map(d -> d.toNanos() / NANOS_PER_MICRO)
                    .orElseThrow(
                            () -> new IllegalArgumentException("'" + text + "' is not a time; write one like 20ms"));
        }
        if (metric.isShare() || stat == Stat.SHARE) {
            boolean percent = text.endsWith("%");
            return Quantity.count(percent ? text.substring(0, text.length() - 1) : text)
                    .map(BigDecimal::doubleValue)
                    .map(v -> percent ? v / 100 : v)
                    .filter(v -> v <= 1)
                    .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a percentage of the "
                            + (metric == Metric.THROTTLE ? "time" : "messages") + "; write one like "
                            + (metric.isShare() ? "0.1% or 0.001" : "99%")));
        }
        return Quantity.count(text)
                .map(BigDecimal::doubleValue)
                .orElseThrow(() ->
                        new IllegalArgumentException("'" + text + "' is not a number; write one like 9900 or 50k"));
    }
}
