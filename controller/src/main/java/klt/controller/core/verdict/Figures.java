package klt.controller.core.verdict;

import java.util.List;
import java.util.Optional;
import klt.common.histogram.LatencySummary;
import klt.common.spec.objective.Objective;
import klt.controller.core.verdict.Judge.Actual;
import klt.controller.core.verdict.Judge.Judged;

/** The figures of a run, or of part of its load, by which objectives are judged. */
interface Figures {

    /** @param topic the topic's name; empty for all topics together */
    LatencySummary responseTime(Optional<String> topic);

    LatencySummary serviceTime();

    LatencySummary sendLag();

    /** @param group the consumer group's name; empty for all groups together */
    LatencySummary endToEnd(Optional<String> group);

    /** Returns the records per second read by a consumer group or, if no group is given, by the slowest one. */
    Optional<Double> consumeRate(Optional<String> group);

    /** Returns the highest lag of a consumer group or, if no group is given, of any group. */
    Optional<Double> lag(Optional<String> group);

    /** Returns the time from the last ack until a consumer group had read everything, µs; if no group is given, the time of the slowest group. */
    Actual catchUp(Optional<String> group);

    /** Returns the longest time for which a rebalance kept a member of a group from reading, µs; if no group is given, of any group. */
    Optional<Double> rebalance(Optional<String> group);

    /**
     * Returns the achieved rate: the messages per second that Kafka accepted, which were acked or aborted on purpose.
     *
     * @param topic the topic's name; empty for all topics together
     */
    Optional<Double> rate(Optional<String> topic);

    /** Returns the messages that Kafka accepted in time, as a fraction of the scheduled messages. */
    Optional<Double> ackedShare();

    /**
     * Returns failed and indeterminate messages as a fraction of completed messages.
     *
     * @param topic the topic's name; empty for all topics together
     */
    Optional<Double> errors(Optional<String> topic);

    /** Returns the fraction of the time in which quotas throttled a worker's producers, averaged over the workers. */
    Optional<Double> throttle();

    default List<Judged> judge(List<Objective> objectives) {
        return objectives.stream()
                .map(objective -> new Judged(objective, actual(objective)))
                .toList();
    }

    private Actual actual(Objective objective) {
        return switch (objective.metric()) {
            case RESPONSE -> figure(responseTime(objective.topic()), objective.stat());
            case SERVICE -> figure(serviceTime(), objective.stat());
            case SEND_LAG -> figure(sendLag(), objective.stat());
            case END_TO_END -> figure(endToEnd(objective.group()), objective.stat());
            case CONSUME_RATE -> Actual.of(consumeRate(objective.group()));
            case LAG -> Actual.of(lag(objective.group()));
            case CATCH_UP -> catchUp(objective.group());
            case REBALANCE -> Actual.of(rebalance(objective.group()));
            case RATE -> Actual.of(objective.stat() == Objective.Stat.SHARE ? ackedShare() : rate(objective.topic()));
            case ERRORS -> Actual.of(errors(objective.topic()));
            case THROTTLE -> Actual.of(throttle());
        };
    }

    private static Actual figure(LatencySummary summary, Objective.Stat stat) {
        if (summary.isEmpty()) {
            return new Actual.Unmeasured();
        }
        Optional<Double> figure = switch (stat) {
            case MEAN -> summary.mean();
            case P50 -> micros(summary.p50());
            case P90 -> micros(summary.p90());
            case P95 -> micros(summary.p95());
            case P99 -> micros(summary.p99());
            case P999 -> micros(summary.p999());
            case P9999 -> micros(summary.p9999());
            case MAX -> micros(summary.max());
            case VALUE, SHARE -> throw new IllegalStateException("a latency has several figures");
        };
        return figure.<Actual>map(Actual.Value::new)
                .orElseGet(() -> new Actual.NoAnswer(summary.unanswered(), summary.count() + summary.unanswered()));
    }

    private static Optional<Double> micros(Optional<Long> figure) {
        return figure.map(Long::doubleValue);
    }
}
