package klt.controller.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.Consumed;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.GroupPositions.Position;
import klt.common.spec.RunSpec;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The records per second of the groups of a run; the topic has one partition with 100 records. */
class ReadRateTest {

    private static final Instant START = Instant.parse("2026-01-11T12:00:00Z");

    private ConsumerGroupStats stats = stats("{rate: 0, consumers: {groups: 2}}");
    private long number;

    private static ConsumerGroupStats stats(String spec) {
        return new ConsumerGroupStats(
                RunSpec.fromJson(new YAMLMapper().readTree(spec)),
                new TimeSeries(TimeSeries.ROWS_MAX, Optional.empty()));
    }

    private void reading(String spec) {
        stats = stats(spec);
        stats.read(List.of(100L), START);
    }

    /** A report of a worker: its counts, and then its positions. */
    private void reads(int group, int second, long records, long next) {
        stats.onConsumed(
                "a",
                new Consumed(
                        "r",
                        group,
                        number++,
                        second,
                        new Consumed.Members(1, 1, 0, 0, 0, Optional.empty()),
                        new Consumed.Records(records, 0, 0, records * 10),
                        new Consumed.EndToEnd(LatencyHistogram.EMPTY, 500),
                        ""),
                List.of());
        stats.onPositions(
                new GroupPositions("r", group, 0, List.of(new Position(0, 0, next, 200))),
                OptionalInt.of(second),
                START.plusSeconds(second + 1));
    }

    /** Another controller reads these reports of a worker later: its positions, and then its counts. */
    private void replays(int second, long records, long next, Instant now) {
        Consumed report = new Consumed(
                "r",
                0,
                number++,
                second,
                new Consumed.Members(1, 1, 1, 0, 0, Optional.empty()),
                new Consumed.Records(records, 0, 0, records * 10),
                new Consumed.EndToEnd(LatencyHistogram.EMPTY, 500),
                "");
        stats.onPositions(
                new GroupPositions("r", 0, 0, List.of(new Position(0, 0, next, 200))), OptionalInt.empty(), now);
        stats.groups().getFirst().onReplayed("a", report, START.plusSeconds(second + 2));
        stats.onConsumed("a", report, List.of());
    }

    private Optional<Double> rate(int group, long second) {
        return stats.rate(stats.groups().get(group), Optional.of(START), START.plusSeconds(second));
    }

    @Test
    void whatAGroupReadsAfterItHasCaughtUpDoesNotRaiseItsRate() {
        reading("{rate: 0, consumers: {groups: 2}}");
        reads(0, 3, 100, 100);
        reads(0, 8, 180, 180);

        assertThat(rate(0, 10)).contains(25.0);
        assertThat(stats.groups().getFirst().catchUp().caughtUpAt()).contains(START.plusSeconds(4));
    }

    @Test
    void aTakeoverDoesNotDelayTheTimeAtWhichAGroupCaughtUp() {
        reading("{rate: 0, consumers: {groups: 1}}");
        Instant takeover = START.plusSeconds(300);

        replays(3, 60, 60, takeover);
        replays(4, 90, 100, takeover);

        assertThat(stats.groups().getFirst().catchUp().caughtUpAt())
                .as("an upper bound, from the reports before")
                .contains(START.plusSeconds(5));
        assertThat(stats.isOver(takeover)).isTrue();
    }

    @Test
    void aGroupThatIsBehindAfterATakeoverHasTimeToReadOn() {
        reading("{rate: 0, consumers: {groups: 1, catchUp: 20s}}");
        Instant takeover = START.plusSeconds(300);

        replays(3, 60, 60, takeover);

        assertThat(stats.isOver(takeover.plusSeconds(19))).isFalse();
        assertThat(stats.isOver(takeover.plusSeconds(21))).isTrue();
        assertThat(stats.groups().getFirst().unreadInTime()).isEqualTo(140);
    }

    @Test
    void aNumberOfRecordsIsCountedUntilItIsReached() {
        reading("{rate: 0, messages: 40, consumers: {groups: 2}}");
        reads(0, 1, 50, 50);
        reads(0, 8, 180, 180);

        assertThat(rate(0, 10)).contains(25.0);
    }

    @Test
    void aDurationIsMeasuredToItsEnd() {
        reading("{rate: 0, duration: 10s, consumers: {groups: 1}}");
        reads(0, 3, 100, 100);
        reads(0, 9, 150, 150);
        reads(0, 10, 190, 190);

        assertThat(rate(0, 12)).contains(15.0);
        assertThat(stats.groups().getFirst().records()).isEqualTo(150);
        assertThat(stats.isOver(START.plusSeconds(10))).isTrue();
    }

    @Test
    void aPositionBeforeTheStartIsNoProgress() {
        reading("{rate: 0, consumers: {groups: 1}}");
        stats.onPositions(
                new GroupPositions("r", 0, 0, List.of(new Position(0, 100, 100, 100))),
                OptionalInt.empty(),
                START.minusSeconds(1));
        assertThat(stats.isOver(START)).isFalse();
        assertThat(rate(0, 0)).isEmpty();

        stats.onPositions(
                new GroupPositions("r", 0, 0, List.of(new Position(0, 100, 100, 100))),
                OptionalInt.of(0),
                START.plusSeconds(1));

        assertThat(stats.groups().getFirst().catchUp().caughtUpAt()).contains(START.plusSeconds(1));
        assertThat(rate(0, 1)).contains(0.0);
    }

    @Test
    void anOffsetWithoutARecordIsNoRecord() {
        reading("{rate: 0, messages: 60, consumers: {groups: 1}}");
        // a transaction marker after each record
        reads(0, 1, 50, 100);
        assertThat(stats.isOver(START.plusSeconds(2))).isFalse();

        reads(0, 3, 60, 120);

        assertThat(stats.isOver(START.plusSeconds(4))).isTrue();
        assertThat(rate(0, 4)).contains(15.0);
    }

    @Test
    void aBacklogIsMeasuredFromWhenTheGroupsBeginToRead() {
        stats = stats("{messages: 100, consumers: {groups: 1, backlog: true}}");
        assertThat(rate(0, 10)).isEmpty();
        stats.drain(List.of(100L), List.of(0L), START.plusSeconds(20));

        reads(0, 24, 100, 100);

        assertThat(rate(0, 60)).contains(20.0);
    }
}
