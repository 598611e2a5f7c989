package klt.controller.core.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import klt.common.report.RunResult;
import klt.common.schedule.LoadProfile.Window;
import klt.controller.core.schedule.LoadSchedule;
import klt.controller.core.stats.TimeSeries.Row;

/**
 * What the workers reported while each part of the load was current, in whole seconds: a second belongs to the part in which its middle is.
 * Outcomes count when they are reported, as in the time series.
 */
public final class StageSeries {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** @param row the figures of a part, with its first second and its length */
    public record Played(Window window, Row row) {}

    private final Map<Window, Part> parts = new LinkedHashMap<>();
    private Optional<LoadSchedule> schedule = Optional.empty();

    /** of the newest report: most reports are about the second of the previous one */
    private int second = -1;

    private Optional<Window> current = Optional.empty();

    /** @param changed in place of the previous schedule */
    public void follow(LoadSchedule changed) {
        schedule = Optional.of(changed);
        second = -1;
    }

    void add(int atSecond, Consumer<Cell> update) {
        if (atSecond != second) {
            second = atSecond;
            current = schedule.flatMap(load -> load.windowAt(atSecond * NANOS_PER_SECOND + NANOS_PER_SECOND / 2));
        }
        current.filter(window -> parts.size() < RunResult.STAGES_MAX || parts.containsKey(window))
                .map(this::part)
                .ifPresent(part -> part.add(atSecond, update));
    }

    private Part part(Window window) {
        Part known = parts.get(window);
        if (known != null) {
            return known;
        }
        // those before get late reports only
        parts.values().forEach(part -> part.cell.compact());
        Part first = new Part();
        parts.put(window, first);
        return first;
    }

    /** The parts that have begun, in the order of their first reports. */
    public List<Played> played() {
        return parts.entrySet().stream()
                .map(entry -> new Played(entry.getKey(), entry.getValue().row()))
                .toList();
    }

    private static final class Part {
        private final Cell cell = new Cell();
        private int first = Integer.MAX_VALUE;
        private int last;

        private void add(int atSecond, Consumer<Cell> update) {
            update.accept(cell);
            first = Math.min(first, atSecond);
            last = Math.max(last, atSecond);
        }

        private Row row() {
            return cell.row(first, last - first + 1);
        }
    }
}
