package klt.controller.http.access;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.controller.http.request.RequestHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The audit trail: one line in the log for each request that may change something, also if it is refused. */
final class AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final int PATH_SHOWN_MAX = 200;
    private static final int ERRORS_FROM = 400;

    /** The id or name in the path of a run, sweep, schedule or baseline. */
    private static final Pattern SUBJECT =
            Pattern.compile("/api/(run|sweep|schedule|baseline)s/([A-Za-z0-9._~-]{1,128})(?:/.*)?");

    private AuditLog() {}

    /**
     * @param user the user's name; empty if the request is refused before the user is known
     * @param created path of what the request created
     */
    static void log(
            String id,
            Optional<String> user,
            String address,
            RequestHead request,
            Optional<String> created,
            int status) {
        LoggingEventBuilder line = LOG.atLevel(status < ERRORS_FROM ? Level.INFO : Level.WARN)
                .addKeyValue("request", id)
                .addKeyValue("user", user.orElse("-"))
                .addKeyValue("address", address)
                .addKeyValue("status", status);
        Matcher subject = SUBJECT.matcher(created.orElse(request.path()));
        if (subject.matches() && !subject.group(2).equals("validate")) {
            line = line.addKeyValue(subject.group(1), subject.group(2));
        }
        line.log("{} {}", request.method(), shown(request.path()));
    }

    /** A path is sent percent-encoded, but nothing prevents a client from sending something else. */
    private static String shown(String path) {
        String printable = path.replaceAll("[^!-~]", "?");
        return printable.length() <= PATH_SHOWN_MAX ? printable : printable.substring(0, PATH_SHOWN_MAX) + "…";
    }
}
