package klt.common.spec.message.template;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Template functions. */
enum TemplateFunction {
    SEQUENCE("sequence", 0, 0, "takes no arguments"),
    UUID("uuid", 0, 0, "takes no arguments"),
    TIMESTAMP("timestamp", 0, 0, "takes no arguments"),
    INT("int", 2, 2, "takes the smallest and the largest number, such as {{int 1 100}}"),
    ONE_OF("oneOf", 1, Integer.MAX_VALUE, "takes one or more strings, such as {{oneOf red green 'light blue'}}"),
    STRING("string", 1, 1, "takes a number of characters, such as {{string 20}}"),
    FAKE("fake", 1, 1, "takes an expression of Datafaker, such as {{fake 'Name.fullName'}}");

    private final String word;
    private final int argumentsMin;
    private final int argumentsMax;
    private final String takes;

    TemplateFunction(String word, int argumentsMin, int argumentsMax, String takes) {
        this.word = word;
        this.argumentsMin = argumentsMin;
        this.argumentsMax = argumentsMax;
        this.takes = takes;
    }

    static Optional<TemplateFunction> named(String name) {
        return Stream.of(values())
                .filter(function -> function.word.equals(name))
                .findFirst();
    }

    static List<String> list() {
        return Stream.of(values()).map(function -> function.word).toList();
    }

    static String names() {
        return String.join(", ", list());
    }

    int argumentsMin() {
        return argumentsMin;
    }

    int argumentsMax() {
        return argumentsMax;
    }

    /** Describes the function's arguments, with an example. */
    String takes() {
        return takes;
    }

    @Override
    public String toString() {
        return word;
    }
}
