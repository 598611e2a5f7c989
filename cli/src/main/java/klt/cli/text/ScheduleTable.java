package klt.cli.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import klt.common.cron.MissedStart;
import klt.common.cron.ScheduleView;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;
import klt.common.summary.Table;
import klt.common.summary.Table.Align;
import klt.common.summary.Table.Cell;

/**
 * The list of schedules, one per line.
 *
 * @param zone time zone for display
 */
public record ScheduleTable(Glyphs glyphs, Style style, ZoneId zone) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    public List<String> lines(List<ScheduleView> schedules) {
        Table table = new Table(Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT);
        table.row(dim("NAME"), dim("CRON"), dim("ZONE"), dim("NEXT START"), dim("LAST RUN"), dim("MISSED"));
        for (ScheduleView schedule : schedules) {
            table.row(
                    new Cell(schedule.name(), style::bold),
                    Cell.of(schedule.cron()),
                    Cell.of(schedule.zone()),
                    Cell.of(
                            schedule.enabled()
                                    ? schedule.nextStart().map(this::time).orElse(glyphs.none())
                                    : "disabled"),
                    Cell.of(schedule.lastStart().map(start -> start.run()).orElse(glyphs.none())),
                    missed(schedule));
        }
        return table.lines("");
    }

    private Cell dim(String text) {
        return new Cell(text, style::dim);
    }

    private Cell missed(ScheduleView schedule) {
        return schedule.lastMissed()
                .map(last ->
                        new Cell(schedule.missed() + ", last " + time(last.at()) + ": " + reason(last), style::bad))
                .orElseGet(() -> Cell.of("0"));
    }

    private static String reason(MissedStart missed) {
        return switch (missed.reason()) {
            case NO_CONTROLLER -> "no leading controller, or Kafka did not respond";
            case PREVIOUS_RUN_ACTIVE -> missed.detail().orElse("the previous run") + " was still active";
            case REFUSED -> "refused: " + missed.detail().orElse("");
        };
    }

    private String time(Instant time) {
        return TIME.format(time.atZone(zone));
    }
}
