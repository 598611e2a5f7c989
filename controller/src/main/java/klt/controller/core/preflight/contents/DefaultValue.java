package klt.controller.core.preflight.contents;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognises values of the payload format {@code json}, which is the default: without verification and consumers, a message has no header.
 * The worker's {@code JsonPayload} writes them.
 */
public final class DefaultValue {

    /** Both numbers are the message's sequence. A long payload is matched without backtracking. */
    private static final Pattern SHAPE = Pattern.compile(
            "\\{\"id\":\"msg-(\\d{1,19})\",\"timestamp\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z\","
                    + "\"sequence\":\\1,\"payload\":\"[^\"\\\\]*+\","
                    + "\"metadata\":\\{\"producer\":\"[A-Za-z0-9._-]*+\",\"test_run\":\"[A-Za-z0-9._-]*+\"\\}\\}");

    private static final int BYTE_MASK = 0xff;

    private DefaultValue() {}

    /** @param value a record's value; null for a tombstone */
    public static boolean matches(byte @Nullable [] value) {
        return value != null && SHAPE.matcher(characters(value)).matches();
    }

    /** Returns one character per byte, because a value with random text need not be valid in any encoding. */
    private static String characters(byte[] value) {
        char[] characters = new char[value.length];
        for (int i = 0; i < value.length; i++) {
            characters[i] = (char) (value[i] & BYTE_MASK);
        }
        return new String(characters);
    }
}
