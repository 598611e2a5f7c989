package klt.common.log;

import java.util.TimeZone;

/**
 * How this process logs, as system properties of slf4j-simple. It reads them when the process creates its first logger: choose before
 * that. A property from the command line of the JVM takes precedence. The file {@code simplelogger.properties} has the format, and the
 * levels of tests and of programs that choose none.
 */
public final class LogSettings {

    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private LogSettings() {}

    /**
     * Logs what this project's classes report, in UTC.
     *
     * @param kafka level of Kafka's client
     * @param others level of all other libraries
     */
    public static void ofService(String kafka, String others) {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        levels("info", kafka, others);
    }

    /** Logs nothing: what a library logs does not belong in the output of a command. */
    public static void silent() {
        levels("off", "off", "off");
    }

    /** Puts a pair into every line, also into those of libraries: as a literal of the time's format, which begins each line. */
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
