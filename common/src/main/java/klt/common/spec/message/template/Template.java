package klt.common.spec.message.template;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A value's text, with functions, such as <code>{"id": "{{uuid}}", "amount": {{int 1 100}}}</code>.
 *
 * @param text the template as the user wrote it
 */
public record Template(String text, List<TemplatePart> parts) {

    public Template {
        parts = List.copyOf(parts);
    }

    /**
     * @param mistakes receives each error, with its line and column
     * @return empty if there was an error
     */
    public static Optional<Template> parse(String text, Consumer<String> mistakes) {
        return new TemplateParser(text, mistakes).parse();
    }

    /** Returns a lower bound for a value's length. */
    public long bytesMin() {
        return parts.stream().mapToLong(TemplatePart::bytesMin).sum();
    }

    /** Returns an upper bound for a value's length. */
    public long bytesMax() {
        return parts.stream().mapToLong(TemplatePart::bytesMax).sum();
    }

    /** Returns a value's approximate average size. */
    public double bytesAverage() {
        return parts.stream().mapToDouble(TemplatePart::bytesAverage).sum();
    }
}
