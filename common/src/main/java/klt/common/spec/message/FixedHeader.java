package klt.common.spec.message;

import java.nio.charset.StandardCharsets;

/**
 * A record header carried by every message.
 *
 * @param value the value, sent as UTF-8
 */
public record FixedHeader(String name, String value) {

    public int nameBytes() {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    public int valueBytes() {
        return value.getBytes(StandardCharsets.UTF_8).length;
    }
}
