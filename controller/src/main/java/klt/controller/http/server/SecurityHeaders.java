package klt.controller.http.server;

import java.util.LinkedHashMap;
import java.util.Map;

/** Headers of every response. */
public final class SecurityHeaders {

    /** The Content-Security-Policy of a response that no browser should show as a page. */
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    /** @param policy the Content-Security-Policy */
    public static Map<String, String> of(String policy) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Security-Policy", policy);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        // the console's files and the event stream set their own
        headers.put("Cache-Control", "no-store");
        return headers;
    }

    /** Returns the headers of a response without a page. */
    static Map<String, String> withoutPage() {
        return of(NOTHING);
    }
}
