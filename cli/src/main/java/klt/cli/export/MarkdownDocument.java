package klt.cli.export;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import klt.common.summary.Table;
import klt.common.summary.Table.Align;
import klt.common.text.OneLine;

/**
 * A document in GitHub's Markdown with a size limit in bytes. Tables and lists that are too long are truncated; at the limit, the document
 * ends.
 */
final class MarkdownDocument {

    /** Maximum size of a table or list, because later parts also need room. */
    private static final int PART_BYTES_MAX = 100 * 1024;

    /** Room for the line with the number of omitted lines, and for the empty line after a part. */
    private static final int NOTE_BYTES_MAX = 50;

    private static final int TEXT_LENGTH_MAX = 500;
    /** Characters with a meaning in Markdown or in GitHub's extensions for mentions, references and mathematics. */
    private static final String SPECIAL = "\\`*[]|~#@!$";

    private static final String REST = "The rest is in the report.\n";

    private final StringBuilder text = new StringBuilder();
    private long room;
    private boolean full;

    MarkdownDocument(long bytesMax) {
        room = bytesMax - bytes(REST);
    }

    /** Converts any text to inline Markdown on one line. */
    static String escaped(String text) {
        String line = OneLine.of(text, TEXT_LENGTH_MAX);
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            // escape with entities: with backslashes, a pipe in a table cell would need two, and HTML characters cannot
            // be escaped
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                default -> {
                    if (isSpecial(line, i)) {
                        escaped.append("&#").append((int) c).append(';');
                    } else {
                        escaped.append(changesDirection(c) ? '\uFFFD' : c);
                    }
                }
            }
        }
        return escaped.toString();
    }

    private static boolean isSpecial(String line, int index) {
        return switch (line.charAt(index)) {
            // special in emoji and addresses, but not before a space
            case ':' -> index + 1 < line.length() && line.charAt(index + 1) != ' ';
            // special for emphasis, except within a word
            case '_' -> !isWord(line, index - 1) || !isWord(line, index + 1);
            default -> SPECIAL.indexOf(line.charAt(index)) >= 0;
        };
    }

    private static boolean isWord(String line, int index) {
        return index >= 0 && index < line.length() && Character.isLetterOrDigit(line.charAt(index));
    }

    /** Returns whether a character changes the display order of the text after it. */
    private static boolean changesDirection(char c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

    /** Adds a paragraph, a heading, or other lines that belong together. */
    void block(String markdown) {
        add(markdown + "\n\n");
    }

    /** @param header whether the first row is a header */
    void table(Table table, boolean header) {
        List<List<String>> rows = table.texts();
        if (rows.isEmpty()) {
            return;
        }
        List<Align> columns = table.columns();
        String first = header ? row(rows.getFirst()) : "|" + " |".repeat(columns.size()) + "\n";
        String line = columns.stream()
                .map(align -> align == Align.RIGHT ? " ---: |" : " --- |")
                .collect(Collectors.joining("", "|", "\n"));
        part(
                first + line,
                rows.subList(header ? 1 : 0, rows.size()).stream()
                        .map(MarkdownDocument::row)
                        .toList());
    }

    private static String row(List<String> cells) {
        return cells.stream().map(cell -> " " + escaped(cell) + " |").collect(Collectors.joining("", "|", "\n"));
    }

    /** @param items inline Markdown */
    void list(List<String> items) {
        if (!items.isEmpty()) {
            part("", items.stream().map(item -> "- " + item + "\n").toList());
        }
    }

    private void part(String head, List<String> lines) {
        StringBuilder part = new StringBuilder(head);
        boolean isLast = room < PART_BYTES_MAX;
        long left = Math.min(room, PART_BYTES_MAX) - bytes(head) - NOTE_BYTES_MAX;
        int shown = 0;
        while (shown < lines.size() && left >= bytes(lines.get(shown))) {
            left -= bytes(lines.get(shown));
            part.append(lines.get(shown));
            shown++;
        }
        part.append("\n");
        boolean ended = shown < lines.size();
        if (ended) {
            part.append("and ").append(lines.size() - shown).append(" more in the report\n\n");
        }
        if (shown > 0) {
            add(part.toString());
        } else if (!lines.isEmpty()) {
            end();
        }
        full |= ended && isLast;
    }

    private void add(String markdown) {
        int bytes = bytes(markdown);
        if (full) {
            return;
        }
        if (bytes <= room) {
            text.append(markdown);
            room -= bytes;
        } else {
            end();
        }
    }

    private void end() {
        if (!full) {
            full = true;
            text.append(text.isEmpty() ? "" : REST);
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
