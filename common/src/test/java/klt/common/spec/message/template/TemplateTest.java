package klt.common.spec.message.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import klt.common.spec.message.template.TemplatePart.IntRange;
import klt.common.spec.message.template.TemplatePart.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static List<TemplatePart> parts(String text) {
        List<String> mistakes = new ArrayList<>();
        List<TemplatePart> parts =
                Template.parse(text, mistakes::add).map(Template::parts).orElseGet(List::of);
        assertThat(mistakes).isEmpty();
        return parts;
    }

    private static List<String> mistakes(String text) {
        List<String> mistakes = new ArrayList<>();
        assertThat(Template.parse(text, mistakes::add)).isEmpty();
        return mistakes;
    }

    @Test
    void textAndFunctionsAlternate() {
        assertThat(parts("{\"n\": {{sequence}},\n\"at\": \"{{ timestamp }}\", \"by\": \"{{fake 'Name.fullName'}}\"}"))
                .containsExactly(
                        new Text("{\"n\": "),
                        new TemplatePart.Sequence(),
                        new Text(",\n\"at\": \""),
                        new TemplatePart.Timestamp(),
                        new Text("\", \"by\": \""),
                        new TemplatePart.Fake("Name.fullName", "line 2, column 40"),
                        new Text("\"}"));
    }

    @Test
    void everyFunctionIsParsed() {
        assertThat(parts("{{uuid}}{{int -5 100}}{{oneOf a \"it's b\" 'c d'}}{{string 20}}"))
                .containsExactly(
                        new TemplatePart.Uuid(),
                        new IntRange(-5, 100),
                        new TemplatePart.OneOf(List.of("a", "it's b", "c d")),
                        new TemplatePart.RandomString(20));
    }

    @Test
    void bracesOfTheTextMayTouchThoseOfACall() {
        assertThat(parts("{\"a\":{\"b\":{{int 1 2}}}}"))
                .containsExactly(new Text("{\"a\":{\"b\":"), new IntRange(1, 2), new Text("}}"));
        assertThat(parts("{{{int 1 2}}}")).containsExactly(new Text("{"), new IntRange(1, 2), new Text("}"));
        assertThat(parts("a } }} b")).containsExactly(new Text("a } }} b"));
    }

    @Test
    void aQuotedTextIsWrittenAsItIs() {
        assertThat(parts("a {{'{{'}}{{\"}}\"}} b")).containsExactly(new Text("a {{}} b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{{seqence}} | line 1, column 3: 'seqence' is not a function; did you mean sequence?",
                "ab{{ oneof a}} | line 1, column 6: 'oneof' is not a function; did you mean oneOf?",
                "{{now}} | line 1, column 3: 'now' is not a function; functions are sequence, uuid, timestamp, int, oneOf, string, fake",
                "é{{int 1}} | line 1, column 4: int takes the smallest and the largest number, such as {{int 1 100}}",
                "{{int 1 2 3}} | line 1, column 3: int takes the smallest and the largest number, such as {{int 1 100}}",
                "{{int 9 1}} | line 1, column 7: the minimum, 9, is greater than the maximum, 1",
                "{{int 1 1.5}} | line 1, column 9: takes a whole number from -9007199254740991 to 9007199254740991, not '1.5'",
                "{{int 0 9007199254740992}} | line 1, column 9: takes a whole number from -9007199254740991 to 9007199254740991, not '9007199254740992'",
                "{{string 0}} | line 1, column 10: takes a whole number from 1 to 10485760, not '0'",
                "{{string}} | line 1, column 3: string takes a number of characters, such as {{string 20}}",
                "{{uuid 4}} | line 1, column 3: uuid takes no arguments",
                "{{oneOf}} | line 1, column 3: oneOf takes one or more strings, such as {{oneOf red green 'light blue'}}",
                "{{fake Name}} | line 1, column 8: takes a provider of Datafaker and its method, such as Name.fullName, not 'Name'",
                "{{fake 'a.b \"c\"'}} | line 1, column 8: takes a provider of Datafaker and its method, such as Name.fullName, not 'a.b \"c\"'",
                "x{{uuid | line 1, column 2: {{ is not closed on its line; write }} after the arguments",
                "x{{uuid } y | line 1, column 2: {{ is not closed on its line; write }} after the arguments",
                "{{int 1 {{uuid}} | line 1, column 1: {{ is not closed on its line; write }} after the arguments",
                "{{oneOf 'a}} | line 1, column 9: the quote ' is not closed on its line",
                "{{}} | line 1, column 1: {{}} has no function; functions are sequence, uuid, timestamp, int, oneOf, string, fake",
                "{{'a' b}} | line 1, column 7: a quoted text takes no arguments"
            })
    void aMistakeHasItsPlace(String text, String mistake) {
        assertThat(mistakes(text)).containsExactly(mistake);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{uuid\f}}", "{{\u2003uuid}}", "{{\u000b}}", "{{uuid\u00a0}}"})
    void unusualSpaceIsPartOfAWord(String text) {
        assertThat(mistakes(text)).hasSize(1).first().asString().contains("is not a function");
    }

    @Test
    void allMistakesAreReportedWithTheirLines() {
        assertThat(mistakes("{\n  \"a\": {{itn 1 2}},\n  \"b\": {{int 2 1}},\r\n  \"c\": {{uuid\n}"))
                .extracting(mistake -> mistake.substring(0, mistake.indexOf(':')))
                .containsExactly("line 2, column 10", "line 3, column 14", "line 4, column 8");
    }

    @Test
    void aTemplateHasALimitedNumberOfDatafakersExpressions() {
        assertThat(parts("{{fake 'A.a'}}".repeat(50))).hasSize(50);
        assertThat(mistakes(IntStream.range(0, 21)
                        .mapToObj(i -> "{{fake 'A.a" + i + "'}}")
                        .collect(Collectors.joining())))
                .containsExactly(
                        "line 1, column 318: is Datafaker expression number 21; use at most 20 different ones");
    }

    @Test
    void theSizesOfItsValuesAreKnown() {
        Template template = Template.parse("é{{int -10 10}}{{oneOf a bcd}}{{uuid}}{{string 5}}", text -> {})
                .orElseThrow();

        assertThat(template.bytesMin()).isEqualTo(2 + 1 + 1 + 36 + 5);
        assertThat(template.bytesMax()).isEqualTo(2 + 3 + 3 + 36 + 5);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 9", "1, 100", "-5, 5", "-1234, -7", "-1, 10500", "99, 100"})
    void theAverageOfNumbersCountsTheirDigits(long min, long max) {
        IntRange range = new IntRange(min, max);
        List<Integer> lengths = LongStream.rangeClosed(min, max)
                .mapToObj(number -> Long.toString(number).length())
                .toList();

        assertThat(range.bytesAverage())
                .isCloseTo(lengths.stream().mapToInt(i -> i).average().orElseThrow(), within(1e-9));
        assertThat(range.bytesMin())
                .isEqualTo(lengths.stream().mapToInt(i -> i).min().orElseThrow());
        assertThat(range.bytesMax())
                .isEqualTo(lengths.stream().mapToInt(i -> i).max().orElseThrow());
    }
}
