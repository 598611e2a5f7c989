package klt.controller.http.server;

import java.time.Duration;
import klt.common.spec.limit.Limits;

/** Limits of the HTTP server. {@code EventStream} limits its clients itself. docs/security.md documents them. */
public final class HttpLimits {

    /** Longest body: a spec, whose characters have up to four bytes. */
    public static final long BODY_BYTES_MAX = 4L * Limits.SPEC_LENGTH_MAX;

    /** Longest body of a sign-in, and of a request that is not counted in {@link #LARGE_BODIES_MAX}. */
    public static final int SMALL_BODY_BYTES_MAX = 4 << 10;

    /** Maximum number of larger bodies in memory, so that slow uploads do not exhaust the heap. */
    public static final int LARGE_BODIES_MAX = 32;

    /** Longest request line with all headers. */
    static final int HEAD_BYTES_MAX = 16 << 10;

    /** More connections are accepted only after others close. Larger than the maximum number of event stream clients. */
    static final int CONNECTIONS_MAX = 1_000;

    /** A connection on which nothing is sent or received for this long is closed. */
    static final Duration IDLE_MAX = Duration.ofSeconds(30);

    /** A connection is closed if a request on it is not complete after this time, however steadily its bytes arrive. */
    static final Duration REQUEST_MAX = Duration.ofSeconds(20);

    /** A new connection is closed if its first request has no complete headers after this time. */
    static final Duration FIRST_REQUEST_MAX = Duration.ofSeconds(10);

    private HttpLimits() {}
}
