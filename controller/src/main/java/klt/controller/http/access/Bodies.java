package klt.controller.http.access;

import io.javalin.http.Context;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.concurrent.Semaphore;
import klt.controller.http.access.AccessFilter.BodyLimits;
import klt.controller.http.request.ContentType;
import klt.controller.http.request.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * Decides about request bodies before they are read: their type, their length, and how many long ones are in memory. A client may send its
 * body slowly, so without the last limit a few hundred of them would exhaust the heap.
 */
final class Bodies {

    private static final String COUNTED = "klt.body";

    private final BodyLimits limits;
    private final Semaphore large;

    Bodies(BodyLimits limits) {
        this.limits = limits;
        large = new Semaphore(limits.largeMax());
    }

    /** @throws Refusal if the body must not be read */
    void admit(Context context, RequestHead request) {
        boolean signIn = request.path().equals(SessionApi.PATH);
        long bytes = context.req().getContentLengthLong();
        requireLength(bytes, signIn ? limits.smallBytesMax() : limits.bytesMax());
        if (!request.isWrite()) {
            return;
        }
        boolean chunked = !request.all("Transfer-Encoding").isEmpty();
        ContentType type = ContentType.of(request.first("Content-Type"));
        if ((bytes > 0 || chunked) && !type.isJson() && !type.isYaml()) {
            throw Refusal.badRequest(type.refusal());
        }
        // also without a body, because its text is read anyway
        if (!isSupported(context.req().getCharacterEncoding())) {
            throw Refusal.badRequest("Content-Type takes a known charset, such as utf-8, not '" + type.sent() + "'");
        }
        if (!signIn && (chunked || bytes > limits.smallBytesMax())) {
            if (!large.tryAcquire()) {
                throw Refusal.unavailable("the controller already receives " + limits.largeMax()
                        + " bodies of more than " + limits.smallBytesMax() + " bytes, which is the limit; try again");
            }
            context.attribute(COUNTED, true);
        }
    }

    /** @throws Refusal if the length exceeds the limit */
    static void requireLength(long bytes, long max) {
        if (bytes > max) {
            throw Refusal.tooLarge("a request body has at most " + max + " bytes here");
        }
    }

    /** Ends a request. */
    void release(Context context) {
        if (Boolean.TRUE.equals(context.<Boolean>attribute(COUNTED))) {
            context.attribute(COUNTED, false);
            large.release();
        }
    }

    private static boolean isSupported(@Nullable String charset) {
        try {
            return charset == null || Charset.isSupported(charset);
        } catch (IllegalCharsetNameException e) {
            return false;
        }
    }
}
