package klt.controller.core.verdict;

import java.util.Optional;
import klt.common.histogram.LatencySummary;
import klt.controller.core.stats.TimeSeries.Messages;
import klt.controller.core.stats.TimeSeries.Row;
import klt.controller.core.verdict.Judge.Actual;

/**
 * The figures of a part of the load, computed from its intervals. Parts have no figures for individual consumer groups and topics.
 *
 * @param due number of messages scheduled in this part
 * @param dueLast number of messages scheduled in the last {@link AchievedLoad#GRACE_SECONDS} of this part
 */
record StageFigures(Row row, double due, double dueLast) implements Figures {

    @Override
    public LatencySummary responseTime(Optional<String> topic) {
        return topic.isPresent() ? LatencySummary.EMPTY : row.responseTime();
    }

    @Override
    public LatencySummary serviceTime() {
        return row.serviceTime();
    }

    @Override
    public LatencySummary sendLag() {
        return row.sendLag();
    }

    @Override
    public LatencySummary endToEnd(Optional<String> group) {
        return group.isPresent() ? LatencySummary.EMPTY : row.endToEnd();
    }

    @Override
    public Optional<Double> consumeRate(Optional<String> group) {
        return Optional.empty();
    }

    @Override
    public Optional<Double> lag(Optional<String> group) {
        return Optional.empty();
    }

    @Override
    public Actual catchUp(Optional<String> group) {
        return new Actual.Unmeasured();
    }

    @Override
    public Optional<Double> rebalance(Optional<String> group) {
        return Optional.empty();
    }

    @Override
    public Optional<Double> rate(Optional<String> topic) {
        return topic.isPresent()
                ? Optional.empty()
                : Optional.of((double) row.messages().accepted() / row.seconds());
    }

    /** Includes the last messages, which may still be in flight at the end of the part. */
    @Override
    public Optional<Double> ackedShare() {
        double inTime =
                row.messages().accepted() + Math.min((double) row.messages().inFlight(), dueLast);
        return due < 1 ? Optional.empty() : Optional.of(Math.min(1, inTime / due));
    }

    @Override
    public Optional<Double> errors(Optional<String> topic) {
        Messages messages = row.messages();
        long errors = messages.failed() + messages.indeterminate();
        return topic.isPresent() || messages.accepted() + errors == 0
                ? Optional.empty()
                : Optional.of((double) errors / (messages.accepted() + errors));
    }

    @Override
    public Optional<Double> throttle() {
        return row.throttle().fraction();
    }
}
