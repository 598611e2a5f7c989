package klt.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import klt.cli.RunJson;
import klt.cli.api.Run;
import klt.common.protocol.RunPhase;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ProgressLineTest {

    private static final ProgressLine LINE =
            new ProgressLine(new Units(Glyphs.UNICODE), Glyphs.UNICODE, new Style(false));

    private final Run running = RunJson.read(RunJson.running());

    @Test
    void fillsTheBarAsFarAsTheRunIs() {
        assertThat(LINE.bar(running, 120))
                .isEqualTo("RUNNING    " + "█".repeat(16) + "░".repeat(24)
                        + "  42%  998/s  p99 7.41 ms  0 errors  ETA 5.8 s");
    }

    @Test
    void neverTakesTheLastColumnHoweverNarrowTheTerminalIs() {
        for (int columns = 1; columns < 200; columns++) {
            assertThat(LINE.bar(running, columns)).hasSizeLessThan(columns);
        }
    }

    @Test
    void leavesOutWhatMattersLeastOnANarrowTerminal() {
        assertThat(LINE.bar(running, 50)).contains("42%", "998/s", "p99").doesNotContain("ETA");
        assertThat(LINE.bar(running, 30)).contains("42%").doesNotContain("p99");
    }

    @Test
    void doesNotCountColoursAsColumns() {
        ProgressLine coloured = new ProgressLine(new Units(Glyphs.UNICODE), Glyphs.UNICODE, new Style(true));

        assertThat(coloured.bar(running, 90).replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(LINE.bar(running, 90));
    }

    @Test
    void saysOnePieceAfterTheOtherInALog() {
        assertThat(LINE.plain(running)).isEqualTo("RUNNING · 42% · 998/s · p99 7.41 ms · 0 errors · ETA 5.8 s");
    }

    @Test
    void saysWhatARunWaitsFor() {
        assertThat(LINE.plain(RunJson.read(RunJson.waiting(RunPhase.QUEUED)))).isEqualTo("QUEUED · waits for its turn");
        assertThat(LINE.plain(RunJson.read(RunJson.waiting(RunPhase.PREPARING))))
                .isEqualTo("PREPARING · 1 of 2 workers ready");
        assertThat(LINE.plain(RunJson.read(RunJson.waiting(RunPhase.SCHEDULED))))
                .isEqualTo("SCHEDULED");
    }

    @Test
    void countsOneInTheSingular() {
        ObjectNode waiting = RunJson.waiting(RunPhase.PREPARING);
        ((ObjectNode) waiting.get("spec").get("workers")).put("expected", 1);
        ObjectNode running = RunJson.running();
        ((ObjectNode) running.get("messages")).put("failed", 1);

        assertThat(LINE.plain(RunJson.read(waiting))).isEqualTo("PREPARING · 1 of 1 worker ready");
        assertThat(LINE.plain(RunJson.read(running))).contains(" · 1 error · ");
    }

    @Test
    void doesWithoutWhatIsNotKnown() {
        Run endless = RunJson.read(RunJson.running()
                .putNull("progress")
                .putNull("remainingSeconds")
                .putNull("current"));

        assertThat(LINE.plain(endless)).isEqualTo("RUNNING · 999.9/s · p99 7.41 ms · 0 errors");
        assertThat(LINE.bar(endless, 80)).contains("░").doesNotContain("█");
    }

    @Test
    void expectsNothingMoreOnceTheScheduleIsOver() {
        Run draining = RunJson.read(RunJson.running().put("phase", "DRAINING").put("remainingSeconds", 0));

        assertThat(LINE.plain(draining)).doesNotContain("ETA");
    }

    @Test
    void needsNoMoreThanAsciiWhereTheTerminalHasNoMore() {
        ProgressLine ascii = new ProgressLine(new Units(Glyphs.ASCII), Glyphs.ASCII, new Style(false));

        assertThat(ascii.bar(running, 80)).matches("\\p{ASCII}+").contains("#", ".");
    }
}
