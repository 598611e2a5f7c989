package klt.controller.http.access;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.clock.Ticker;
import klt.controller.http.request.RequestHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The audit trail: one line in the log for each request that may change something, also if it is refused, and for refused credentials. */
final class AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final int PATH_SHOWN_MAX = 200;
    private static final int METHOD_SHOWN_MAX = 20;
    private static final int ERRORS_FROM = 400;

    /** The id or name in the path of a run, sweep, schedule or baseline. */
    private static final Pattern SUBJECT =
            Pattern.compile("/api/(run|sweep|schedule|baseline)s/([A-Za-z0-9._~-]{1,128})(?:/.*)?");

    /** Limits the number of log lines that clients without valid credentials can cause. */
    static final class LineLimit {

        static final int LINES_MAX = 30;
        static final Duration PERIOD = Duration.ofMinutes(1);

        private final Ticker ticker;
        private long beganAtNanos;
        private int lines;
        private long omitted;

        LineLimit(Ticker ticker) {
            this.ticker = ticker;
            beganAtNanos = ticker.nanos();
        }

        /** Returns how many lines were omitted before the next one; empty if that one has to be omitted, too. */
        synchronized OptionalLong next() {
            long now = ticker.nanos();
            if (now - beganAtNanos >= PERIOD.toNanos()) {
                beganAtNanos = now;
                lines = 0;
            }
            if (lines == LINES_MAX) {
                omitted++;
                return OptionalLong.empty();
            }
            lines++;
            long before = omitted;
            omitted = 0;
            return OptionalLong.of(before);
        }
    }

    private AuditLog() {}

    /**
     * @param user the user's name; empty if the request is refused before the user is known
     * @param created path of what the request created
     * @param omitted number of earlier lines that were omitted
     */
    static void log(
            String id,
            Optional<String> user,
            String address,
            RequestHead request,
            Optional<String> created,
            int status,
            long omitted) {
        LoggingEventBuilder line = LOG.atLevel(status < ERRORS_FROM ? Level.INFO : Level.WARN)
                .addKeyValue("request", id)
                .addKeyValue("user", user.orElse("-"))
                .addKeyValue("address", address)
                .addKeyValue("status", status);
        Matcher subject = SUBJECT.matcher(created.orElse(request.path()));
        if (subject.matches() && !subject.group(2).equals("validate")) {
            line = line.addKeyValue(subject.group(1), subject.group(2));
        }
        if (omitted > 0) {
            line = line.addKeyValue("omitted", omitted);
        }
        line.log("{} {}", shown(request.method(), METHOD_SHOWN_MAX), shown(request.path(), PATH_SHOWN_MAX));
    }

    /** A path is sent percent-encoded, but nothing prevents a client from sending something else. */
    private static String shown(String text, int lengthMax) {
        String printable = text.replaceAll("[^!-~]", "?");
        return printable.length() <= lengthMax ? printable : printable.substring(0, lengthMax) + "…";
    }
}
