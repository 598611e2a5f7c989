package klt.common.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Typed access to environment variables; an empty variable counts as absent. */
public record Environment(Map<String, String> variables) {

    public Environment {
        variables = Map.copyOf(variables);
    }

    public static Environment ofProcess() {
        return new Environment(System.getenv());
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    public String text(String name, String byDefault) {
        return text(name).orElse(byDefault);
    }

    /** @throws ConfigurationException if the variable is not a whole number within the bounds */
    public int wholeNumber(String name, int byDefault, int min, int max) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return byDefault;
        }
        String problem = "takes a whole number from " + min + " to " + max + ", not '" + text.get() + "'";
        try {
            int value = Integer.parseInt(text.get());
            if (value < min || value > max) {
                throw new ConfigurationException(name, problem);
            }
            return value;
        } catch (NumberFormatException e) {
            throw new ConfigurationException(name, problem);
        }
    }

    /** Returns the items of a comma-separated list. */
    public List<String> list(String name) {
        return text(name).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Shows only names, because values may be secrets. */
    @Override
    public String toString() {
        return "Environment" + new TreeSet<>(variables.keySet());
    }
}
