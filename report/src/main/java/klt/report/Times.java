package klt.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Formats times. */
final class Times {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    static String utc(Instant time) {
        return UTC.format(time) + " UTC";
    }

    static String utc(Optional<Instant> time) {
        return time.map(Times::utc).orElse("–");
    }
}
