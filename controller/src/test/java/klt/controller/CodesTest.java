package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import klt.common.code.Args;
import klt.common.code.Wording;
import klt.common.protocol.EndCode;
import klt.common.report.ReasonCode;
import klt.controller.core.history.RunLog;
import klt.controller.core.preflight.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/codes.md} has every public code once, and none that the code does not have; each code has a text for its arguments. */
class CodesTest {

    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\|(.+)\\|(.+)\\|(.+)\\|");
    private static final Pattern ARGUMENTS = Pattern.compile("\\| `([A-Z_]+)` \\| (.*) \\|");
    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\w+)(:[a-z ]+|;|=(\\w+))?}");
    private static final Pattern OPTIONAL = Pattern.compile("\\[[^]]*]");

    /** The codes of one kind, with their texts. */
    record Kind(String name, Map<String, Wording> wordings) {

        static <E extends Enum<E>> Kind of(String name, E[] codes, Function<E, Wording> wording) {
            Map<String, Wording> wordings = new LinkedHashMap<>();
            for (E code : codes) {
                wordings.put(code.name(), wording.apply(code));
            }
            return new Kind(name, wordings);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                Kind.of("reasons", ReasonCode.values(), ReasonCode::wording),
                Kind.of("ends", EndCode.values(), EndCode::wording),
                Kind.of("findings", Finding.Code.values(), Finding.Code::wording),
                Kind.of("events", RunLog.Kind.values(), RunLog.Kind::wording));
    }

    /** The rows below a heading, up to the next heading of its level. */
    private static List<MatchResult> rows(String heading, Pattern row) throws IOException {
        List<MatchResult> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("..", "docs", "codes.md"))) {
            if (line.startsWith("## ")) {
                inside = line.equals("## " + heading);
            }
            Matcher matcher = row.matcher(line);
            if (inside && matcher.matches()) {
                rows.add(matcher.toMatchResult());
            }
        }
        return rows;
    }

    private static List<String> documented(String heading) throws IOException {
        List<MatchResult> rows = rows(heading, ROW);
        for (MatchResult row : rows) {
            assertThat(List.of(row.group(2), row.group(3), row.group(4)))
                    .as("where, meaning and cure of %s", row.group(1))
                    .noneMatch(String::isBlank);
        }
        return rows.stream().map(row -> row.group(1)).toList();
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

    @ParameterizedTest
    @MethodSource("kinds")
    void theArgumentsOfEveryCodeAreDocumented(Kind kind) throws IOException {
        List<String> expected = kind.wordings.entrySet().stream()
                .map(code -> new String[] {code.getKey(), arguments(code.getValue())})
                .filter(row -> !row[1].isEmpty())
                .map(row -> "| `" + row[0] + "` | " + row[1] + " |")
                .toList();

        assertThat(rows("Arguments of " + kind, ARGUMENTS))
                .extracting(MatchResult::group)
                .containsExactlyElementsOf(expected);
    }

    /** The names, and the values of those that are a choice, as in the documents. */
    private static String arguments(Wording wording) {
        Map<String, Set<String>> choices = new LinkedHashMap<>();
        for (MatchResult argument :
                ARGUMENT.matcher(String.join(" ", wording.texts())).results().toList()) {
            Set<String> values = choices.computeIfAbsent(argument.group(1), name -> new TreeSet<>());
            // a value that is also shown is not just a choice
            values.add(argument.group(3) == null ? "" : argument.group(3));
        }
        return choices.entrySet().stream()
                .map(choice -> "`" + choice.getKey() + "`" + values(choice.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String values(Set<String> values) {
        return values.contains("")
                ? ""
                : values.stream().map(value -> "`" + value + "`").collect(Collectors.joining(", ", " (", ")"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyCodeHasOneTextForItsArguments(Kind kind) {
        kind.wordings.forEach((code, wording) -> {
            for (String text : wording.texts()) {
                for (Args args :
                        List.of(sample(text), sample(OPTIONAL.matcher(text).replaceAll("")))) {
                    assertThat(wording.text(args)).as(code).isNotBlank().doesNotContain("{", "}", "[", "]");
                    assertThat(wording.texts())
                            .as("texts of %s with %s", code, args)
                            .filteredOn(other -> new Wording(other).fits(args))
                            .hasSize(1);
                }
            }
        });
    }

    /** A value for every argument of a text. */
    private static Args sample(String text) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (MatchResult argument : ARGUMENT.matcher(text).results().toList()) {
            if (argument.group(3) != null) {
                values.put(argument.group(1), argument.group(3));
            } else {
                values.putIfAbsent(argument.group(1), ";".equals(argument.group(2)) ? List.of("a", "b") : 2);
            }
        }
        return new Args(values);
    }
}
