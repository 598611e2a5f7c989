package klt.common.log;

import java.util.Map;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;

/**
 * How this process logs. Logback reads its configuration with the first logger of the process and sees system properties then, so
 * whoever has a choice of its own makes it before that.
 */
public final class LogSettings {

    private static final String CONFIGURATION = "logback.configurationFile";
    private static final String FORMAT = "log.format";

    private LogSettings() {}

    /**
     * Log by this configuration, in the format of the variable {@code LOG_FORMAT}.
     *
     * @param resource on the class path; one that somebody chose at the start of the JVM wins over it
     * @param context what every line carries, as properties that the configuration knows
     * @throws ConfigurationException for a format that there is not
     */
    public static void apply(Environment environment, String resource, Map<String, String> context) {
        System.setProperty(FORMAT, environment.choice("LOG_FORMAT", "text", "json"));
        context.forEach(System::setProperty);
        use(resource);
    }

    /** Log by this configuration, in the one format that it has. */
    public static void use(String resource) {
        if (System.getProperty(CONFIGURATION) == null) {
            System.setProperty(CONFIGURATION, resource);
        }
    }
}
