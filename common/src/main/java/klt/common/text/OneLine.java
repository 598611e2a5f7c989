package klt.common.text;

import java.util.regex.Pattern;

/** Formats untrusted text as a single line of limited length that is safe for logs, terminals and encoders. */
public final class OneLine {

    private static final char REPLACEMENT = '\uFFFD';
    private static final char ELLIPSIS = '…';

    /** Control characters, line separators, and unpaired surrogates, which UTF-8 cannot encode. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]");

    private OneLine() {}

    /** Returns whether a text is a single line of printable characters, so that it needs no replacements. */
    public static boolean isPrintable(String text) {
        return !UNPRINTABLE.matcher(text).find();
    }

    /**
     * Replaces each sequence of white space and control characters with one space, and also replaces unpaired surrogates, which UTF-8
     * cannot encode.
     *
     * @param lengthMax maximum length; a longer text is truncated to it, ending in an ellipsis
     */
    public static String of(String text, int lengthMax) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), lengthMax));
        boolean gap = false;
        int next;
        for (int i = 0; i < text.length(); i = next) {
            int c = text.codePointAt(i);
            next = i + Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                gap = !line.isEmpty();
                continue;
            }
            int shown = Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c;
            int length = (gap ? 1 : 0) + Character.charCount(shown);
            if (line.length() + length > lengthMax) {
                return cut(line, lengthMax);
            }
            line.append(gap ? " " : "").appendCodePoint(shown);
            gap = false;
        }
        return line.toString();
    }

    private static String cut(StringBuilder line, int lengthMax) {
        int end = Math.min(line.length(), lengthMax - 1);
        if (end > 0 && Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        line.setLength(end);
        return line.append(ELLIPSIS).toString();
    }
}
