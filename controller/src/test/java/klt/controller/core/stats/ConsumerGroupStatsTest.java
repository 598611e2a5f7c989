package klt.controller.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import klt.common.code.Args;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.Consumed;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.GroupPositions.Position;
import klt.common.protocol.SendLedgerReport;
import klt.common.spec.RunSpec;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ConsumerGroupStatsTest {

    private static final Instant NOW = Instant.parse("2026-01-11T12:00:00Z");
    private static final List<Long> FROM = List.of(100L, 200L);

    private final TimeSeries series = new TimeSeries(TimeSeries.ROWS_MAX, Optional.empty());
    private final ConsumerGroupStats consumerStats = consumerStats("");

    private ConsumerGroupStats consumerStats(String rest) {
        return new ConsumerGroupStats(
                RunSpec.fromJson(JsonMapper.shared()
                        .readTree("{\"messages\": 1, \"consumers\": {\"groups\": 2, \"members\": 2" + rest + "}}")),
                series);
    }

    private static LatencyHistogram samples(long micros, int count) {
        Histogram histogram = new Histogram(3);
        histogram.recordValueWithCount(micros, count);
        return LatencyHistogram.of(histogram);
    }

    private static Consumed reported(int group, long number, int partitions, long records, long again, int samples) {
        return new Consumed(
                "r",
                group,
                number,
                0,
                new Consumed.Members(1, partitions, 0, 0, 0, Optional.empty()),
                new Consumed.Records(records, again, 0, records * 10),
                new Consumed.EndToEnd(samples(1_000, samples), 500),
                "");
    }

    private static Consumed joined(int group, long number, int members, int partitions) {
        return new Consumed(
                "r",
                group,
                number,
                0,
                new Consumed.Members(members, partitions, 0, 0, 0, Optional.empty()),
                new Consumed.Records(0, 0, 0, 0),
                new Consumed.EndToEnd(LatencyHistogram.EMPTY, 500),
                "");
    }

    private static Consumed rebalanced(long number, long rebalances, long pausedMicros, String trouble) {
        return new Consumed(
                "r",
                0,
                number,
                0,
                new Consumed.Members(1, 0, rebalances, pausedMicros, pausedMicros / 2, Optional.empty()),
                new Consumed.Records(0, 0, 0, 0),
                new Consumed.EndToEnd(LatencyHistogram.EMPTY, -1),
                trouble);
    }

    private static Consumed throttled(int group, long number, int second, long micros) {
        return new Consumed(
                "r",
                group,
                number,
                second,
                new Consumed.Members(1, 1, 0, 0, 0, Optional.of(micros)),
                new Consumed.Records(0, 0, 0, 0),
                new Consumed.EndToEnd(LatencyHistogram.EMPTY, 500),
                "");
    }

    @Test
    void throttleTimeAddsUpAndStandsInTheSecondsThatItFellInto() {
        assertThat(consumerStats.throttled()).isEqualTo(Throttled.UNKNOWN);

        consumerStats.onConsumed("a", throttled(0, 1, 0, 200_000), List.of());
        consumerStats.onConsumed("a", throttled(0, 2, 1, 900_000), List.of());
        consumerStats.onConsumed("a", throttled(1, 1, 1, 50_000), List.of());
        consumerStats.onConsumed("b", throttled(0, 1, 1, 300_000), List.of());
        consumerStats.onWorkerDeparted("a");

        assertThat(group(0).throttled().fetchNanos()).contains(1_200_000_000L);
        assertThat(consumerStats.throttled("a").fetchNanos()).contains(950_000_000L);
        assertThat(consumerStats.throttled().fetchNanos()).contains(1_250_000_000L);
        assertThat(consumerStats.throttled().produceNanos()).isEmpty();
        assertThat(series.rowsFrom(0).stream().map(TimeSeries.Row::throttled))
                .containsExactly(
                        Throttled.fetch(Optional.of(200_000_000L)), Throttled.fetch(Optional.of(1_050_000_000L)));
    }

    private void at(int group, Position... positions) {
        consumerStats.onPositions(new GroupPositions("r", group, 0, List.of(positions)), OptionalInt.of(3), NOW);
    }

    private GroupStats group(int number) {
        return consumerStats.groups().get(number);
    }

    @Test
    void countsOfSeveralWorkersAddUpAndARepeatChangesNothing() {
        consumerStats.onConsumed("a", reported(0, 1, 1, 50, 0, 50), List.of());
        consumerStats.onConsumed("a", reported(0, 1, 1, 50, 0, 50), List.of());
        consumerStats.onConsumed("a", reported(0, 2, 1, 70, 0, 20), List.of());
        consumerStats.onConsumed("b", reported(0, 1, 1, 30, 0, 30), List.of());

        assertThat(group(0).records()).isEqualTo(100);
        assertThat(group(0).endToEnd().summary().count()).isEqualTo(100);
        assertThat(consumerStats.endToEnd().summary().count()).isEqualTo(100);
        assertThat(group(1).records()).isZero();
    }

    @Test
    void whatComesLateAddsItsSamplesAndNotItsCounts() {
        consumerStats.onConsumed("a", reported(0, 2, 1, 70, 0, 20), List.of());
        consumerStats.onConsumed("a", reported(0, 1, 1, 50, 0, 50), List.of());

        assertThat(group(0).records()).isEqualTo(70);
        assertThat(group(0).endToEnd().summary().count()).isEqualTo(70);
    }

    @Test
    void positionsOfWorkersThatHadAPartitionOneAfterAnotherGoTogether() {
        at(0, new Position(0, 100, 150, 180), new Position(1, 200, 210, 210));
        at(0, new Position(0, 150, 170, 190));
        at(0, new Position(0, 100, 150, 180));

        assertThat(group(0).lag()).isEqualTo(20);
        assertThat(group(0).lagMax()).isEqualTo(30);
    }

    @Test
    void whatWasGivenMoreOftenThanItIsThereWasGivenAgain() {
        consumerStats.onConsumed("a", reported(0, 1, 1, 60, 0, 60), List.of());
        consumerStats.onConsumed("b", reported(0, 1, 1, 50, 0, 50), List.of());
        at(0, new Position(0, 100, 200, 200));

        assertThat(group(0).redelivered()).isEqualTo(10);

        // one worker's own count is known at once
        consumerStats.onConsumed("a", reported(0, 2, 1, 80, 25, 0), List.of());
        at(0, new Position(0, 100, 300, 300));
        assertThat(group(0).redelivered()).isEqualTo(25);
    }

    @Test
    void theLoadWaitsUntilEveryGroupHasItsMembersAndEveryPartition() {
        assertThat(consumerStats.unready(2)).contains(unready(0, 0, 0));

        consumerStats.onConsumed("a", joined(0, 1, 2, 2), List.of());
        consumerStats.onConsumed("a", joined(1, 1, 1, 2), List.of());
        assertThat(consumerStats.unready(2)).contains(unready(1, 1, 2));

        consumerStats.onConsumed("a", joined(1, 2, 1, 1), List.of());
        consumerStats.onConsumed("b", joined(1, 1, 1, 0), List.of());
        assertThat(consumerStats.unready(2)).contains(unready(1, 2, 1));

        consumerStats.onConsumed("b", joined(1, 2, 1, 1), List.of());
        assertThat(consumerStats.unready(2)).isEmpty();

        consumerStats.onWorkerDeparted("b");
        assertThat(consumerStats.unready(2)).contains(unready(1, 1, 1));
        assertThat(consumerStats(", \"backlog\": true").unready(2)).isEmpty();
    }

    @Test
    void aMemberThatIsHeldBackDoesNotHideTheLag() {
        at(0, new Position(0, 100, 110, 120));
        assertThat(group(0).lag()).isEqualTo(10);

        consumerStats.onEvidence(new SendLedgerReport(
                "r",
                1,
                2,
                0,
                List.of(
                        new SendLedgerReport.Given(500, 500, 599, false, 0, List.of(), 0),
                        new SendLedgerReport.Given(0, 0, -1, false, 0, List.of(), 0))));
        assertThat(group(0).lag()).isEqualTo(490);

        at(0, new Position(0, 100, 150, 150));
        assertThat(group(0).lag()).isEqualTo(450);
        assertThat(group(0).lagMax()).isEqualTo(450);
    }

    private static Args unready(int group, int members, int partitions) {
        return Args.of(
                "group", group, "members", members, "expected", 2, "partitions", partitions, "topicPartitions", 2);
    }

    @Test
    void whatKeepsAMemberFromReadingIsSaid() {
        consumerStats.onConsumed("a", rebalanced(1, 0, 0, "GroupAuthorizationException: no"), List.of());

        assertThat(consumerStats.unready(2))
                .contains(unready(0, 1, 0).and("trouble", "GroupAuthorizationException: no"));
    }

    @Test
    void itIsOverWhenEveryGroupHasReadEverythingThatWasThere() {
        at(0, new Position(0, 100, 150, 150), new Position(1, 200, 200, 200));
        assertThat(consumerStats.isOver(NOW)).isFalse();

        consumerStats.drain(List.of(150L, 200L), FROM, NOW);
        assertThat(consumerStats.isOver(NOW)).isFalse();
        assertThat(group(0).catchUp().caughtUpAt()).contains(NOW);

        consumerStats.onPositions(
                new GroupPositions("r", 1, 0, List.of(new Position(0, 100, 149, 150))),
                OptionalInt.empty(),
                NOW.plusSeconds(1));
        assertThat(consumerStats.isOver(NOW)).isFalse();
        consumerStats.onPositions(
                new GroupPositions("r", 1, 0, List.of(new Position(0, 100, 150, 150))),
                OptionalInt.empty(),
                NOW.plusSeconds(2));

        assertThat(consumerStats.isOver(NOW)).isTrue();
        assertThat(group(1).catchUp().caughtUpAt()).contains(NOW.plusSeconds(2));
        assertThat(consumerStats.behind()).isEmpty();
    }

    @Test
    void aBacklogThatNoMemberHasReadIsTheLag() {
        consumerStats.drain(List.of(150L, 260L), FROM, NOW);

        assertThat(group(0).lag()).isEqualTo(110);
        assertThat(group(0).lagMax()).isEqualTo(110);
        assertThat(consumerStats.progress()).isZero();

        at(0, new Position(0, 100, 150, 150));
        at(1, new Position(0, 100, 150, 150), new Position(1, 200, 260, 260));
        assertThat(consumerStats.progress()).isEqualTo(50.0 / 110);
    }

    @Test
    void whoeverTakesTooLongIsGivenUpAndNamed() {
        consumerStats.drain(List.of(150L, 200L), FROM, NOW);

        assertThat(consumerStats.isOver(NOW.plusSeconds(60))).isFalse();
        assertThat(consumerStats.isOver(NOW.plusSeconds(61))).isTrue();
        assertThat(consumerStats.behind())
                .containsExactly(
                        Args.of("group", 0, "unread", 50, "catchUpSeconds", 60.0),
                        Args.of("group", 1, "unread", 50, "catchUpSeconds", 60.0));
    }

    @Test
    void aGroupThatWasGivenUpStaysBehindIfItReadsOn() {
        OpenTransaction open =
                new OpenTransaction(0, "orders", 0, 4711, Optional.empty(), 120, Optional.of(NOW.minusSeconds(5)));
        consumerStats.onConsumed("a", reported(0, 1, 1, 20, 0, 20), List.of());
        at(0, new Position(0, 100, 120, 150));
        consumerStats.drain(List.of(150L, 200L), FROM, NOW);
        group(0).heldBackBy(Optional.of(open));
        assertThat(consumerStats.isOver(NOW.plusSeconds(61))).isTrue();
        List<Args> behind = consumerStats.behind();

        consumerStats.onConsumed("a", reported(0, 2, 1, 50, 0, 30), List.of());
        consumerStats.onPositions(
                new GroupPositions("r", 0, 0, List.of(new Position(0, 100, 150, 150))),
                OptionalInt.empty(),
                NOW.plusSeconds(90));

        assertThat(behind)
                .contains(Args.of("group", 0, "unread", 30, "catchUpSeconds", 60.0)
                        .and(open.args()));
        assertThat(consumerStats.behind()).isEqualTo(behind);
        assertThat(group(0).catchUp().caughtUpAt()).isEmpty();
        assertThat(consumerStats.rate(group(0), Optional.of(NOW.minusSeconds(39)), NOW.plusSeconds(1_000)))
                .contains(0.2);
    }

    @Test
    void bothClocksMakeTheFiguresUncertain() {
        assertThat(consumerStats.uncertaintyMicros()).isEmpty();

        consumerStats.onConsumed("a", reported(0, 1, 1, 1, 0, 1), List.of(Optional.of(900L), Optional.of(20L)));
        assertThat(consumerStats.uncertaintyMicros()).isEqualTo(OptionalLong.of(1_800));

        consumerStats.onConsumed("a", reported(0, 2, 1, 2, 0, 1), List.of(Optional.empty()));
        assertThat(consumerStats.uncertaintyMicros()).isEmpty();
    }

    @Test
    void rebalancesAreReportedAsTheyHappen() {
        assertThat(consumerStats.onConsumed("a", rebalanced(1, 2, 0, ""), List.of()))
                .contains(Args.of("group", 0, "rebalances", 2));
        assertThat(consumerStats.onConsumed("a", rebalanced(2, 2, 0, ""), List.of()))
                .isEmpty();
        assertThat(consumerStats.onConsumed("a", rebalanced(3, 3, 250_000, ""), List.of()))
                .contains(Args.of("group", 0, "rebalances", 1, "pausedMillis", 250));
    }

    @Test
    void theLongestPauseIsThatOfAnyMember() {
        assertThat(group(0).pausedMax()).isEmpty();

        consumerStats.onConsumed("a", rebalanced(1, 2, 400_000, ""), List.of());
        consumerStats.onConsumed("b", rebalanced(1, 1, 300_000, ""), List.of());
        consumerStats.onWorkerDeparted("a");

        assertThat(group(0).paused()).isEqualTo(Duration.ofMillis(700));
        assertThat(group(0).pausedMax()).contains(Duration.ofMillis(200));
        assertThat(group(1).pausedMax()).isEmpty();
    }

    @Test
    void aGroupThatHadReadEverythingBeforeTheWaitDidSoWithItsLastProgress() {
        at(0, new Position(0, 100, 150, 150));
        consumerStats.onPositions(
                new GroupPositions("r", 0, 0, List.of(new Position(0, 100, 150, 150))),
                OptionalInt.empty(),
                NOW.plusSeconds(3));

        consumerStats.drain(List.of(150L, 200L), FROM, NOW.plusSeconds(4));

        assertThat(group(0).catchUp().caughtUpAt()).contains(NOW);
    }

    @Test
    void whatWasConsumedAndTheLagStandOverTime() {
        consumerStats.onConsumed("a", reported(0, 1, 1, 50, 0, 50), List.of());
        consumerStats.onConsumed("a", reported(0, 2, 1, 70, 0, 20), List.of());
        consumerStats.onConsumed("b", reported(1, 1, 1, 5, 0, 5), List.of());
        at(0, new Position(0, 100, 150, 180));
        at(0, new Position(0, 100, 170, 180));
        at(1, new Position(0, 100, 179, 180));

        TimeSeries.Row first = series.rowsFrom(0).getFirst();
        assertThat(first.consumed()).isEqualTo(75);
        assertThat(first.endToEnd().count()).isEqualTo(75);
        assertThat(first.lag()).isEmpty();
        assertThat(series.rowsFrom(3).getFirst().lag()).contains(31L);
    }

    @Test
    void whatAGroupHasNotReadAtTheEndIsUnanswered() {
        consumerStats.onConsumed("a", reported(0, 1, 1, 50, 0, 50), List.of());
        consumerStats.onConsumed("a", reported(1, 1, 1, 80, 0, 80), List.of());
        List<Long> from = List.of(100L, 100L);
        consumerStats.onPositions(
                new GroupPositions("r", 0, 0, List.of(new Position(0, 100, 150, 180))), OptionalInt.of(3), NOW);
        consumerStats.onPositions(
                new GroupPositions("r", 1, 0, List.of(new Position(0, 100, 180, 180), new Position(1, 100, 100, 100))),
                OptionalInt.of(3),
                NOW);
        consumerStats.drain(List.of(180L, 120L), from, NOW);
        assertThat(consumerStats.endToEnd().unanswered())
                .as("while it may still read")
                .isZero();

        consumerStats.end(from, 1_000);

        // the second partition had no reader
        assertThat(group(0).endToEnd().unanswered()).isEqualTo(30 + 20);
        assertThat(group(1).endToEnd().unanswered()).isEqualTo(20);
        assertThat(consumerStats.endToEnd().unanswered()).isEqualTo(70);
        assertThat(consumerStats.endToEnd().summary().p50()).isPresent();
        assertThat(consumerStats.endToEnd().summary().p90()).isEmpty();
    }

    @Test
    void ofRecordsOfOthersNoneIsUnanswered() {
        at(0, new Position(0, 0, 10, 500));

        consumerStats.end(FROM, 40);

        assertThat(group(0).endToEnd().unanswered()).isEqualTo(40);
    }

    @Test
    void reportsOnAGroupThatIsNotOfTheRunAreIgnored() {
        assertThat(consumerStats.onConsumed("a", reported(5, 1, 1, 1, 0, 1), List.of()))
                .isEmpty();
        at(5, new Position(0, 0, 1, 1));

        assertThat(consumerStats.endToEnd().summary().count()).isZero();
    }
}
