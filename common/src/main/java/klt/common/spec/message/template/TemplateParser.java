package klt.common.spec.message.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import klt.common.text.EditDistance;
import klt.common.text.JsonScalar;

/**
 * Parses a template and reports all its errors, each with its location.
 *
 * <p>A call consists of a function and its arguments between <code>{{</code> and <code>}}</code>, on one line, separated by spaces. An
 * argument with a space must be quoted with ' or ". A call that is just a quoted text produces that text.
 */
final class TemplateParser {

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private static final Pattern EXPRESSION = Pattern.compile("[A-Za-z][A-Za-z0-9]*\\.[A-Za-z][A-Za-z0-9_]*");

    private final String text;
    private final Consumer<String> mistakes;
    private final List<TemplatePart> parts = new ArrayList<>();
    private final Set<String> expressions = new HashSet<>();
    private boolean right = true;
    /** the next character to read */
    private int at;

    /** @param quoted whether the word was quoted; a quoted word cannot be a function name */
    private record Word(String text, boolean quoted, int at) {}

    TemplateParser(String text, Consumer<String> mistakes) {
        this.text = text;
        this.mistakes = mistakes;
    }

    Optional<Template> parse() {
        int open = text.indexOf(OPEN);
        while (open >= 0) {
            // if there are more than two braces, the last two open the call
            while (text.startsWith(OPEN, open + 1)) {
                open++;
            }
            addText(text.substring(at, open));
            at = open + OPEN.length();
            call(open);
            open = text.indexOf(OPEN, at);
        }
        addText(text.substring(at));
        return right ? Optional.of(new Template(text, parts)) : Optional.empty();
    }

    private void addText(String literal) {
        if (literal.isEmpty()) {
            return;
        }
        if (!parts.isEmpty() && parts.getLast() instanceof TemplatePart.Text(String before)) {
            parts.set(parts.size() - 1, new TemplatePart.Text(before + literal));
        } else {
            parts.add(new TemplatePart.Text(literal));
        }
    }

    private void mistake(int place, String message) {
        right = false;
        mistakes.accept(place(place) + ": " + message);
    }

    private String place(int place) {
        int line = 1;
        int lineAt = 0;
        for (int i = 0; i < place; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineAt = i + 1;
            }
        }
        return "line " + line + ", column " + (text.codePointCount(lineAt, place) + 1);
    }

    /** @param open the call's start position */
    private void call(int open) {
        List<Word> words = new ArrayList<>();
        while (true) {
            while (at < text.length() && isSpace()) {
                at++;
            }
            if (text.startsWith(CLOSE, at)) {
                at += CLOSE.length();
                break;
            }
            if (at == text.length() || isLineEnd() || text.startsWith(OPEN, at)) {
                mistake(open, "{{ is not closed on its line; write }} after the arguments");
                return;
            }
            Optional<Word> word = isQuote(text.charAt(at)) ? quoted() : Optional.of(bare());
            if (word.isEmpty()) {
                return;
            }
            words.add(word.get());
        }
        if (words.isEmpty()) {
            mistake(open, "{{}} has no function; functions are " + TemplateFunction.names());
            return;
        }
        Word first = words.getFirst();
        List<Word> arguments = words.subList(1, words.size());
        if (first.quoted()) {
            if (arguments.isEmpty()) {
                addText(first.text());
            } else {
                mistake(arguments.getFirst().at(), "a quoted text takes no arguments");
            }
            return;
        }
        TemplateFunction.named(first.text())
                .ifPresentOrElse(
                        function -> call(function, first.at(), arguments),
                        () -> mistake(first.at(), unknown(first.text())));
    }

    private static String unknown(String name) {
        String suggestion = EditDistance.nearest(name, TemplateFunction.list())
                .map(near -> "; did you mean " + near + "?")
                .orElse("; functions are " + TemplateFunction.names());
        return "'" + JsonScalar.shown(name) + "' is not a function" + suggestion;
    }

    private boolean isSpace() {
        return text.charAt(at) == ' ' || text.charAt(at) == '\t';
    }

    private boolean isLineEnd() {
        return text.charAt(at) == '\n' || text.charAt(at) == '\r';
    }

    private static boolean isQuote(char character) {
        return character == '\'' || character == '"';
    }

    private Optional<Word> quoted() {
        int begin = at;
        char quote = text.charAt(at);
        at++;
        while (at < text.length() && !isLineEnd()) {
            if (text.charAt(at) == quote) {
                at++;
                return Optional.of(new Word(text.substring(begin + 1, at - 1), true, begin));
            }
            at++;
        }
        mistake(begin, "the quote " + quote + " is not closed on its line");
        return Optional.empty();
    }

    private Word bare() {
        int begin = at;
        while (at < text.length()
                && !isSpace()
                && !isLineEnd()
                && !text.startsWith(CLOSE, at)
                && !text.startsWith(OPEN, at)) {
            at++;
        }
        return new Word(text.substring(begin, at), false, begin);
    }

    private void call(TemplateFunction function, int place, List<Word> arguments) {
        if (arguments.size() < function.argumentsMin() || arguments.size() > function.argumentsMax()) {
            mistake(place, function + " " + function.takes());
            return;
        }
        switch (function) {
            case SEQUENCE -> parts.add(new TemplatePart.Sequence());
            case UUID -> parts.add(new TemplatePart.Uuid());
            case TIMESTAMP -> parts.add(new TemplatePart.Timestamp());
            case INT -> whole(arguments);
            case ONE_OF ->
                parts.add(new TemplatePart.OneOf(
                        arguments.stream().map(Word::text).toList()));
            case STRING ->
                number(arguments.getFirst(), 1, TemplateLimits.STRING_LENGTH_MAX)
                        .ifPresent(count -> parts.add(new TemplatePart.RandomString(count.intValue())));
            case FAKE -> fake(arguments.getFirst());
        }
    }

    private void whole(List<Word> arguments) {
        Optional<Long> min = number(arguments.getFirst(), -TemplateLimits.NUMBER_MAX, TemplateLimits.NUMBER_MAX);
        Optional<Long> max = number(arguments.getLast(), -TemplateLimits.NUMBER_MAX, TemplateLimits.NUMBER_MAX);
        if (min.isEmpty() || max.isEmpty()) {
            return;
        }
        if (min.get() > max.get()) {
            mistake(
                    arguments.getFirst().at(),
                    "the minimum, " + min.get() + ", is greater than the maximum, " + max.get());
            return;
        }
        parts.add(new TemplatePart.IntRange(min.get(), max.get()));
    }

    private Optional<Long> number(Word word, long min, long max) {
        try {
            long number = Long.parseLong(word.text());
            if (number >= min && number <= max) {
                return Optional.of(number);
            }
        } catch (NumberFormatException notANumber) {
            // reported with the same message as a number that is out of range
        }
        mistake(
                word.at(),
                "takes a whole number from " + min + " to " + max + ", not '" + JsonScalar.shown(word.text()) + "'");
        return Optional.empty();
    }

    private void fake(Word word) {
        if (!EXPRESSION.matcher(word.text()).matches()) {
            mistake(
                    word.at(),
                    "takes a provider of Datafaker and its method, such as Name.fullName, not '"
                            + JsonScalar.shown(word.text()) + "'");
        } else if (expressions.add(word.text()) && expressions.size() > TemplateLimits.FAKES_MAX) {
            mistake(
                    word.at(),
                    "is Datafaker expression number " + expressions.size() + "; use at most " + TemplateLimits.FAKES_MAX
                            + " different ones");
        } else {
            parts.add(new TemplatePart.Fake(word.text(), place(word.at())));
        }
    }
}
