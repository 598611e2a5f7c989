package klt.common.log;

import java.util.TimeZone;

/**
 * This process's logging configuration, as system properties of slf4j-simple. slf4j-simple reads them when the first logger is created, so
 * they must be set before then. Properties from the JVM's command line take precedence. The file {@code simplelogger.properties} sets the
 * format, and the levels for tests and for programs that set none.
 */
public final class LogSettings {

    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private LogSettings() {}

    /**
     * Enables log messages from this project's classes, with UTC timestamps.
     *
     * @param kafka log level of Kafka's client
     * @param others log level of all other libraries
     */
    public static void ofService(String kafka, String others) {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        levels("info", kafka, others);
    }

    /** Turns logging off, because libraries' log messages do not belong in a command's output. */
    public static void silent() {
        levels("off", "off", "off");
    }

    /**
     * Adds a key-value pair to every line, including those logged by libraries, as a literal in the timestamp pattern at the start of each
     * line.
     */
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
