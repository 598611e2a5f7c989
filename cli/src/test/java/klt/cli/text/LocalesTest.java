package klt.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import klt.cli.RunJson;
import klt.common.protocol.RunPhase;
import klt.common.report.RunView;
import klt.common.summary.Glyphs;
import klt.common.summary.Style;
import klt.common.summary.Summary;
import klt.common.summary.Units;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts read the command's output, so it must be the same in every locale. */
class LocalesTest {

    private static List<String> output(Locale locale) {
        Locale before = Locale.getDefault();
        Locale.setDefault(locale);
        try {
            Units units = new Units(Glyphs.UNICODE);
            Style style = new Style(false);
            Summary summary = new Summary(units, Glyphs.UNICODE, style);
            ProgressLine progress = new ProgressLine(units, Glyphs.UNICODE, style);
            List<String> lines = new ArrayList<>();
            for (RunView run : List.of(
                    RunJson.read(RunJson.done()),
                    RunJson.read(RunJson.withVerdict(RunJson.done(), "FAIL", "INVALID", "VIOLATED")),
                    RunJson.read(RunJson.ended(RunPhase.FAILED, "USER: stopped by request")))) {
                lines.addAll(summary.lines(run));
            }
            for (RunView run :
                    List.of(RunJson.read(RunJson.waiting(RunPhase.PREPARING)), RunJson.read(RunJson.running()))) {
                lines.add(progress.plain(run));
                lines.add(progress.bar(run, 100));
            }
            return lines;
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "de-DE", "ar-EG"})
    void theOutputIsTheSameInEveryLocale(String tag) {
        assertThat(output(Locale.forLanguageTag(tag)))
                .isEqualTo(output(Locale.ROOT))
                .anyMatch(line -> line.contains("10,000 planned"));
    }
}
