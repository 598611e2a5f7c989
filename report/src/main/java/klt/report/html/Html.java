package klt.report.html;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes HTML that is also well-formed XML. All text and attribute values are escaped, whatever they contain. */
public final class Html {

    private static final char REPLACEMENT = '\uFFFD';

    /** A colour of a terminal, as in the tables of {@code klt.common.summary}. */
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[([0-9;]*)m");

    private final StringBuilder out = new StringBuilder();

    /** @param attributes names and values, alternating */
    public Html open(String tag, String... attributes) {
        start(tag, attributes);
        out.append('>');
        return this;
    }

    /** Writes an element without content. */
    public Html empty(String tag, String... attributes) {
        start(tag, attributes);
        out.append("/>");
        return this;
    }

    private void start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
    }

    public Html close(String tag) {
        out.append("</").append(tag).append('>');
        return this;
    }

    /** Writes an element that contains only text. */
    public Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    public Html text(String text) {
        escape(text);
        return this;
    }

    /** Writes text with the terminal colours of a {@code Style}, which become elements with a class. */
    public Html painted(String text) {
        Matcher colours = COLOUR.matcher(text);
        boolean open = false;
        int from = 0;
        while (colours.find()) {
            escape(text.substring(from, colours.start()));
            from = colours.end();
            if (open) {
                close("span");
            }
            String look = look(colours.group(1));
            open = !look.isEmpty();
            if (open) {
                open("span", "class", look);
            }
        }
        escape(text.substring(from));
        if (open) {
            close("span");
        }
        return this;
    }

    private static String look(String colour) {
        return switch (colour) {
            case "1" -> "strong";
            case "2" -> "dim";
            case "32" -> "good";
            case "1;31" -> "bad";
            case "33" -> "warn";
            default -> "";
        };
    }

    /** Writes markup as it is. It must not contain text of a run. */
    public Html trusted(String markup) {
        out.append(markup);
        return this;
    }

    private void escape(String text) {
        int next;
        for (int i = 0; i < text.length(); i = next) {
            int c = text.codePointAt(i);
            next = i + Character.charCount(c);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isShown(c) ? c : REPLACEMENT);
            }
        }
    }

    /** Returns whether XML allows a character, and whether it leaves the direction of the text around it as it is. */
    private static boolean isShown(int c) {
        boolean control = (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
        boolean direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        boolean noCharacter = Character.getType(c) == Character.SURROGATE || (c & 0xfffe) == 0xfffe;
        return !control && !direction && !noCharacter;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
