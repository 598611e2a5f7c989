package klt.worker.consume;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import klt.common.histogram.LatencyAggregate;
import klt.common.protocol.Consumed;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.GroupPositions.Position;
import klt.worker.ControlSide;

/** What workers have reported about the consumers of a run, as a test's control side received it. */
record GroupReports(ControlSide control) {

    void awaitPartitions(int groups, int partitions) {
        control.await("every group has all partitions", () -> {
            for (int group = 0; group < groups; group++) {
                if (newest(group).stream()
                                .mapToInt(consumed -> consumed.members().partitions())
                                .sum()
                        != partitions) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Each worker's last report on a group. */
    List<Consumed> newest(int group) {
        Map<String, Consumed> newest = new TreeMap<>();
        control.reportsBy(Consumed.class)
                .forEach((writer, all) -> all.stream()
                        .filter(consumed -> consumed.group() == group)
                        .forEach(consumed -> newest.put(writer, consumed)));
        return List.copyOf(newest.values());
    }

    Map<Integer, Position> places(int group) {
        Map<Integer, Position> places = new TreeMap<>();
        control.reports(GroupPositions.class).stream()
                .filter(reported -> reported.group() == group)
                .flatMap(reported -> reported.positions().stream())
                .forEach(place -> places.merge(
                        place.partition(),
                        place,
                        (a, b) -> new Position(
                                a.partition(),
                                Math.min(a.first(), b.first()),
                                Math.max(a.next(), b.next()),
                                Math.max(a.end(), b.end()))));
        return places;
    }

    long passed(int group) {
        return places(group).values().stream()
                .mapToLong(place -> place.next() - place.first())
                .sum();
    }

    LatencyAggregate endToEnd(int group) {
        LatencyAggregate all = new LatencyAggregate();
        control.reports(Consumed.class).stream()
                .filter(consumed -> consumed.group() == group)
                .forEach(consumed -> all.add(consumed.endToEnd().latency()));
        return all;
    }

    long records(int group) {
        return newest(group).stream()
                .mapToLong(consumed -> consumed.records().received())
                .sum();
    }

    long rebalances() {
        return newest(0).stream()
                .mapToLong(consumed -> consumed.members().rebalances())
                .sum();
    }
}
