package klt.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.protocol.RunPhase;
import klt.common.report.RunView;
import klt.common.report.RunWorker;
import klt.common.report.latency.Latency;
import klt.common.report.limit.LimitResult;
import klt.common.report.limit.LimitResult.Progress;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;
import klt.common.summary.Units;

/** A run's progress, on one line. */
public record ProgressLine(Units units, Glyphs glyphs, Style style) {

    private static final int BAR_MIN = 10;
    private static final int BAR_MAX = 40;
    private static final String GAP = "  ";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * Returns the line for a terminal, with a bar that fills the space next to the numbers. On narrow terminals, the least important
     * numbers are omitted.
     */
    public String bar(RunView run, int columns) {
        List<String> figures = new ArrayList<>(figures(run));
        String head = String.format(Locale.ROOT, "%-11s", run.phase());
        while (true) {
            String tail = String.join(GAP, figures);
            // leave one column free, because some terminals wrap a full line
            int room = columns - 1 - head.length() - tail.length() - GAP.length();
            if (room >= BAR_MIN || figures.isEmpty()) {
                return room >= BAR_MIN
                        ? head + bar(run.status().progress(), Math.min(room, BAR_MAX)) + GAP + tail
                        : head.strip().substring(0, Math.min(head.strip().length(), Math.max(0, columns - 1)));
            }
            figures.removeLast();
        }
    }

    private String bar(Optional<Double> progress, int width) {
        int full = (int) Math.floor(Math.clamp(progress.orElse(0.0), 0, 1) * width);
        return style.good(glyphs.full().repeat(full)) + style.dim(glyphs.empty().repeat(width - full));
    }

    /** Returns the progress as a line for a log. */
    public String plain(RunView run) {
        List<String> parts = new ArrayList<>();
        parts.add(run.phase().name());
        parts.addAll(figures(run));
        return String.join(glyphs.dot(), parts);
    }

    /** Returns the numbers, most important first. */
    private List<String> figures(RunView run) {
        List<String> figures = new ArrayList<>();
        run.status().waiting().map(waiting -> waiting(waiting, run)).ifPresent(figures::add);
        if (run.status().elapsedSeconds().isEmpty()) {
            if (figures.isEmpty()) {
                waiting(run).ifPresent(figures::add);
            }
            return figures;
        }
        run.status()
                .progress()
                .ifPresent(done -> figures.add(String.format(Locale.ROOT, "%3d%%", (int) Math.floor(done * 100))
                        .strip()));
        figures.add(units.rate(rate(run)) + "/s");
        if (!run.result().spec().load().sends()) {
            figures.add(units.count(run.result().consumers().stream()
                            .mapToLong(group -> group.delivered().records())
                            .sum())
                    + " consumed");
            return figures;
        }
        if (run.status().elapsedSeconds().get() < run.timing().warmupSeconds()) {
            figures.add("warm-up");
        } else if (run.result().limit().isPresent()) {
            figures.add(bounds(run.result().limit().get()));
        } else {
            Latency response = run.result().latencies().responseTime();
            figures.add("p99 " + units.micros(response.p99(), response.unanswered()));
        }
        figures.add(units.count(run.result().totals().messages().errors(), "error"));
        run.status()
                .remainingSeconds()
                .filter(left -> left > 0)
                .ifPresent(left -> figures.add("ETA " + units.seconds(left)));
        return figures;
    }

    private String bounds(LimitResult limit) {
        String lower = limit.lower().map(rate -> units.rate(rate) + "/s").orElse("?");
        String upper = limit.upper().map(rate -> units.rate(rate) + "/s").orElse("?");
        return "limit " + lower + " to " + upper + (limit.progress() == Progress.HOLDING ? ", hold" : "");
    }

    /**
     * Describes what the controller is waiting for, and how much longer it will wait. The time is computed with the controller's clock,
     * which may differ from the local one.
     */
    private String waiting(RunView.Waiting waiting, RunView run) {
        Optional<Instant> now = run.timing()
                .startedAt()
                .flatMap(start ->
                        run.status().elapsedSeconds().map(elapsed -> start.plusMillis(Math.round(elapsed * 1e3))));
        String left = waiting.until()
                .map(until -> now.map(at -> ", at most "
                                + units.seconds(
                                        Math.max(0, Duration.between(at, until).toMillis() / 1e3)))
                        .orElse(", until " + TIME.format(until) + " UTC"))
                .orElse("");
        return waiting.text() + left;
    }

    private Optional<String> waiting(RunView run) {
        if (run.phase() == RunPhase.QUEUED) {
            return Optional.of("waiting for its turn");
        }
        if (run.phase() != RunPhase.PREPARING) {
            return Optional.empty();
        }
        long ready = run.result().workers().stream()
                .filter(worker -> !worker.state().equals(RunWorker.State.PREPARING.name()))
                .count();
        return Optional.of(
                ready + " of " + units.count(run.result().spec().workers().expected(), "worker") + " ready");
    }

    private double rate(RunView run) {
        boolean sends = run.result().spec().load().sends();
        return run.status()
                .current()
                .map(newest -> (double) (sends ? newest.counts().accepted() : newest.consumed())
                        / Math.max(1, newest.seconds()))
                .orElseGet(() -> run.result().totals().rate().achieved().orElse(0.0));
    }
}
