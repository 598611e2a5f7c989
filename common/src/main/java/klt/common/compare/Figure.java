package klt.common.compare;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.report.RunResult;
import klt.common.report.SeriesRow;
import klt.common.report.Totals;
import klt.common.report.latency.Latencies;
import klt.common.report.latency.Latency;
import klt.common.report.limit.LimitResult;
import klt.common.spec.consumers.Group;

/** A comparable figure, such as {@code response.p99}, named as in an objective. */
public record Figure(Metric metric, Stat stat) {

    /** The measured quantity. */
    public enum Metric {
        RESPONSE("response", Scale.LATENCY),
        SERVICE("service", Scale.LATENCY),
        END_TO_END("endToEnd", Scale.LATENCY),
        SEND_LAG("sendLag", Scale.LATENCY),
        /** Messages that Kafka accepted per second. */
        RATE("rate", Scale.RATE),
        /** Failed and indeterminate messages as a fraction of all completed messages. */
        ERRORS("errors", Scale.FAULTS),
        /** Records delivered per second to the slowest group of a run that sends nothing. */
        CONSUME_RATE("consumeRate", Scale.RATE),
        /** The limit found by a search. */
        LIMIT("limit", Scale.RATE);

        private final String word;
        private final Scale scale;

        Metric(String word, Scale scale) {
            this.word = word;
            this.scale = scale;
        }

        public boolean isLatency() {
            return scale == Scale.LATENCY;
        }
    }

    /** A metric's statistic. */
    public enum Stat {
        /** The only statistic of non-latency metrics. */
        VALUE("", 0),
        MEAN("mean", 0),
        P50("p50", 0.5),
        P90("p90", 0.9),
        P95("p95", 0.95),
        P99("p99", 0.99),
        P999("p999", 0.999);

        private final String word;
        private final double percentile;

        Stat(String word, double percentile) {
            this.word = word;
            this.percentile = percentile;
        }

        /** Returns the percentile, 0 to 1, or 0 for other statistics. */
        double percentile() {
            return percentile;
        }

        private Optional<Long> of(Latency latency) {
            return switch (this) {
                case VALUE, MEAN -> Optional.empty();
                case P50 -> latency.p50();
                case P90 -> latency.p90();
                case P95 -> latency.p95();
                case P99 -> latency.p99();
                case P999 -> latency.p999();
            };
        }
    }

    /** All figures, in display order. */
    public static final List<Figure> ALL = Stream.of(Metric.values())
            .flatMap(metric -> Stream.of(Stat.values())
                    .filter(stat -> metric.isLatency() != (stat == Stat.VALUE))
                    .map(stat -> new Figure(metric, stat)))
            .toList();

    @JsonValue
    public String name() {
        return stat == Stat.VALUE ? metric.word : metric.word + "." + stat.word;
    }

    static Optional<Figure> named(String name) {
        return ALL.stream().filter(figure -> figure.name().equals(name)).findFirst();
    }

    public Scale scale() {
        return metric.scale;
    }

    /**
     * Returns a report's value: µs, messages per second or a fraction. It is infinite if it falls among unanswered messages, and NaN if it
     * was not measured.
     */
    public double of(RunResult run) {
        return switch (metric) {
            case RESPONSE, SERVICE, SEND_LAG -> of(latency(run.latencies()));
            case END_TO_END -> readsStoredRecords(run) ? Double.NaN : of(latency(run.latencies()));
            case RATE -> run.totals().rate().achieved().orElse(Double.NaN);
            case ERRORS -> errors(run);
            case CONSUME_RATE -> run.spec().load().sends() ? Double.NaN : consumeRate(run);
            case LIMIT -> run.limit().flatMap(LimitResult::found).orElse(Double.NaN);
        };
    }

    /** The end-to-end latency of stored records is their age when they are read. */
    private static boolean readsStoredRecords(RunResult run) {
        return !run.spec().load().sends()
                && run.spec().consumers().groups().stream().anyMatch(Group::readsStoredRecords);
    }

    private static double consumeRate(RunResult run) {
        return run.consumers().stream()
                .flatMap(group -> group.delivered().rate().stream())
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(Double.NaN);
    }

    private double of(Latency latency) {
        if (!latency.isMeasured()) {
            return Double.NaN;
        }
        Optional<Double> value =
                stat == Stat.MEAN ? latency.mean() : stat.of(latency).map(Long::doubleValue);
        return value.orElse(Double.POSITIVE_INFINITY);
    }

    private static double errors(RunResult run) {
        Totals.Messages messages = run.totals().messages();
        long measured = messages.completed() - messages.warmup();
        long unanswered = run.latencies().responseTime().unanswered()
                + run.latencies().repairedResponseTime().unanswered();
        return measured <= 0 ? Double.NaN : (double) unanswered / measured;
    }

    /** Returns the latency in a report, if the metric is one. */
    Latency latency(Latencies latencies) {
        return switch (metric) {
            case RESPONSE -> latencies.responseTime();
            case SERVICE -> latencies.serviceTime();
            case END_TO_END -> latencies.endToEnd().latency();
            case SEND_LAG -> latencies.sendLag();
            case RATE, ERRORS, CONSUME_RATE, LIMIT -> Latency.NONE;
        };
    }

    /** Returns the same latency in one interval. */
    Latency latency(SeriesRow row) {
        return switch (metric) {
            case RESPONSE -> row.latencies().responseTime();
            case SERVICE -> row.latencies().serviceTime();
            case END_TO_END -> row.endToEnd();
            case SEND_LAG -> row.latencies().sendLag();
            case RATE, ERRORS, CONSUME_RATE, LIMIT -> Latency.NONE;
        };
    }
}
