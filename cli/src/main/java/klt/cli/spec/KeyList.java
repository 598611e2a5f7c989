package klt.cli.spec;

import java.util.Locale;
import java.util.stream.Collectors;
import klt.common.spec.SpecSchema;

/** Lists the spec keys for the help text, one line each. */
public final class KeyList {

    private KeyList() {}

    public static String text() {
        SpecSchema schema = SpecSchema.current();
        int width = schema.keys().stream()
                .mapToInt(key -> key.path().length())
                .max()
                .orElseThrow();
        return schema.keys().stream()
                .map(key -> String.format(
                        Locale.ROOT, "  %-" + width + "s  %s%s%n", key.path(), key.takes(), byDefault(key)))
                .collect(Collectors.joining("", String.format("%nKeys of the spec:%n"), ""));
    }

    private static String byDefault(SpecSchema.Key key) {
        return key.byDefault().value().isPresent() ? " (" + key.byDefault().shown() + ")" : "";
    }
}
