package klt.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import klt.cli.RunJson;
import klt.common.protocol.RunPhase;
import klt.common.report.RunView;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;
import klt.common.summary.Units;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ProgressLineTest {

    private static final ProgressLine LINE =
            new ProgressLine(new Units(Glyphs.UNICODE), Glyphs.UNICODE, new Style(false));

    private final RunView running = RunJson.read(RunJson.running());

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
    void messagesThatWereAbortedOnPurposeAreAchieved() {
        ObjectNode aborting = RunJson.running();
        ((ObjectNode) aborting.get("current")).put("acked", 600).put("aborted", 398);

        assertThat(LINE.plain(RunJson.read(aborting))).contains(" · 998/s · ");
    }

    @Test
    void countsWhatWasReadIfTheRunSendsNothing() {
        ObjectNode reading = RunJson.running();
        ((ObjectNode) reading.get("spec")).put("rate", 0).putNull("messages");
        ((ObjectNode) reading.get("spec"))
                .putObject("consumers")
                .put("groups", 1)
                .put("start", "earliest");
        ((ObjectNode) reading.get("current")).put("consumed", 5_000);

        assertThat(LINE.plain(RunJson.read(reading))).isEqualTo("RUNNING · 42% · 5,000/s · 10,020 consumed");
    }

    @Test
    void saysWhatARunWaitsFor() {
        assertThat(LINE.plain(RunJson.read(RunJson.waiting(RunPhase.QUEUED))))
                .isEqualTo("QUEUED · waiting for its turn");
        assertThat(LINE.plain(RunJson.read(RunJson.waiting(RunPhase.PREPARING))))
                .isEqualTo("PREPARING · 1 of 2 workers ready");
        assertThat(LINE.plain(RunJson.read(RunJson.waiting(RunPhase.SCHEDULED))))
                .isEqualTo("SCHEDULED");
    }

    @Test
    void saysWhatItStillWaitsForAndForHowLong() {
        ObjectNode draining = RunJson.running()
                .put("phase", "DRAINING")
                .put("elapsedSeconds", 12)
                .put("remainingSeconds", 0);
        draining.putObject("waiting")
                .put("for", "ANSWERS")
                .put("text", "waits for Kafka to answer 1234 messages")
                .put("count", 1_234)
                .put("until", "2026-11-23T04:12:44Z");
        ObjectNode preparing = RunJson.waiting(RunPhase.PREPARING);
        preparing
                .putObject("waiting")
                .put("for", "WORKERS")
                .put("text", "waits for 1 worker")
                .put("count", 1)
                .put("until", "2026-11-23T04:13:00Z");

        assertThat(LINE.plain(RunJson.read(draining)))
                .startsWith("DRAINING · waits for Kafka to answer 1234 messages, at most 30 s · 42% · ");
        assertThat(LINE.plain(RunJson.read(preparing))).isEqualTo("PREPARING · waits for 1 worker, until 04:13:00 UTC");
    }

    @Test
    void hasNoPercentileInTheWarmUpAndNoneThatWasNotAnswered() {
        ObjectNode run = RunJson.running().put("warmupSeconds", 5);
        assertThat(LINE.plain(RunJson.read(run))).isEqualTo("RUNNING · 42% · 998/s · warm-up · 0 errors · ETA 5.8 s");

        run.put("warmupSeconds", 1);
        ((ObjectNode) run.get("responseTime")).put("unanswered", 900).putNull("p99");
        assertThat(LINE.plain(RunJson.read(run))).contains(" · p99 no answer · ");
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
        RunView endless = RunJson.read(RunJson.running()
                .putNull("progress")
                .putNull("remainingSeconds")
                .putNull("current"));

        assertThat(LINE.plain(endless)).isEqualTo("RUNNING · 999.9/s · p99 7.41 ms · 0 errors");
        assertThat(LINE.bar(endless, 80)).contains("░").doesNotContain("█");
    }

    @Test
    void expectsNothingMoreOnceTheScheduleIsOver() {
        RunView draining =
                RunJson.read(RunJson.running().put("phase", "DRAINING").put("remainingSeconds", 0));

        assertThat(LINE.plain(draining)).doesNotContain("ETA");
    }

    @Test
    void needsNoMoreThanAsciiWhereTheTerminalHasNoMore() {
        ProgressLine ascii = new ProgressLine(new Units(Glyphs.ASCII), Glyphs.ASCII, new Style(false));

        assertThat(ascii.bar(running, 80)).matches("\\p{ASCII}+").contains("#", ".");
    }
}
