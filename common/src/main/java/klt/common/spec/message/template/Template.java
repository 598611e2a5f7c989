package klt.common.spec.message.template;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The text of a value, which contains functions, such as <code>{"id": "{{uuid}}", "amount": {{int 1 100}}}</code>.
 *
 * @param text the template as written by the user
 */
public record Template(String text, List<TemplatePart> parts) {

    public Template {
        parts = List.copyOf(parts);
    }

    /**
     * @param mistakes receives each error, which includes its line and column
     * @return empty if there was an error
     */
    public static Optional<Template> parse(String text, Consumer<String> mistakes) {
        return new TemplateParser(text, mistakes).parse();
    }

    /** Lower bound for the length of a value. */
    public long bytesMin() {
        return parts.stream().mapToLong(TemplatePart::bytesMin).sum();
    }

    /** Upper bound for the length of a value. */
    public long bytesMax() {
        return parts.stream().mapToLong(TemplatePart::bytesMax).sum();
    }

    /** Approximate average size of a value. */
    public double bytesAverage() {
        return parts.stream().mapToDouble(TemplatePart::bytesAverage).sum();
    }
}
