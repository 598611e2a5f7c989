package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import klt.common.protocol.EndCode;
import klt.common.report.ReasonCode;
import klt.controller.core.history.RunLog;
import klt.controller.core.preflight.Finding;
import org.junit.jupiter.api.Test;

/** {@code docs/codes.md} has every public code once, and none that the code does not have. */
class CodesTest {

    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\|(.+)\\|(.+)\\|(.+)\\|");

    /** The codes in the tables below a heading, up to the next heading of its level. */
    private static List<String> documented(String heading) throws IOException {
        List<String> codes = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("..", "docs", "codes.md"))) {
            if (line.startsWith("## ")) {
                inside = line.equals("## " + heading);
            }
            Matcher row = ROW.matcher(line);
            if (inside && row.matches()) {
                codes.add(row.group(1));
                assertThat(List.of(row.group(2), row.group(3), row.group(4)))
                        .as("where, meaning and cure of %s", row.group(1))
                        .noneMatch(String::isBlank);
            }
        }
        return codes;
    }

    private static List<String> names(Enum<?>[] values) {
        return Stream.of(values).map(Enum::name).toList();
    }

    @Test
    void everyReasonOfAVerdictIsDocumented() throws IOException {
        assertThat(documented("Reasons of a verdict")).containsExactlyInAnyOrderElementsOf(names(ReasonCode.values()));
    }

    @Test
    void everyEndOfARunIsDocumented() throws IOException {
        assertThat(documented("Ends of a run")).containsExactlyInAnyOrderElementsOf(names(EndCode.values()));
    }

    @Test
    void everyFindingOfThePreflightIsDocumented() throws IOException {
        assertThat(documented("Findings of the preflight"))
                .containsExactlyInAnyOrderElementsOf(names(Finding.Code.values()));
    }

    @Test
    void everyEventIsDocumented() throws IOException {
        assertThat(documented("Events")).containsExactlyInAnyOrderElementsOf(names(RunLog.Kind.values()));
    }
}
