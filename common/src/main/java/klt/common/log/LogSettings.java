package klt.common.log;

import java.util.TimeZone;

/**
 * The logging configuration of this process, as system properties of slf4j-simple. slf4j-simple reads them when the first logger is
 * created, so they must be set before that. A property from the command line of the JVM takes precedence. The file {@code
 * simplelogger.properties} sets the format, and the levels for tests and for programs that set none.
 */
public final class LogSettings {

    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private LogSettings() {}

    /**
     * Enables the log messages of this project's classes, with timestamps in UTC.
     *
     * @param kafka level of Kafka's client
     * @param others level of all other libraries
     */
    public static void ofService(String kafka, String others) {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        levels("info", kafka, others);
    }

    /** Turns logging off, because log messages of libraries do not belong in a command's output. */
    public static void silent() {
        levels("off", "off", "off");
    }

    /** Adds a key-value pair to every line, including lines of libraries, as a literal in the timestamp pattern that begins each line. */
    public static void inEveryLine(String key, String value) {
        setDefault("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX '" + key + "=" + value + "'");
    }

    private static void levels(String own, String kafka, String others) {
        setDefault("log.klt", own);
        setDefault("log.org.apache.kafka", kafka);
        setDefault("defaultLogLevel", others);
    }

    private static void setDefault(String name, String value) {
        if (System.getProperty(PREFIX + name) == null) {
            System.setProperty(PREFIX + name, value);
        }
    }
}
