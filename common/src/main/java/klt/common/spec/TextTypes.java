package klt.common.spec;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import klt.common.spec.SpecSchema.Range;
import klt.common.spec.ValueType.Kind;
import klt.common.spec.client.BootstrapServers;
import klt.common.spec.message.MessageLimits;
import klt.common.spec.message.ValuesForm;
import klt.common.spec.message.template.Template;
import klt.common.spec.message.template.TemplateLimits;
import klt.common.text.JsonScalar;
import tools.jackson.databind.node.StringNode;

/** Types of keys with string values. */
final class TextTypes {

    private TextTypes() {}

    /** Parses a string. */
    private interface Parser<T> {

        /**
         * @param mistakes receives each error
         * @return empty if there was an error
         */
        Optional<T> parse(String text, Consumer<String> mistakes);
    }

    /** @param mistake returns the error in a string, if any; must cope with strings that are too long */
    static ValueType<String> text(int lengthMax, Function<String, Optional<String>> mistake) {
        return type(
                Kind.TEXT,
                lengthMax,
                (text, mistakes) -> {
                    mistake.apply(text).ifPresent(mistakes);
                    return Optional.of(text);
                },
                text -> text);
    }

    static ValueType<Template> template() {
        return limited(Kind.LINES, TemplateLimits.LENGTH_MAX, ValuesForm::template, Template::text);
    }

    /** Bootstrap servers. */
    static ValueType<String> servers() {
        return limited(
                Kind.TEXT,
                BootstrapServers.LENGTH_MAX,
                (text, mistakes) -> {
                    Optional<String> mistake = BootstrapServers.mistake(text);
                    mistake.ifPresent(mistakes);
                    return mistake.isPresent() ? Optional.empty() : Optional.of(text);
                },
                text -> text);
    }

    /** A path to samples. */
    static ValueType<String> samples() {
        return limited(Kind.TEXT, MessageLimits.PATH_LENGTH_MAX, ValuesForm::path, path -> path);
    }

    /** Bytes in hexadecimal. */
    static ValueType<String> hex() {
        return limited(Kind.LINES, MessageLimits.HEX_LENGTH_MAX, ValuesForm::hex, digits -> digits);
    }

    /** A schema's source, for any schema type. */
    static ValueType<String> schema() {
        return limited(
                Kind.LINES, MessageLimits.SCHEMA_LENGTH_MAX, (text, mistakes) -> Optional.of(text), text -> text);
    }

    /** A schema registry subject. */
    static ValueType<String> subject() {
        return limited(Kind.TEXT, MessageLimits.SUBJECT_LENGTH_MAX, ValuesForm::subject, subject -> subject);
    }

    /** A Protobuf message name. */
    static ValueType<String> messageName() {
        return limited(Kind.TEXT, MessageLimits.MESSAGE_NAME_LENGTH_MAX, ValuesForm::messageName, name -> name);
    }

    private static <T> ValueType<T> limited(Kind kind, int lengthMax, Parser<T> parser, Function<T, String> text) {
        return type(
                kind,
                lengthMax,
                (given, mistakes) -> {
                    if (given.isEmpty() || given.length() > lengthMax) {
                        mistakes.accept("takes " + range(lengthMax) + ", not " + given.length());
                        return Optional.empty();
                    }
                    return parser.parse(given, mistakes);
                },
                text);
    }

    private static <T> ValueType<T> type(Kind kind, int lengthMax, Parser<T> parser, Function<T, String> text) {
        return new ValueType<>(
                kind,
                "",
                Optional.of(new Range(1, lengthMax, range(lengthMax))),
                List.of(),
                (node, mistakes) -> {
                    if (!node.isString()) {
                        mistakes.add("", "takes a string, not " + JsonScalar.shown(node));
                        return Optional.empty();
                    }
                    return parser.parse(node.stringValue(), message -> mistakes.add("", message));
                },
                value -> StringNode.valueOf(text.apply(value)));
    }

    private static String range(int lengthMax) {
        return String.format(Locale.ROOT, "1 to %,d characters", lengthMax);
    }
}
