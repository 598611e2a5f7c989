package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.common.protocol.interval.SenderTimes;
import klt.common.report.limit.LimitResult.Bound;
import klt.common.schedule.LoadChange;
import org.junit.jupiter.api.Test;

/** When a search changes the load. */
class LoadSearchTest {

    private static final double SECOND_NANOS = 1e9;
    private static final double CAPACITY = 5_321;

    /** How long the first pause of the load was. */
    private static double firstPauseSeconds(SearchedCluster cluster) {
        while (cluster.run().schedule().lastChange().filter(LoadChange::isPause).isEmpty()) {
            cluster.second();
        }
        int pause = cluster.run().schedule().changes().size() - 1;
        while (cluster.run().schedule().changes().size() == pause + 1) {
            cluster.second();
        }
        List<LoadChange> changes = cluster.run().schedule().changes();
        assertThat(changes.get(pause + 1).rate()).isPresent();
        return (changes.get(pause + 1).atNanos() - changes.get(pause).atNanos()) / SECOND_NANOS;
    }

    @Test
    void aPauseEndsWhenEveryMessageIsAnswered() {
        SearchedCluster cluster = new SearchedCluster(CAPACITY);

        assertThat(firstPauseSeconds(cluster)).isBetween(1.0, 30.0);
    }

    @Test
    void queuesThatDoNotDrainAreMeasuredWithTheNextLoad() {
        SearchedCluster cluster = new SearchedCluster(CAPACITY, 1e9, SenderTimes.NONE) {
            @Override
            double capacity() {
                return run().schedule().lastChange().filter(LoadChange::isPause).isPresent() ? 0 : super.capacity();
            }
        };

        double drain = LoadSearch.DRAIN_MAX.toSeconds();
        assertThat(firstPauseSeconds(cluster)).isBetween(drain, drain + 5);
    }

    @Test
    void aBacklogDuringTheHoldIsDrainedBeforeTheNextWindow() {
        SearchedCluster cluster = new SearchedCluster(CAPACITY, 1e9, SenderTimes.NONE) {
            private long stalledUntil;

            @Override
            double capacity() {
                boolean holds = run().stats()
                        .limit()
                        .orElseThrow()
                        .limit()
                        .progress()
                        .name()
                        .equals("HOLDING");
                if (holds && stalledUntil == 0) {
                    stalledUntil = seconds() + 8;
                }
                return seconds() < stalledUntil ? 0 : super.capacity();
            }
        };
        cluster.search();

        List<LoadChange> changes = cluster.run().schedule().changes();
        // the hold goes on at the same rate after a pause
        double held = cluster.limit().lower().orElseThrow();
        assertThat(cluster.limit().bound()).isEqualTo(Bound.OBJECTIVE);
        assertThat(changes.stream()
                        .filter(change ->
                                change.rate().filter(rate -> rate == held).isPresent()))
                .hasSizeGreaterThan(1);
        assertThat(cluster.limit().held()).isTrue();
    }
}
