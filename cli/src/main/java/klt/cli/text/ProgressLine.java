package klt.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import klt.cli.api.Run;
import klt.common.protocol.RunPhase;

/** Progress of a run, in one line. */
public record ProgressLine(Units units, Glyphs glyphs, Style style) {

    private static final int BAR_MIN = 10;
    private static final int BAR_MAX = 40;
    private static final String GAP = "  ";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** For a terminal: a bar that fills the room beside the numbers; a narrow terminal drops the least important ones. */
    public String bar(Run run, int columns) {
        List<String> figures = new ArrayList<>(figures(run));
        String head = String.format(Locale.ROOT, "%-11s", run.phase());
        while (true) {
            String tail = String.join(GAP, figures);
            // one column stays free: a full line makes some terminals wrap
            int room = columns - 1 - head.length() - tail.length() - GAP.length();
            if (room >= BAR_MIN || figures.isEmpty()) {
                return room >= BAR_MIN
                        ? head + bar(run.progress(), Math.min(room, BAR_MAX)) + GAP + tail
                        : head.strip().substring(0, Math.min(head.strip().length(), Math.max(0, columns - 1)));
            }
            figures.removeLast();
        }
    }

    private String bar(OptionalDouble progress, int width) {
        int full = (int) Math.floor(Math.clamp(progress.orElse(0), 0, 1) * width);
        return style.good(glyphs.full().repeat(full)) + style.dim(glyphs.empty().repeat(width - full));
    }

    /** For a log. */
    public String plain(Run run) {
        List<String> parts = new ArrayList<>();
        parts.add(run.phase().name());
        parts.addAll(figures(run));
        return String.join(glyphs.dot(), parts);
    }

    /** The most important first. */
    private List<String> figures(Run run) {
        List<String> figures = new ArrayList<>();
        run.waiting().map(waiting -> waiting(waiting, run)).ifPresent(figures::add);
        if (run.elapsedSeconds().isEmpty()) {
            if (figures.isEmpty()) {
                waiting(run).ifPresent(figures::add);
            }
            return figures;
        }
        run.progress()
                .ifPresent(done -> figures.add(String.format(Locale.ROOT, "%3d%%", (int) Math.floor(done * 100))
                        .strip()));
        figures.add(units.rate(rate(run)) + "/s");
        if (run.elapsedSeconds().getAsDouble() < run.warmupSeconds()) {
            figures.add("warm-up");
        } else {
            figures.add("p99 "
                    + units.micros(run.responseTime().p99(), run.responseTime().unanswered()));
        }
        figures.add(units.count(run.messages().errors(), "error"));
        run.remainingSeconds().stream()
                .filter(left -> left > 0)
                .forEach(left -> figures.add("ETA " + units.seconds(left)));
        return figures;
    }

    /** What the controller waits for, and how much longer; by the controller's clock, which may differ from this one. */
    private String waiting(Run.Waiting waiting, Run run) {
        Optional<Instant> now = run.startedAt()
                .flatMap(start -> run.elapsedSeconds().stream()
                        .mapToObj(elapsed -> start.plusMillis(Math.round(elapsed * 1e3)))
                        .findFirst());
        String left = waiting.until()
                .map(until -> now.map(at -> ", at most "
                                + units.seconds(
                                        Math.max(0, Duration.between(at, until).toMillis() / 1e3)))
                        .orElse(", until " + TIME.format(until) + " UTC"))
                .orElse("");
        return waiting.text() + left;
    }

    private Optional<String> waiting(Run run) {
        if (run.phase() == RunPhase.QUEUED) {
            return Optional.of("waiting for its turn");
        }
        if (run.phase() != RunPhase.PREPARING) {
            return Optional.empty();
        }
        long ready = run.workers().stream()
                .filter(worker -> !worker.state().equals("PREPARING"))
                .count();
        return Optional.of(ready + " of " + units.count(run.spec().workers().expected(), "worker") + " ready");
    }

    private double rate(Run run) {
        return run.current()
                .map(newest -> (double) newest.acked() / Math.max(1, newest.seconds()))
                .orElseGet(() -> run.rate().achieved().orElse(0));
    }
}
