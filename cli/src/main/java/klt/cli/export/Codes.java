package klt.cli.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.report.Verdict.Reason;

/** The descriptions in {@code docs/codes.md} of why a verdict was reached and why a run ended. */
final class Codes {

    /**
     * A row of the page.
     *
     * @param where the verdict that the code belongs to, and its value
     * @param cure what to do, as inline Markdown without links
     */
    private record Entry(String where, String cure) {}

    private static final Pattern ROW =
            Pattern.compile("\\| `(?<code>[A-Z_]+)` \\| (?<where>.*?) \\| .* \\| (?<cure>[^|]*) \\|");
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");

    /** The heading at which reading ends, because later parts of the page explain other codes with the same names. */
    private static final String REST = "## Events";

    private static final Codes PAGE = new Codes(read());

    private final Map<String, Entry> entries = new HashMap<>();

    private Codes(String page) {
        for (String line : page.substring(0, page.indexOf(REST)).lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String cure = LINK.matcher(group(row, "cure")).replaceAll("$1");
                entries.put(group(row, "code"), new Entry(group(row, "where"), cure));
            }
        }
    }

    private static String group(Matcher row, String name) {
        return Objects.requireNonNull(row.group(name));
    }

    static Codes page() {
        return PAGE;
    }

    private static String read() {
        try (InputStream in = Objects.requireNonNull(Codes.class.getResourceAsStream("codes.md"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading codes.md", e);
        }
    }

    /** Returns the remedy, as inline Markdown, or empty for a code from a newer version. */
    Optional<String> cure(String code) {
        return Optional.ofNullable(entries.get(code)).map(Entry::cure);
    }

    /** Returns the reasons that belong to one verdict, such as {@code validity}. */
    List<Reason> of(String verdict, List<Reason> reasons) {
        return reasons.stream()
                .filter(reason -> Optional.ofNullable(entries.get(reason.code()))
                        .map(entry -> entry.where().startsWith(verdict))
                        .orElse(false))
                .toList();
    }
}
