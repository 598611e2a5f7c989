package klt.cli.session;

import java.time.Duration;
import java.util.Optional;
import klt.cli.console.Console;
import klt.cli.text.ProgressLine;
import klt.common.clock.Ticker;
import klt.common.protocol.RunPhase;
import klt.common.report.RunView;
import klt.common.summary.Units;

/** Shows a run's progress: on a terminal, one redrawn line; otherwise, a line every few seconds and at each phase change. */
final class Progress {

    private static final Duration PLAIN_EVERY = Duration.ofSeconds(5);

    private final Console console;
    private final Ticker ticker;
    private final ProgressLine line;
    private Optional<RunPhase> shown = Optional.empty();
    private long shownAtNanos;

    Progress(Console console, Ticker ticker) {
        this.console = console;
        this.ticker = ticker;
        this.line = new ProgressLine(new Units(console.glyphs()), console.glyphs(), console.style());
    }

    void show(RunView run) {
        if (run.phase().isEnded()) {
            // the summary reports the end of the run
            return;
        }
        if (console.terminal().interactive()) {
            console.draw(line.bar(run, console.terminal().columns().getAsInt()));
            return;
        }
        long now = ticker.nanos();
        boolean changed = !shown.equals(Optional.of(run.phase()));
        if (changed || now - shownAtNanos >= PLAIN_EVERY.toNanos()) {
            console.print(line.plain(run));
            shown = Optional.of(run.phase());
            shownAtNanos = now;
        }
    }
}
