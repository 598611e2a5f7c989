package klt.common.code;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A code's texts. Each text is a template; the one whose argument names match the given arguments is used. Template syntax:
 *
 * <ul>
 *   <li><code>{timeoutSeconds}</code> is a value, formatted according to the unit suffix of its name
 *   <li><code>{workers:worker}</code> is a number or list with its noun: "1 worker", "partitions 0, 1"
 *   <li><code>{findings;}</code> is a list whose items are separated by semicolons
 *   <li><code>{cause=QUOTA}</code> is replaced with nothing: the text applies only to that value
 *   <li><code>[, in {partitions}]</code> is omitted if one of its arguments is missing or has another value
 *   <li><code>[{cause=QUOTA}]</code> adds nothing, and declares a possible value
 * </ul>
 */
public final class Wording {

    /** The only argument of a code recorded by an earlier build: the text itself. */
    public static final String MESSAGE = "message";

    private static final Pattern SEGMENT = Pattern.compile("\\[([^]]*)]|[^\\[]+");
    private static final Pattern PIECE =
            Pattern.compile("\\{(?<name>\\w+)(?::(?<noun>[a-z ]+)|(?<list>;)|=(?<equal>\\w+))?}|[^{]+");

    private sealed interface Piece {

        record Literal(String text) implements Piece {}

        record Value(String name, ArgFormat format) implements Piece {}

        record Condition(String name, String value) implements Piece {}
    }

    private record Segment(boolean optional, List<Piece> pieces) {

        Stream<String> names() {
            return pieces.stream().flatMap(piece -> switch (piece) {
                case Piece.Literal literal -> Stream.empty();
                case Piece.Value(String name, ArgFormat format) -> Stream.of(name);
                case Piece.Condition(String name, String value) -> Stream.of(name);
            });
        }

        boolean applies(Args args) {
            return pieces.stream().allMatch(piece -> switch (piece) {
                case Piece.Literal literal -> true;
                case Piece.Value(String name, ArgFormat format) ->
                    args.get(name).isPresent();
                case Piece.Condition(String name, String value) ->
                    args.get(name).map(String::valueOf).equals(Optional.of(value));
            });
        }

        String text(Args args) {
            return pieces.stream()
                    .map(piece -> switch (piece) {
                        case Piece.Literal(String text) -> text;
                        case Piece.Value(String name, ArgFormat format) -> format.words(name, args);
                        case Piece.Condition condition -> "";
                    })
                    .collect(Collectors.joining());
        }
    }

    private record Template(List<Segment> segments, Set<String> names) {

        boolean fits(Args args) {
            return args.values().keySet().stream().allMatch(name -> names.contains(name) || args.isMoreOfAList(name))
                    && segments.stream().allMatch(segment -> segment.optional || segment.applies(args));
        }

        String text(Args args) {
            return segments.stream()
                    .filter(segment -> segment.applies(args))
                    .map(segment -> segment.text(args))
                    .collect(Collectors.joining());
        }
    }

    private final List<String> texts;
    private final List<Template> templates;

    public Wording(String... texts) {
        this.texts = List.of(texts);
        templates = Stream.concat(Stream.of(texts), Stream.of("{" + MESSAGE + "}"))
                .map(Wording::template)
                .toList();
    }

    private static Template template(String text) {
        List<Segment> segments = new ArrayList<>();
        Matcher matcher = SEGMENT.matcher(text);
        while (matcher.find()) {
            boolean optional = matcher.group(1) != null;
            segments.add(new Segment(optional, pieces(optional ? matcher.group(1) : matcher.group())));
        }
        Set<String> names = new LinkedHashSet<>();
        segments.stream().flatMap(Segment::names).forEach(names::add);
        return new Template(List.copyOf(segments), names);
    }

    private static List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        Matcher matcher = PIECE.matcher(text);
        while (matcher.find()) {
            String name = matcher.group("name");
            if (name == null) {
                pieces.add(new Piece.Literal(matcher.group()));
            } else if (matcher.group("equal") != null) {
                pieces.add(new Piece.Condition(name, matcher.group("equal")));
            } else {
                String separator = matcher.group("list") == null ? ", " : "; ";
                pieces.add(new Piece.Value(name, new ArgFormat(Optional.ofNullable(matcher.group("noun")), separator)));
            }
        }
        return List.copyOf(pieces);
    }

    /** Returns the templates, except the one for codes recorded by earlier builds. */
    public List<String> texts() {
        return texts;
    }

    /** @throws IllegalArgumentException if none of the texts has these arguments */
    public void require(Enum<?> code, Args args) {
        if (!fits(args)) {
            throw new IllegalArgumentException(
                    code + " has no arguments " + args.values().keySet());
        }
    }

    /** Returns whether one of the texts has these arguments. */
    public boolean fits(Args args) {
        return find(args).isPresent();
    }

    private Optional<Template> find(Args args) {
        return templates.stream().filter(template -> template.fits(args)).findFirst();
    }

    /** @throws IllegalArgumentException if none of the texts has these arguments */
    public String text(Args args) {
        return find(args)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no text has the arguments " + args.values().keySet()))
                .text(args);
    }
}
