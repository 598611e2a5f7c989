package klt.controller.core.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.OutcomeCounts;
import klt.common.spec.consumers.GroupProtocol;
import klt.controller.core.run.Run;
import klt.controller.core.stats.GroupStats;
import klt.controller.core.stats.Throttled;
import klt.controller.core.stats.TopicStats.Topic;
import klt.controller.core.verdict.Judge.Actual;

/** An entire run's figures, without its warm-up. */
record RunFigures(Run run, Instant now) implements Figures {

    private static final double NANOS_PER_MICRO = 1_000;

    @Override
    public LatencySummary responseTime(Optional<String> topic) {
        return topic(topic).map(Topic::responseTime).orElseGet(() -> run.stats().judgedResponseTime());
    }

    @Override
    public LatencySummary serviceTime() {
        return run.stats().serviceTime().summary();
    }

    @Override
    public LatencySummary sendLag() {
        return run.stats().sendLag().summary();
    }

    @Override
    public LatencySummary endToEnd(Optional<String> group) {
        return group.map(name -> run.consumerStats().group(name).endToEnd())
                .orElse(run.consumerStats().endToEnd())
                .summary();
    }

    @Override
    public Optional<Double> consumeRate(Optional<String> group) {
        return groups(group)
                .flatMap(each -> run.consumeRate(each, now).stream())
                .min(Comparator.naturalOrder());
    }

    @Override
    public Optional<Double> lag(Optional<String> group) {
        return groups(group).map(each -> (double) each.lagMax()).max(Comparator.naturalOrder());
    }

    @Override
    public Actual catchUp(Optional<String> group) {
        return CatchUp.ofSlowest(run, groups(group).toList());
    }

    @Override
    public Optional<Double> rebalance(Optional<String> group) {
        List<Optional<Duration>> longest = groups(group)
                .filter(each -> each.settings().protocol() != GroupProtocol.SHARE)
                .map(GroupStats::pausedMax)
                .toList();
        return run.startAt().isEmpty() || longest.contains(Optional.<Duration>empty())
                ? Optional.empty()
                : longest.stream()
                        .flatMap(Optional::stream)
                        .max(Duration::compareTo)
                        .map(time -> time.toNanos() / NANOS_PER_MICRO);
    }

    /** Returns the group with this name, or all groups if no name is given. */
    private Stream<GroupStats> groups(Optional<String> name) {
        return run.consumerStats().groups().stream()
                .filter(group -> name.isEmpty() || name.equals(group.settings().name()));
    }

    @Override
    public Optional<Double> rate(Optional<String> topic) {
        return topic(topic).map(each -> AchievedLoad.rate(run, each)).orElseGet(() -> AchievedLoad.rate(run));
    }

    @Override
    public Optional<Double> ackedShare() {
        return AchievedLoad.ackedInTime(run, now);
    }

    @Override
    public Optional<Double> errors(Optional<String> topic) {
        OutcomeCounts measured =
                topic(topic).map(Topic::outcomes).orElseGet(() -> run.stats().measured());
        return measured.messages() == 0
                ? Optional.empty()
                : Optional.of((double) (measured.failed() + measured.indeterminate()) / measured.messages());
    }

    /** Returns the topic with this name; empty if no name is given, and if the run has a single topic, whose figures are the run's. */
    private Optional<Topic> topic(Optional<String> name) {
        List<Topic> topics = run.stats().topics().topics();
        return name.filter(any -> !topics.isEmpty())
                .map(any -> topics.get(run.spec().topic().names().indexOf(any)));
    }

    @Override
    public Optional<Double> throttle() {
        return run.stats().workers().stream()
                .map(worker -> worker.measured().throttle())
                .reduce(Throttled.Share.NONE, Throttled.Share::plus)
                .fraction();
    }
}
