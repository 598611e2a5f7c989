package klt.controller.http.request;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Ids that connect a response with the log. A reverse proxy or a client can set the id, so that its own log has the same one. */
public final class RequestIds {

    public static final String HEADER = "X-Request-Id";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{8,64}");
    private static final int BYTES = 8;

    private final SecureRandom random = new SecureRandom();

    /** @param sent the id in the request's header */
    public String of(Optional<String> sent) {
        return sent.filter(id -> FORM.matcher(id).matches()).orElseGet(this::next);
    }

    private String next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
