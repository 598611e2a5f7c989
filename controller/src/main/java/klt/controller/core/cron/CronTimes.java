package klt.controller.core.cron;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The times at which a schedule's starts are due.
 *
 * @param expression minute, hour, day of month, month and day of week, as in a crontab
 * @param zone the expression's time zone
 */
public record CronTimes(String expression, ZoneId zone) {

    private static final int EXPRESSION_LENGTH_MAX = 200;

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /** @throws IllegalArgumentException if the expression cannot be parsed */
    public CronTimes {
        PARSER.parse(expression);
        Objects.requireNonNull(zone);
    }

    /** Returns the error in an expression, if any. */
    public static Optional<String> mistake(String expression) {
        if (expression.length() > EXPRESSION_LENGTH_MAX) {
            return Optional.of("takes at most " + EXPRESSION_LENGTH_MAX + " characters");
        }
        try {
            return new CronTimes(expression, ZoneOffset.UTC).next(Instant.EPOCH).isPresent()
                    ? Optional.empty()
                    : Optional.of("is never due");
        } catch (IllegalArgumentException e) {
            return Optional.of("takes minute, hour, day of month, month and day of week, such as '0 2 * * 1-5': "
                    + e.getMessage());
        }
    }

    /** Returns the first time after a given time, or empty if there is none. */
    public Optional<Instant> next(Instant after) {
        return next(times(), after);
    }

    /** Returns the times after {@code after}, up to and including {@code until}, but only the first {@code max} of them. */
    public List<Instant> between(Instant after, Instant until, int max) {
        ExecutionTime times = times();
        List<Instant> found = new ArrayList<>();
        Optional<Instant> next = next(times, after);
        while (found.size() < max && next.isPresent() && !next.get().isAfter(until)) {
            found.add(next.get());
            next = next(times, next.get());
        }
        return found;
    }

    private ExecutionTime times() {
        return ExecutionTime.forCron(PARSER.parse(expression));
    }

    private Optional<Instant> next(ExecutionTime times, Instant after) {
        return times.nextExecution(after.truncatedTo(ChronoUnit.MINUTES).atZone(zone))
                .map(time -> time.toInstant());
    }
}
